import { type AnswerParts, encodeText } from "../http/answer.ts";
import { mediaTypeOfFile } from "../http/media-type.ts";
import { type JsonNode, type JsonObject, describeJson, stringifyJson } from "../json/json-node.ts";
import { type Fields, type ObjectInput, type ObjectSchema, optional } from "../schema/object.ts";
import type { Reader } from "../schema/reader.ts";
import { anyJson, string } from "../schema/schema.ts";

/** As the JSON Schema has it; on some millions of characters this pattern overflows the stack. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const base64Schema = string({
  expected: "base64 (RFC 4648, with padding)",
  rule: (text) => (isBase64(text) ? undefined : `must be base64 (RFC 4648, with padding), got ${describeJson(text)}`),
  description: "Bytes to send, in base64.",
  examples: ["iVBORw0KGgo="],
});

/** The three ways to say what is sent. */
export const bodyFields = {
  body: optional(
    anyJson({
      description:
        "A string is sent as it is; any other JSON value as JSON, with its digits and the order of its members.",
      examples: ["Hello!", { message: "Hello!" }],
    }),
  ),
  body_base64: optional({ ...base64Schema, json: { ...base64Schema.json, pattern: BASE64.source } }),
  body_file: optional(
    string({
      rule: bodyFileFault,
      description: "A file to send: its path below the directory given with --files.",
      examples: ["pictures/logo.png"],
    }),
  ),
};

export interface BodyDefinition {
  readonly body?: JsonNode;
  readonly body_base64?: string;
  readonly body_file?: string;
}

type BodyName = keyof typeof bodyFields;

/** One of the three, for the type checker. */
type OneBody = {
  [Given in BodyName]: { readonly [K in Given]: K extends "body" ? unknown : string } & {
    readonly [K in Exclude<BodyName, Given>]?: never;
  };
}[BodyName];

/** A schema with the three fields, of which exactly one must be given. */
export function withOneBody<F extends Fields>(
  schema: ObjectSchema<F>,
): ObjectSchema<F, Omit<ObjectInput<F>, BodyName> & OneBody> {
  // The rule is kept by `oneBody`; this only tells the type checker of it.
  return schema as unknown as ObjectSchema<F, Omit<ObjectInput<F>, BodyName> & OneBody>;
}

const NAMES = Object.keys(bodyFields);

/** Exactly one of the three. */
export const oneBody = {
  json: { oneOf: NAMES.map((name) => ({ required: [name] })) },
  check(object: JsonObject, reader: Reader): void {
    let count = 0;
    for (const name of NAMES) if (object.has(name)) count += 1;
    if (count === 1) return;
    const given = NAMES.filter((name) => object.has(name));
    if (given.length === 0) reader.fail(`is missing the required field "body" (or "body_base64" or "body_file")`);
    if (given.length > 1) reader.fail(`must have one of ${given.join(" and ")}, not both`);
  },
};

/** Names that will have a meaning in the place of a body. */
export const reservedBodies = Object.fromEntries(
  ["fault", "stream", "proxy", "websocket"].map((name) => [name, "is reserved for a later version of Trickster"]),
);

/** `headers` as they read back if none are given. */
export function withDefaultHeaders(object: JsonObject): JsonObject {
  if (object.has("headers") || !object.has("body") || typeof object.get("body") === "string") return object;
  return new Map(object).set("headers", new Map([["content-type", "application/json"]]));
}

export interface BodyContent {
  readonly body: AnswerParts["body"];
  /** The `content-type` of an answer whose headers name none. */
  readonly contentType: string;
}

/** What a text or JSON is if no header says so, as in Trickster 2. */
export const TEXT_TYPE = "text/html; charset=utf-8";

/** The bytes to send. Text goes out as `text/html` unless a header says otherwise, as in Trickster 2. */
export function prepareBody({ body, body_base64: base64, body_file: file }: BodyDefinition): BodyContent {
  if (file !== undefined) return { body: { file }, contentType: mediaTypeOfFile(file) };
  if (base64 !== undefined) return { body: Buffer.from(base64, "base64"), contentType: "application/octet-stream" };
  const text = typeof body === "string" ? body : stringifyJson(body ?? null);
  return { body: encodeText(text), contentType: TEXT_TYPE };
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

/** A first, textual look; what the path really leads to is looked at when the file is opened. */
export function bodyFileFault(path: string): string | undefined {
  if (path === "" || path.includes("\0")) return "must be the path of a file";
  if (path.endsWith("/")) return "must name a file, not a directory";
  if (path.startsWith("/") || /^[A-Za-z]:|\\/.test(path)) {
    return "must be relative to the directory given with --files, with / between its parts";
  }
  if (path.split("/").includes("..")) return 'must stay below the directory given with --files, without ".."';
  return undefined;
}
