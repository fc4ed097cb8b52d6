import { stringifyJson } from "../json/json-node.ts";
import { object, optional, required } from "../schema/object.ts";
import { type OutputOf, type Schema, anyJson, array, arrayOr, oneOf, record, string } from "../schema/schema.ts";
import { methods } from "./methods.ts";
import { writeForm } from "./form.ts";
import { headerValue } from "./headers.ts";
import { HttpRequest } from "./request.ts";

const values: Schema<string | string[], string | readonly string[]> = arrayOr(array(string()), string(), {
  isMany: (value): value is string[] => typeof value === "object",
});

const bodies = ["json", "form", "body", "body_base64"] as const;

/** A request as people write it down: what is asked of `match_route`. */
export const requestSchema = object(
  {
    method: required(oneOf(methods)),
    path: required(
      string({ description: "The path, as it is sent; it may carry a query string.", examples: ["/hello"] }),
    ),
    query: optional(record(values, { description: "Query parameters; several of one name are an array." })),
    headers: optional(record(values, { description: "Header fields; several lines of one name are an array." })),
    cookies: optional(record(values, { description: "Cookies." })),
    host: optional(string({ description: "The host.", examples: ["api.example.com"] })),
    json: optional(anyJson({ description: "The body, as JSON." })),
    form: optional(record(values, { description: "The body, as a urlencoded form." })),
    body: optional(string({ description: "The body, as text." })),
    body_base64: optional(string({ description: "The body, in base64." })),
  },
  {
    title: "Request",
    description: "A request that is written down.",
    examples: [{ method: "GET", path: "/hello" }],
    constraint: {
      json: {
        oneOf: [
          ...bodies.map((name) => ({ required: [name] })),
          { not: { anyOf: bodies.map((name) => ({ required: [name] })) } },
        ],
      },
      check(given, reader) {
        const found = bodies.filter((name) => given.has(name));
        if (found.length > 1) reader.fail(`must have one of ${found.join(" and ")}, not both`);
      },
    },
  },
);

export type DescribedRequest = OutputOf<typeof requestSchema>;

/** The request that a description stands for: it has arrived as a whole. */
export function requestOf(described: DescribedRequest): HttpRequest {
  const headers = fieldsOf(described);
  const { bytes, type } = bodyOf(described, headerValue(headers, "content-type"));
  const fields = type === undefined ? headers : [...withoutType(headers), "content-type", type];
  if (bytes.length > 0) fields.push("content-length", String(bytes.length));
  const source = {
    method: described.method,
    target: targetOf(described),
    fields,
    httpVersion: "1.1",
    isSecure: false,
    readBody: () => Promise.resolve(bytes),
    readPieces: () => piecesOf(bytes),
    followBody: () => {},
    onGone: () => {},
    discardBody: () => {},
  };
  const request = new HttpRequest(source);
  request.takeBody(bytes);
  return request;
}

function targetOf({ path, query = {} }: DescribedRequest): string {
  const more = new URLSearchParams(pairsOf(query)).toString();
  return more === "" ? path : `${path}${path.includes("?") ? "&" : "?"}${more}`;
}

function fieldsOf({ headers = {}, cookies = {}, host }: DescribedRequest): string[] {
  const fields = pairsOf(headers).flat();
  const sent = pairsOf(cookies).map(([name, value]) => `${name}=${value}`);
  if (sent.length > 0) fields.push("cookie", sent.join("; "));
  if (host !== undefined) fields.push("host", host);
  return fields;
}

interface Body {
  readonly bytes: Uint8Array;
  /** The `content-type` that a client would send with it. */
  readonly type: string | undefined;
}

const encoder = new TextEncoder();

function bodyOf({ json, form, body = "", body_base64: base64 }: DescribedRequest, type: string | undefined): Body {
  if (json !== undefined) return { bytes: encoder.encode(stringifyJson(json)), type: type ?? "application/json" };
  if (form !== undefined) return writeForm(type, pairsOf(form));
  return { bytes: base64 === undefined ? encoder.encode(body) : Buffer.from(base64, "base64"), type };
}

function withoutType(fields: readonly string[]): string[] {
  return fields.filter((_, at) => fields[at - (at % 2)]?.toLowerCase() !== "content-type");
}

function pairsOf(given: Readonly<Record<string, string | string[]>>): [string, string][] {
  return Object.entries(given).flatMap(([name, value]) =>
    (typeof value === "string" ? [value] : value).map((each): [string, string] => [name, each]),
  );
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
