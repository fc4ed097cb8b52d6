import type { JsonNode, JsonObject } from "../json/json-node.ts";
import { parseJson } from "../json/parse-json.ts";
import type { FieldList } from "./headers.ts";
import type { HttpRequest, LoadedBody } from "./request.ts";

/** Headers that say what the description has in another place, or how the message was framed. */
const LEFT_OUT = new Set([
  "host",
  "cookie",
  "content-length",
  "transfer-encoding",
  "connection",
  "keep-alive",
  "expect",
]);

/** A request written down, see `requestSchema`. */
export function describeRequest(request: HttpRequest): JsonObject {
  const description: JsonObject = new Map<string, JsonNode>([
    ["method", request.method],
    ["path", request.target.rawPath],
  ]);
  const put = (name: string, values: ReadonlyMap<string, readonly string[]>): void => {
    if (values.size > 0) description.set(name, new Map([...values].map(([each, all]) => [each, oneOrMany(all)])));
  };
  put("query", gather([...request.query]));
  put("headers", headersOf(request.source.fields));
  put("cookies", request.cookies);
  if (request.host !== "") description.set("host", request.host);
  if (request.body !== undefined) putBody(description, request, request.body);
  return description;
}

function oneOrMany(values: readonly string[]): JsonNode {
  const [only] = values;
  return values.length === 1 && only !== undefined ? only : [...values];
}

function gather(pairs: readonly (readonly [string, string])[]): Map<string, string[]> {
  const gathered = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const known = gathered.get(name);
    if (known === undefined) gathered.set(name, [value]);
    else known.push(value);
  }
  return gathered;
}

function headersOf(fields: FieldList): Map<string, string[]> {
  return gather(pairsOf(fields).filter(([name]) => !LEFT_OUT.has(name)));
}

/** Header fields by their names in lower case; several lines of one name are an array. */
export function describeFields(fields: FieldList): JsonObject {
  return new Map([...gather(pairsOf(fields))].map(([name, values]) => [name, oneOrMany(values)]));
}

function pairsOf(fields: FieldList): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at < fields.length; at += 2) pairs.push([(fields[at] ?? "").toLowerCase(), fields[at + 1] ?? ""]);
  return pairs;
}

function putBody(description: JsonObject, request: HttpRequest, body: LoadedBody): void {
  if (body.bytes.length === 0) return;
  // `curl -d` calls everything a form.
  const fields = body.text.includes("=") && !/^\s*[[{]/.test(body.text) ? [...body.form.fields] : [];
  const texts = fields.map(([name, values]) => [name, values.filter((value) => typeof value === "string")] as const);
  const isText = texts.every(([, values], at) => values.length === fields[at]?.[1].length);
  if (fields.length > 0 && isText) {
    description.set("form", new Map(texts.map(([name, values]) => [name, oneOrMany(values)])));
    return;
  }
  const json = body.json === null ? undefined : losslessly(body.text);
  if (json !== undefined) description.set("json", json);
  else if (isUtf8(body)) description.set("body", body.text);
  else description.set("body_base64", Buffer.from(body.bytes).toString("base64"));
}

/** A JSON text with its digits; `undefined` if it has a member twice, which a tree can't hold. */
function losslessly(text: string): JsonNode | undefined {
  try {
    return parseJson(text, { maxDepth: DEEPEST });
  } catch {
    return undefined;
  }
}

/** A description is a payload, and those are no deeper. */
const DEEPEST = 150;

function isUtf8({ bytes, text }: LoadedBody): boolean {
  return !text.includes("\ufffd") && bytes.length > 0;
}
