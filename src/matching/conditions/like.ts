import { type JsonNode, stringifyJson } from "../../json/json-node.ts";
import { type JsonValue, areEqual, isMembers, valueOf } from "../../json/json-value.ts";
import { shorten } from "../words.ts";
import { type Modifiers, defineOperator } from "./condition.ts";
import { canPair } from "./pairs.ts";

/** Finding pairs takes a time of the product of both lengths. */
const MOST_UNORDERED = 1000;

export const like = defineOperator({
  description:
    "holds every member of this object, at any depth; more members are ignored; arrays have the same length and order",
  json: {},
  example: { currency: "EUR" },
  read(operand, reader, { source, modifiers }) {
    if (source === "text") return reader.fail("looks into JSON, and this is text; use equals or contains");
    if (modifiers.anyOrder && longestArray(operand) > MOST_UNORDERED) {
      return reader.fail(`can't have any_order with arrays of more than ${MOST_UNORDERED} elements`);
    }
    const pattern = valueOf(operand);
    const demand = `be like ${shorten(stringifyJson(operand))}`;
    const test = (value: JsonValue): boolean => isLike(value, pattern, modifiers);
    return {
      judges: "one",
      demand,
      holds: (value, inspection) => (modifiers.anyOrder ? inspection.inTime("like", () => test(value)) : test(value)),
      suggest: (actual) => [merge(actual, pattern), pattern],
    };
  },
});

function longestArray(node: JsonNode): number {
  if (Array.isArray(node)) return Math.max(node.length, ...node.map(longestArray));
  return node instanceof Map ? Math.max(0, ...[...node.values()].map(longestArray)) : 0;
}

export function isLike(value: JsonValue, pattern: JsonValue, modifiers: Modifiers): boolean {
  if (Array.isArray(pattern)) return Array.isArray(value) && areLike(value, pattern, modifiers);
  if (!isMembers(pattern)) return areEqual(value, pattern, modifiers);
  if (!isMembers(value)) return false;
  return Object.entries(pattern).every(
    ([name, member]) => Object.hasOwn(value, name) && isLike(value[name] ?? null, member, modifiers),
  );
}

function areLike(value: readonly JsonValue[], pattern: readonly JsonValue[], modifiers: Modifiers): boolean {
  const { anyOrder, moreElements } = modifiers;
  if (moreElements ? value.length < pattern.length : value.length !== pattern.length) return false;
  if (anyOrder) return canPair(pattern, value, (item, other) => isLike(other, item, modifiers));
  if (!moreElements) return pattern.every((item, at) => isLike(value[at] ?? null, item, modifiers));
  // In their order, with others in between.
  let at = 0;
  for (const item of pattern) {
    while (at < value.length && !isLike(value[at] ?? null, item, modifiers)) at += 1;
    if (at === value.length) return false;
    at += 1;
  }
  return true;
}

/** What was there, with what must be. */
function merge(actual: JsonValue | undefined, pattern: JsonValue): JsonValue {
  if (actual === undefined || !isMembers(actual) || !isMembers(pattern)) return pattern;
  const merged = Object.create(null) as Record<string, JsonValue>;
  Object.assign(merged, actual);
  for (const [name, member] of Object.entries(pattern)) {
    merged[name] = merge(Object.hasOwn(actual, name) ? actual[name] : undefined, member);
  }
  return merged;
}
