import { type JsonNode, type JsonObject } from "../json/json-node.ts";
import { applyJsonPatch } from "../json/json-patch.ts";
import { formatPointer } from "../json/json-pointer.ts";

/** An operation of a JSON Patch (RFC 6902). */
export type Operation = JsonObject;

type Tokens = readonly (string | number)[];

export function add(at: Tokens, value: JsonNode): Operation {
  return new Map<string, JsonNode>([
    ["op", "add"],
    ["path", formatPointer(at)],
    ["value", value],
  ]);
}

export function replace(at: Tokens, value: JsonNode): Operation {
  return new Map<string, JsonNode>([
    ["op", "replace"],
    ["path", formatPointer(at)],
    ["value", value],
  ]);
}

export function remove(at: Tokens): Operation {
  return new Map<string, JsonNode>([
    ["op", "remove"],
    ["path", formatPointer(at)],
  ]);
}

/** What a patch may cost; larger ones are of no use to anybody. */
const LIMITS = { maxWork: 1_000_000, maxDepth: 1000 };

/** The patched document, or `undefined` if the patch can't be applied. */
export function attempt(target: JsonNode, operations: readonly Operation[]): JsonNode | undefined {
  try {
    return applyJsonPatch(target, operations, LIMITS);
  } catch {
    return undefined;
  }
}
