import { TricksterError } from "../errors.ts";
import { type JsonNode, NotJsonError, toJsonNode } from "../json/json-node.ts";
import { formatPointer } from "../json/json-pointer.ts";
import { JsonSyntaxError, parseJson } from "../json/parse-json.ts";
import { type ValidRoute, twinOf } from "../routes/route.ts";
import { Reader, summarize } from "../schema/reader.ts";
import type { Schema } from "../schema/schema.ts";

/** Reads a JSON payload. Throws a 400 that says where it stops being JSON. */
export function readJson(text: string, maxDepth: number): JsonNode {
  try {
    return parseJson(text, { maxDepth });
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const before = text.slice(0, error.offset);
    const line = before.split("\n").length;
    const column = error.offset - before.lastIndexOf("\n");
    throw new TricksterError(400, `The payload is no JSON: ${error.message} (line ${line}, column ${column}).`);
  }
}

/** Takes a value of the host program for a payload. Throws a 400 if JSON can't hold it. */
export function takeValue(value: unknown, maxDepth: number): JsonNode {
  try {
    return toJsonNode(value, maxDepth);
  } catch (error) {
    if (!(error instanceof NotJsonError)) throw error;
    throw invalid([{ at: formatPointer(error.at), message: error.message }]);
  }
}

/** Reads a payload, or what `whole` calls it, by its schema. Throws a 400 with every fault. */
export function readPayload<Out>(schema: Schema<Out, unknown>, node: JsonNode, whole = "The payload"): Out {
  const reader = new Reader();
  const value = schema.read(node, reader);
  if (value === undefined) throw refusal(reader, whole);
  return value;
}

/** Reads what some parameters of a query say, as if it were a payload. */
export function readQuery<Out>(schema: Schema<Out, unknown>, query: URLSearchParams, names: readonly string[]): Out {
  const given = names.filter((name) => query.has(name));
  return readPayload(schema, new Map(given.map((name) => [name, query.get(name)])), "The query");
}

/** A 400 with every fault that a reader has noted. */
export function refusal({ faults, count }: Reader, whole = "The payload"): TricksterError {
  return invalid(faults, count - faults.length, whole);
}

/** A 400 with these faults, and `more` that are only counted. */
export function invalid(faults: Reader["faults"], more = 0, whole = "The payload"): TricksterError {
  const summary = summarize(faults, whole, more);
  return new TricksterError(400, summary.endsWith("?") ? summary : `${summary}.`, faults);
}

/** Says so if two Responses share an id. */
export function sharedId(payload: JsonNode, { responses }: ValidRoute): string | undefined {
  const index = payload instanceof Map ? twinOf(payload.get("responses")) : undefined;
  if (index === undefined) return undefined;
  return `responses/${index}/id is "${responses[index]?.id}", like another Response of the same Route`;
}
