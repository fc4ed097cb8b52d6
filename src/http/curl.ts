import { type JsonMembers, type JsonValue, isMembers } from "../json/json-value.ts";

/** A word for a shell. */
export function quote(word: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** A request that is written down, as the words of a `curl` command. */
export function wordsOfRequest(description: JsonMembers, origin: string): string[] {
  const words = ["curl"];
  const method = textOf(description["method"]) ?? "GET";
  const body = bodyOf(description);
  if (method === "HEAD") words.push("-I");
  else if (method !== (body === undefined ? "GET" : "POST")) words.push("-X", method);
  const headers = pairsOf(description["headers"]);
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  for (const [name, value] of headers) words.push("-H", quote(`${name}: ${value}`));
  const host = textOf(description["host"]);
  if (host !== undefined) words.push("-H", quote(`host: ${host}`));
  const cookies = pairsOf(description["cookies"]).map(([name, value]) => `${name}=${value}`);
  if (cookies.length > 0) words.push("-b", quote(cookies.join("; ")));
  if (body?.type !== undefined && !names.has("content-type")) words.push("-H", quote(`content-type: ${body.type}`));
  if (body !== undefined) words.push(body.option, quote(body.data));
  const target = targetOf(description);
  // Of these curl would make several requests.
  if (/[[\]{}]/.test(target)) words.push("-g");
  return [...words, quote(`${origin}${target}`)];
}

interface Body {
  readonly option: string;
  readonly data: string;
  readonly type?: string;
}

function bodyOf(description: JsonMembers): Body | undefined {
  if (Object.hasOwn(description, "json")) {
    return { option: "-d", data: JSON.stringify(description["json"]), type: "application/json" };
  }
  const fields = pairsOf(description["form"]);
  if (fields.length > 0) return { option: "-d", data: new URLSearchParams(fields).toString() };
  const text = textOf(description["body"]);
  return text === undefined ? undefined : { option: "--data-raw", data: text, type: "text/plain" };
}

function targetOf(description: JsonMembers): string {
  const path = textOf(description["path"]) ?? "/";
  const query = new URLSearchParams(pairsOf(description["query"])).toString();
  return query === "" ? path : `${path}${path.includes("?") ? "&" : "?"}${query}`;
}

function pairsOf(members: JsonValue | undefined): [string, string][] {
  if (members === undefined || !isMembers(members)) return [];
  return Object.entries(members).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as readonly JsonValue[]) : [value]).map((each): [string, string] => [
      name,
      textOf(each) ?? "",
    ]),
  );
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
