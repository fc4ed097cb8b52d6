#!/usr/bin/env bash
# Tests order.sh. All tests run at the same time against one Trickster, each in a sandbox of its own.
set -euo pipefail
trickster=${TRICKSTER_URL:-http://localhost:8080}

# call METHOD URL [JSON]: calls the internal API; if it refuses, says why and fails.
call() {
  local answer
  answer=$(curl -sS --fail-with-body -X "$1" "$2" ${3:+-H 'content-type: application/json' -d "$3"}) ||
    { echo "$answer" >&2 && return 1; }
}

verify() { call POST "$world/internal/verify" "$1"; }

orders-what-is-in-stock() {
  ./order.sh "$world" 42
  verify '{"route": "orders", "match": {"json": {"$.pieces": 7}}, "count": 1}'
}

orders-nothing-if-nothing-is-there() {
  call PUT "$world/internal/routes/stock" '{"path": "/stock/{sku}", "responses": [{"body": "0"}]}'
  ./order.sh "$world" 42
  verify '{"route": "orders", "count": 0}'
}

asks-for-the-stock-first() {
  ./order.sh "$world" 42
  verify '{"sequence": [{"route": "stock"}, {"route": "orders"}]}'
}

# Runs a test in a sandbox of its name, which the path selects.
run() {
  world=$trickster/~$1
  call PUT "$trickster/internal/sandboxes/$1"
  trap 'call DELETE "$trickster/internal/sandboxes/${world##*/~}"' EXIT
  "$1"
  echo "passed: $1"
}

run orders-what-is-in-stock &
run orders-nothing-if-nothing-is-there &
run asks-for-the-stock-first &
for test in $(jobs -p); do wait "$test"; done
