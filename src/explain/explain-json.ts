import { type JsonNode, type JsonObject, stringifyJson } from "../json/json-node.ts";
import { formatPointer } from "../json/json-pointer.ts";
import type { Explanation, Nearest } from "./explain.ts";
import type { Failure } from "./failure.ts";
import { nameOf } from "./name.ts";

/** An answer to a miss is no longer, and so are its values. */
const LONGEST_VALUE = 200;
const LONGEST_ANSWER = 16 * 1024;

/** "No active Route matches POST /orders. Closest: "order", but header x-tenant is missing." */
export function missMessage(whole: string, [nearest]: readonly Nearest[], isBrief: boolean): string {
  if (nearest === undefined) return whole;
  const { live, failures } = nearest;
  const words = failures.map((failure) => (isBrief ? failure.brief : failure.words));
  return `${whole} Closest: ${isBrief || live.route.isNamed ? `"${live.route.id}"` : nameOf(live)}, but ${joined(words)}.`;
}

export function joined(words: readonly string[]): string {
  const [first = "", second, ...more] = words;
  if (second === undefined) return first;
  return more.length === 0 ? `${first}; and ${second}` : `${first}; ${second}; and ${more.length} more`;
}

/** Explanations as the wire has them, whole. */
export function explanationsToJson(explanations: readonly Explanation[]): JsonNode[] {
  return explanations.map((each) => toJson(each, { withFixes: true, longest: Number.POSITIVE_INFINITY }));
}

/** As they fit into the answer to a miss: long values are cut, and what doesn't fit is left out. */
export function cutExplanations(explanations: readonly Explanation[]): JsonNode[] {
  const shown: JsonNode[] = [];
  let left = LONGEST_ANSWER;
  for (const explanation of explanations) {
    const found = [true, false]
      .map((withFixes) => toJson(explanation, { withFixes, longest: LONGEST_VALUE }))
      .find((each) => stringifyJson(each).length <= left);
    if (found === undefined) break;
    left -= stringifyJson(found).length;
    shown.push(found);
  }
  return shown;
}

interface Options {
  readonly withFixes: boolean;
  readonly longest: number;
}

function toJson({ live, score, failures, fixRoute, fixRequest }: Explanation, options: Options): JsonObject {
  const explained: JsonObject = new Map<string, JsonNode>([
    ["route", live.route.id],
    ["score", score],
    ["failed", failures.map((failure) => failedToJson(failure, options.longest))],
  ]);
  if (options.withFixes && fixRoute !== undefined) explained.set("fix_route", [...fixRoute]);
  if (options.withFixes && fixRequest !== undefined) explained.set("fix_request", [...fixRequest]);
  return explained;
}

export function failedToJson({ at, expected, actual }: Failure, longest: number): JsonObject {
  const cut = (node: JsonNode): JsonNode => cutNode(node, longest);
  const failed: JsonObject = new Map<string, JsonNode>([
    ["at", formatPointer(at)],
    ["expected", cut(expected)],
  ]);
  if (actual !== undefined) failed.set("actual", cut(actual));
  const isCut = cut(expected) !== expected || (actual !== undefined && cut(actual) !== actual);
  return isCut ? failed.set("cut", true) : failed;
}

function cutNode(node: JsonNode, longest: number): JsonNode {
  const text = typeof node === "string" ? node : stringifyJson(node);
  return text.length > longest ? text.slice(0, longest) : node;
}
