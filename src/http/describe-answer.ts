import type { JsonNode, JsonObject } from "../json/json-node.ts";
import { parseJson } from "../json/parse-json.ts";
import { type Answer, bytesOf, fieldsOf, isFile, isWhole } from "./answer.ts";
import { describeFields } from "./describe-request.ts";
import { headerValue } from "./headers.ts";
import { isJson, mediaType } from "./media-type.ts";

/** An answer as a Response would be written that gives it: its status, its headers, and its body if it has one. */
export function describeAnswer(answer: Answer, mostBody: number): JsonObject {
  const fields = fieldsOf(answer);
  const description: JsonObject = new Map<string, JsonNode>([
    ["status", answer.status],
    ["headers", describeFields(fields)],
  ]);
  const { body } = answer;
  if (isFile(body)) description.set("body_file", body.file);
  else if (body !== null && isWhole(body) && body.length > 0) {
    const bytes = bytesOf(body);
    const kept = bytes.subarray(0, mostBody);
    const [name, value] = describeBody(kept, headerValue(fields, "content-type"));
    description.set(name, value);
    if (bytes.length > kept.length) description.set("length", bytes.length);
  }
  return description;
}

function describeBody(bytes: Uint8Array, contentType: string | undefined): [name: string, value: JsonNode] {
  const text = decode(bytes);
  if (text === undefined) return ["body_base64", Buffer.from(bytes).toString("base64")];
  const json = isJson(mediaType(contentType)) ? readJson(text) : undefined;
  // A string as a body is sent as it is, without quotes.
  return ["body", json === undefined || typeof json === "string" ? text : json];
}

const strict = new TextDecoder("utf-8", { fatal: true });

function decode(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** `undefined` also for what a tree of this depth can't hold. */
function readJson(text: string): JsonNode | undefined {
  try {
    return parseJson(text, { maxDepth: DEEPEST });
  } catch {
    return undefined;
  }
}

const DEEPEST = 150;
