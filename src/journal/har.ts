import { reasonOf } from "../http/answer.ts";
import { type JsonNode, type JsonObject, stringifyJson } from "../json/json-node.ts";
import { version } from "../version.ts";

/** What stands before and after the entries of an HTTP Archive (HAR 1.2). */
export const harStart = `{"log":{"version":"1.2","creator":{"name":"Trickster","version":${JSON.stringify(version)}},"entries":[`;
export const harEnd = "]}}";

/**
 * An entry of the journal, as the internal API shows it, as an entry of an HTTP Archive. Names with `_`
 * are our own. `authority`: the host that was asked, with its port.
 */
export function harEntry(entry: JsonObject, authority: string): JsonObject {
  const request = objectAt(entry, "request");
  const answer = entry.get("answer");
  const time = entry.get("ms") ?? 0;
  return objectOf({
    startedDateTime: entry.get("at") ?? "",
    time,
    request: harRequest(request, authority),
    response: harResponse(answer instanceof Map ? answer : new Map()),
    cache: new Map(),
    timings: objectOf({ send: 0, wait: time, receive: 0 }),
    _id: entry.get("id") ?? "",
    _sandbox: entry.get("sandbox") ?? "",
    _outcome: entry.get("outcome") ?? "",
    _route: entry.get("route") ?? null,
    _response: entry.get("response") ?? null,
    _ended: entry.get("ended") ?? null,
  });
}

function harRequest(request: JsonObject, authority: string): JsonObject {
  const query = pairsOf(request.get("query"));
  const cookies = pairsOf(request.get("cookies"));
  const search = new URLSearchParams(query).toString();
  const headers = [["host", authority] as const, ...pairsOf(request.get("headers"))];
  if (cookies.length > 0) headers.push(["cookie", cookies.map(([name, value]) => `${name}=${value}`).join("; ")]);
  const body = bodyOf(request);
  return objectOf({
    method: request.get("method") ?? "",
    url: `http://${authority}${textOf(request.get("path") ?? "/")}${search === "" ? "" : `?${search}`}`,
    httpVersion: "HTTP/1.1",
    cookies: named(cookies),
    headers: named(headers),
    queryString: named(query),
    ...(body !== undefined && { postData: body }),
    headersSize: -1,
    bodySize: -1,
  });
}

function bodyOf(request: JsonObject): JsonObject | undefined {
  const type = pairsOf(request.get("headers")).find(([name]) => name === "content-type")?.[1];
  const json = request.get("json");
  if (json !== undefined) return objectOf({ mimeType: type ?? "application/json", text: stringifyJson(json) });
  const form = pairsOf(request.get("form"));
  if (form.length > 0) {
    return objectOf({ mimeType: type ?? "application/x-www-form-urlencoded", params: named(form) });
  }
  const text = request.get("body");
  if (text !== undefined) return objectOf({ mimeType: type ?? "text/plain", text });
  const base64 = request.get("body_base64");
  if (base64 === undefined) return undefined;
  return objectOf({ mimeType: type ?? "application/octet-stream", text: base64, _encoding: "base64" });
}

function harResponse(answer: JsonObject): JsonObject {
  const headers = pairsOf(answer.get("headers"));
  const header = (wanted: string): string => headers.find(([name]) => name === wanted)?.[1] ?? "";
  const status = answer.get("status") ?? 0;
  const cookies = headers.filter(([name]) => name === "set-cookie").map(([, value]) => cookiePair(value));
  const base64 = answer.get("body_base64");
  const body = answer.get("body");
  const text = typeof body === "string" || body === undefined ? body : stringifyJson(body);
  return objectOf({
    status,
    statusText: typeof status === "number" && status > 0 ? reasonOf(status) : "",
    httpVersion: "HTTP/1.1",
    cookies: named(cookies),
    headers: named(headers),
    content: objectOf({
      size: Number(header("content-length")) || 0,
      mimeType: header("content-type"),
      ...(text !== undefined && { text }),
      ...(base64 !== undefined && { text: base64, encoding: "base64" }),
    }),
    redirectURL: header("location"),
    headersSize: -1,
    bodySize: -1,
  });
}

function cookiePair(line: string): [string, string] {
  const [pair = ""] = line.split(";", 1);
  const at = pair.indexOf("=");
  return at === -1 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
}

function named(pairs: readonly (readonly [string, string])[]): JsonNode[] {
  return pairs.map(([name, value]) => objectOf({ name, value }));
}

function pairsOf(node: JsonNode | undefined): [string, string][] {
  if (!(node instanceof Map)) return [];
  return [...node].flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each): [string, string] => [name, textOf(each)]),
  );
}

function textOf(node: JsonNode): string {
  return typeof node === "string" ? node : stringifyJson(node);
}

function objectAt(node: JsonObject, name: string): JsonObject {
  const member = node.get(name);
  return member instanceof Map ? member : new Map();
}

function objectOf(members: Readonly<Record<string, JsonNode>>): JsonObject {
  return new Map(Object.entries(members));
}
