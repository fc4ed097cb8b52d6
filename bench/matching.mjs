/*
 * What conditions cost, and what a miss does.
 *
 * Rates: servers of Trickster on the first core, `wrk` on the second one, asked in turn, round after round; a ratio is the
 * median of the ratios of each round. The same POST with a JSON body of about 1 KiB is sent to all, and the status of
 * every answer is checked. No journal is kept: it would have the static Route read the body, too. Misses:
 * `match_route?explain=1`, which has no budget, is asked for typos with 100 and with 100,000 Routes; the time is that of
 * the whole call, in a program.
 *
 * node bench/matching.mjs [rounds]
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { hasWrk } from "./load.mjs";
import { measureInTurn, startOwn } from "./own-servers.mjs";
import { bindOwnProcess, exitOnSignals, scratch } from "./processes.mjs";
import { ownRoot } from "./servers/paths.mjs";
import { medianOf, medianRatio } from "./statistics.mjs";

const ROUNDS = Number(process.argv[2] ?? 7);
const MANY = 10_000;
const SECONDS = 1;

const body = JSON.stringify({
  customer: { id: MANY - 1, name: "Ann" },
  total: 3,
  lines: Array.from({ length: 18 }, (_, n) => ({ sku: `sku-${n}`, n, note: "some text that is here" })),
});

const script = join(scratch, "post.lua");
const asked = { path: `/hello?user=${MANY - 1}`, script };

const route = (match) => ({
  path: "/hello",
  method: "POST",
  ...(match && { match }),
  responses: [{ body: "Hello!\n" }],
});
const many = (match) => Array.from({ length: MANY }, (_, at) => route(match(at)));
const last = (match) => [route(match(MANY - 1))];

const byHeader = (at) => ({ headers: { "x-tenant": `t${at}` } });
const byQuery = (at) => ({ query: { user: at } });
const byJson = (at) => ({ json: { "$.customer.id": at } });

const servers = {
  static: [route()],
  json: [route({ json: { "$.customer.id": MANY - 1, "$.total": { gte: 3 } } })],
  "one by header": last(byHeader),
  "10,000 by header": many(byHeader),
  "one by query": last(byQuery),
  "10,000 by query": many(byQuery),
  "one by JSON": last(byJson),
  "10,000 by JSON": many(byJson),
};

const pairs = [
  ["a JSON condition, to a static Route", "json", "static", 0.5],
  ["10,000 Routes that differ in a header, to one", "10,000 by header", "one by header", 0.7],
  ["10,000 Routes that differ in a query parameter, to one", "10,000 by query", "one by query", 0.7],
  ["10,000 Routes that differ in a JSON value, to one", "10,000 by JSON", "one by JSON", 0.7],
];

const typos = ["/items/itme42", "/itmes/item42", "/nothing/here", `/${"abc/".repeat(20)}`];

async function measureMisses(count) {
  const { createTrickster } = await import(join(ownRoot, "dist/index.js"));
  const routes = Array.from({ length: count }, (_, at) => ({ path: `/items/item${at}`, responses: [{ body: "" }] }));
  const trickster = createTrickster({ routes });
  const times = [];
  for (let round = 0; round < ROUNDS * 10; round += 1) {
    for (const path of typos) {
      const start = performance.now();
      await trickster.handle({ url: `/internal/match_route?explain=1&method=GET&path=${encodeURIComponent(path)}` });
      times.push(performance.now() - start);
    }
  }
  await trickster.close({ drainTimeout: 0 });
  return times.slice(times.length / 2);
}

const median = (times) => medianOf(times, (time) => time);

async function main() {
  if (!hasWrk()) throw new Error("the load is sent by `wrk`, which is not installed: apt-get install wrk");
  exitOnSignals();
  bindOwnProcess();
  writeFileSync(
    script,
    `wrk.method = "POST"\nwrk.headers["content-type"] = "application/json"\nwrk.headers["x-tenant"] = "t${MANY - 1}"\nwrk.body = [[${body}]]\n`,
  );
  const starts = Object.fromEntries(
    Object.entries(servers).map(([name, routes]) => [name, () => startOwn(routes, "--journal", "off")]),
  );
  const samples = await measureInTurn(starts, { asked, rounds: ROUNDS, seconds: SECONDS });
  const lines = pairs.map(([title, one, other, goal]) => {
    const ratio = medianRatio(samples[one], samples[other], ({ rate }) => rate);
    return `${title}: ${ratio.toFixed(2)} (goal: at least ${goal})`;
  });
  const [few, very] = [await measureMisses(100), await measureMisses(100_000)];
  lines.push(
    `an explained miss: ${median(few).toFixed(2)} ms with 100 Routes, ${median(very).toFixed(2)} ms with 100,000 (goal: at most 5 ms)`,
  );
  process.stdout.write(
    `Node.js ${process.versions.node}, a body of ${body.length} bytes, ${ROUNDS} rounds\n${lines.join("\n")}\n`,
  );
}

await main();
