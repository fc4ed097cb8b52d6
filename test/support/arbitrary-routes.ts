import * as fc from "fast-check";
import { anyMatch } from "./arbitrary-matches.ts";

/**
 * Generators of everything that is valid in a definition. Bodies are generated as JSON text, since a JavaScript value
 * could not tell `1` from `1.0`, or `{"b": 1, "1": 2}` from `{"1": 2, "b": 1}`.
 */
type Text = string;

const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

const hostileText = fc.constantFrom("__proto__", "constructor", "toString", "\u0000", "\ud800", "\u{1f600}", "%2F", "");

export const anyText: fc.Arbitrary<string> = fc.oneof(fc.string(), fc.string({ unit: "binary" }), hostileText);

export const anyId: fc.Arbitrary<string> = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/);

const numberText: fc.Arbitrary<Text> = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.bigInt().map(String),
  fc.stringMatching(/^-?(0|[1-9]\d{0,30})(\.\d{1,20})?([eE][+-]?\d{1,4})?$/),
  fc.constantFrom("-0", "-0.0", "1.0", "1e400", "1E+3", "12345678901234567890"),
);

/** A JSON text without white space; member names are unique. */
export const anyJsonText: fc.Arbitrary<Text> = fc.letrec<{ value: Text }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    numberText,
    anyText.map((text) => JSON.stringify(text)),
    fc.constantFrom("null", "true", "false"),
    fc.array(tie("value"), { maxLength: 5 }).map((items) => `[${items.join(",")}]`),
    fc
      .uniqueArray(fc.tuple(anyText, tie("value")), { maxLength: 5, selector: ([name]) => name })
      .map((members) => `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(",")}}`),
  ),
})).value;

const headerName = fc.oneof(
  fc.stringMatching(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,15}$/),
  fc.constantFrom("Content-Type", "content-length", "Transfer-Encoding", "Connection", "Set-Cookie", "Upgrade", "Date"),
  fc.constantFrom("__proto__", "constructor", "Trailer", "Keep-Alive", "TE", "Expect", "Content-Encoding", "Location"),
);

const headerValue = fc.oneof(
  fc.stringMatching(/^[\t\x20-\x7e\x80-\xff]{0,20}$/),
  fc.constantFrom("chunked", "gzip, chunked", "0", "5", "99999", "-1", "keep-alive", "upgrade", "websocket", "x", ""),
);

/** Header fields, as an object's text. */
export const anyHeaders: fc.Arbitrary<Text> = fc
  .uniqueArray(fc.tuple(headerName, fc.oneof(headerValue, fc.array(headerValue, { maxLength: 3 }))), {
    maxLength: 5,
    selector: ([name]) => name,
  })
  .map((fields) => `{${fields.map((field) => field.map((part) => JSON.stringify(part)).join(":")).join(",")}}`);

const seconds = fc.oneof(fc.constantFrom(0, 1, 2_147_483), fc.double({ min: 0, max: 2_147_483, noNaN: true }));

const delay = fc.oneof(
  seconds.map(String),
  fc.tuple(seconds, seconds).map((pair) => JSON.stringify(pair.toSorted((a, b) => a - b))),
);

const body = fc.oneof(
  anyJsonText.map((text) => ["body", text] as const),
  anyText.map((text) => ["body", JSON.stringify(text)] as const),
  fc.uint8Array({ maxLength: 30 }).map((bytes) => {
    return ["body_base64", JSON.stringify(Buffer.from(bytes).toString("base64"))] as const;
  }),
);

/** Some of these members, in any order, and always those in `needed`. */
function objectText(
  needed: fc.Arbitrary<readonly (readonly [string, Text])[]>,
  others: Record<string, fc.Arbitrary<Text>>,
) {
  const optional = Object.entries(others).map(([name, value]) => fc.option(value.map((text) => [name, text] as const)));
  return fc
    .tuple(needed, fc.tuple(...optional))
    .map(([given, found]) => given.concat(found.filter((member) => member !== null)))
    .chain((members) => fc.shuffledSubarray(members, { minLength: members.length }))
    .map((members) => `{${members.map(([name, text]) => `"${name}":${text}`).join(",")}}`);
}

