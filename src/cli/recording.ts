import { type JsonNode, type JsonObject, stringifyJson } from "../json/json-node.ts";
import { parseJson } from "../json/parse-json.ts";

/** A request that was recorded, and how it was answered. */
export interface Recorded {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** As it is written down, see `requestSchema`. */
  readonly request: JsonObject;
  /** Its status, its headers, and its body. */
  readonly answer: JsonObject;
  readonly outcome: JsonNode | undefined;
}

/** One that can't be sent again, and why. */
export interface Unusable {
  readonly line: string;
  readonly reason: string;
}

/** A file that holds no recording. */
export class RecordingError extends Error {}

/**
 * Reads an export of the journal: an HTTP Archive (HAR 1.2), NDJSON, or what `GET requests` answers. Throws a
 * `RecordingError`.
 */
export function readRecording(text: string): (Recorded | Unusable)[] {
  const whole = tryParse(text);
  if (whole instanceof Map) {
    const log = whole.get("log");
    if (log instanceof Map) return entriesOf(log.get("entries")).map(fromHar);
    if (whole.has("requests")) return entriesOf(whole.get("requests")).map(fromJournal);
  }
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) throw new RecordingError("it is empty");
  return lines.map((line, at) => {
    const entry = tryParse(line);
    if (entry instanceof Map && entry.get("request") instanceof Map) return fromJournal(entry);
    throw new RecordingError(`line ${at + 1} is no request of a journal; it must be a HAR or NDJSON export`);
  });
}

function tryParse(text: string): JsonNode | undefined {
  try {
    return parseJson(text, { maxDepth: DEEPEST });
  } catch {
    return undefined;
  }
}

const DEEPEST = 500;

function entriesOf(node: JsonNode | undefined): JsonObject[] {
  if (!Array.isArray(node)) throw new RecordingError("its entries are no array");
  return node.map((entry) => {
    if (entry instanceof Map) return entry;
    throw new RecordingError("its entries are no objects");
  });
}

function fromJournal(entry: JsonObject): Recorded | Unusable {
  const request = new Map(objectAt(entry, "request"));
  const answer = entry.get("answer");
  const line = `${textOf(request.get("method"))} ${textOf(request.get("path"))}`;
  if (entry.has("request_length")) return { line, reason: "its body was not kept as a whole" };
  if (!(answer instanceof Map)) return { line, reason: "it was not answered" };
  const kept = new Map(answer);
  if (kept.has("length")) {
    for (const name of ["length", "body", "body_base64"]) kept.delete(name);
    kept.set("body", CUT);
  }
  return { at: timeOf(entry.get("at")), request, answer: kept, outcome: entry.get("outcome") };
}

/** What stands for what is not known. */
export const CUT = "[cut]";

function fromHar(entry: JsonObject): Recorded | Unusable {
  const [request, response] = [objectAt(entry, "request"), objectAt(entry, "response")];
  const [method, target] = [textOf(request.get("method")), targetOf(textOf(request.get("url")))];
  const line = `${method} ${target.path}`;
  if (response.get("status") === undefined || textOf(response.get("status")) === "0") {
    return { line, reason: "it was not answered" };
  }
  const headers = namedOf(request.get("headers"), FRAMING);
  const described: JsonObject = new Map<string, JsonNode>([
    ["method", method],
    ["path", target.path],
    ["headers", headers],
    ["host", target.host],
  ]);
  for (const [name, value] of harBody(request.get("postData"))) described.set(name, value);
  return {
    at: timeOf(entry.get("startedDateTime")),
    request: described,
    answer: harAnswer(response),
    outcome: entry.get("_outcome"),
  };
}

/** What the message itself says, or HTTP/2 in other words. */
const FRAMING = /^(?::|host$|content-length$|transfer-encoding$|connection$|keep-alive$|expect$)/i;

function targetOf(url: string): { path: string; host: string } {
  const [, host = "", path = ""] = /^[a-z]+:\/\/([^/?#]*)([^#]*)/i.exec(url) ?? [];
  return { host: host.replace(/:\d*$/, ""), path: path.startsWith("/") ? path : `/${path}` };
}

function harBody(postData: JsonNode | undefined): [string, JsonNode][] {
  if (!(postData instanceof Map)) return [];
  const text = postData.get("text");
  if (typeof text === "string") {
    if (postData.get("_encoding") === "base64") return [["body_base64", text]];
    const json = /^\s*[[{]/.test(text) ? tryParse(text) : undefined;
    return [json === undefined ? ["body", text] : ["json", json]];
  }
  const params = namedOf(postData.get("params"));
  return params.size === 0 ? [] : [["form", params]];
}

function harAnswer(response: JsonObject): JsonObject {
  const content = objectAt(response, "content");
  const headers = namedOf(response.get("headers"));
  const answer: JsonObject = new Map<string, JsonNode>([["status", response.get("status") ?? null]]).set(
    "headers",
    headers,
  );
  const text = content.get("text");
  if (typeof text !== "string" || text === "") return answer;
  if (content.get("encoding") === "base64") return answer.set("body_base64", text);
  const isCut = Buffer.byteLength(text) < Number(textOf(content.get("size")) || 0);
  if (isCut) return answer.set("body", CUT);
  const json = /[/+]json\b/i.test(textOf(headers.get("content-type"))) ? tryParse(text) : undefined;
  return answer.set("body", json === undefined || typeof json === "string" ? text : json);
}

/** Pairs of names and values, by their names in lower case; several of one name are an array. */
function namedOf(pairs: JsonNode | undefined, leftOut?: RegExp): JsonObject {
  const named: JsonObject = new Map();
  for (const pair of Array.isArray(pairs) ? pairs : []) {
    if (!(pair instanceof Map)) continue;
    const name = textOf(pair.get("name")).toLowerCase();
    if (leftOut?.test(name) === true) continue;
    const [known, value] = [named.get(name), textOf(pair.get("value"))];
    named.set(name, known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value]);
  }
  return named;
}

function timeOf(node: JsonNode | undefined): number {
  const time = Date.parse(textOf(node));
  if (Number.isNaN(time)) throw new RecordingError(`${stringifyJson(node ?? null)} is no time`);
  return time;
}

function objectAt(entry: JsonObject, name: string): JsonObject {
  const member = entry.get(name);
  if (member instanceof Map) return member;
  throw new RecordingError(`an entry has no ${name}`);
}

function textOf(node: JsonNode | undefined): string {
  if (node === undefined) return "";
  return typeof node === "string" ? node : stringifyJson(node);
}