const readOnly = { used_count: anyJsonText, is_active: anyJsonText };
const status = fc.integer({ min: 100, max: 999 }).map(String);

/** A Response without an id. */
export const anyResponse: fc.Arbitrary<Text> = objectText(
  body.map((member) => [member]),
  {
    status,
    headers: anyHeaders,
    delay,
    repeat: fc.oneof(fc.constant("null"), fc.integer({ min: 1 }).map(String), fc.constant("3.0")),
    weight: fc.double({ min: 0, max: 1, noNaN: true }).map(String),
    when: anyMatch.map((match) => JSON.stringify(match)),
    ...readOnly,
  },
);

const refusal = objectText(
  body.map((member) => [member]),
  { status, headers: anyHeaders, delay, ...readOnly },
);

const quoted = anyText.map((text) => JSON.stringify(text));

const fields = fc
  .uniqueArray(fc.tuple(quoted, quoted), { maxLength: 3, selector: ([name]) => name })
  .map((members) => `{${members.map((member) => member.join(":")).join(",")}}`);

function authOf(method: string, own: Record<string, fc.Arbitrary<Text>>): fc.Arbitrary<Text> {
  const needed = fc.tuple(
    ...Object.entries({ method: fc.constant(`"${method}"`), ...own }).map(([name, value]) =>
      value.map((text) => [name, text] as const),
    ),
  );
  return objectText(needed, { unauthorized_response: refusal });
}

export const anyAuth: fc.Arbitrary<Text> = fc.oneof(
  authOf("token", { token: quoted }),
  authOf("basic", { username: quoted, password: quoted }),
  authOf("form", { fields }),
  authOf("cookie", { name: quoted, value: quoted }),
  authOf("hmac", { key: quoted }),
);

const segment = fc.constantFrom(
  "a",
  "b",
  "\\d+",
  "[a-c]*",
  ".",
  "(?P<x>\\w+)",
  "{y}",
  "{z:integer}",
  "(?!b)\\w",
  "(?:x|y)?",
  "\u{e9}",
  "%2F",
);

export const anyPath: fc.Arbitrary<string> = fc
  .uniqueArray(segment, { maxLength: 4 })
  .map((segments) => `/${segments.join("/")}`);

/** Gives some of the Responses ids, all different. */
const responses = fc
  .tuple(fc.array(anyResponse, { maxLength: 4 }), fc.uniqueArray(fc.option(anyId), { minLength: 4, maxLength: 4 }))
  .map(([texts, ids]) => {
    const named = texts.map((text, index) => {
      const id = ids[index];
      return typeof id === "string" ? text.replace("{", `{"id":"${id}",`) : text;
    });
    return `[${named.join(",")}]`;
  });

/** A whole Route that must be taken, as JSON text. */
export const anyRoute: fc.Arbitrary<Text> = objectText(
  fc
    .tuple(anyPath, responses)
    .map(([path, list]) => [["path", JSON.stringify(path)] as const, ["responses", list] as const]),
  {
    id: anyId.map((id) => JSON.stringify(id)),
    method: fc
      .oneof(fc.constantFrom(...METHODS, "ANY"), fc.uniqueArray(fc.constantFrom(...METHODS), { minLength: 1 }))
      .map((method) => JSON.stringify(method)),
    auth: fc.oneof(anyAuth, fc.constant("null")),
    match: anyMatch.map((match) => JSON.stringify(match)),
    description: anyText.map((given) => JSON.stringify(given)),
    tags: fc.array(anyText, { maxLength: 2 }).map((given) => JSON.stringify(given)),
    priority: fc.integer({ min: -100_000, max: 100_000 }).map(String),
    fallback: fc.boolean().map(String),
    response_selection: fc.constantFrom('"greedy"', '"random"', '"cycle"'),
    ...readOnly,
  },
);
