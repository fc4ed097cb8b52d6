import * as fc from "fast-check";
import { anyJsonText, anyResponse, anyRoute, anyText } from "./arbitrary-routes.ts";

/** Pieces of regular expressions, put together to more or less broken ones. */
const PIECES =
  "a b / . - ^ $ | * + ? ( ) (?: (?= (?<! (?P<n> (?<n> (?P=n) \\k<n> \\1 \\d \\p{L} \\p{ \\u{1F600} \\x4 \\Q \\Z \\A \\ [ ] " +
  "[^ [z-a] [[:alpha:]] {2} {,3} {1,0} {1001} (?i) (?x) (?# \ud800 \u{1f600}";

export const patternText: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...PIECES.split(" ")), { maxLength: 12 })
  .map((pieces) => pieces.join(""));

/** Puts something else, or nothing, somewhere into a text. */
function mutated(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const pieces = fc.oneof(
    anyText,
    anyJsonText,
    fc.constantFrom("{", "}", "[", "]", '"', ",", ":", "\\", "null", "1e999"),
  );
  return fc.tuple(text, fc.nat(), fc.nat(20), pieces).map(([given, at, length, piece]) => {
    const start = at % (given.length + 1);
    return given.slice(0, start) + piece + given.slice(start + length);
  });
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Puts another value in the place of one somewhere in a JSON text, which stays well-formed. */
function transplanted(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(text, fc.nat(), anyJsonText).map(([given, at, other]) => {
    const places: [holder: Json[] | Record<string, Json>, name: string | number][] = [];
    const root: Json[] = [JSON.parse(given) as Json];
    walk(root, places);
    const [holder, name] = places[at % places.length] ?? [root, 0];
    (holder as Record<string | number, Json>)[name] = JSON.parse(other) as Json;
    return JSON.stringify(root[0]);
  });
}

function walk(node: Json, places: [Json[] | Record<string, Json>, string | number][]): void {
  if (typeof node !== "object" || node === null) return;
  for (const [name, child] of Object.entries(node)) {
    places.push([node, name]);
    walk(child, places);
  }
}

const pointer = fc.oneof(
  fc.array(fc.constantFrom("responses", "0", "1", "-", "body", "headers", "auth", "id", "a~1b", "~2", "01", ""), {
    maxLength: 4,
  }),
  fc.constant(["path"]),
);

const operation = fc
  .record({
    op: fc.constantFrom("add", "remove", "replace", "move", "copy", "test", "other"),
    path: pointer.map((tokens) => tokens.map((token) => `/${token}`).join("")),
    from: pointer.map((tokens) => tokens.map((token) => `/${token}`).join("")),
    value: fc.jsonValue(),
  })
  .map((members) => JSON.stringify(members));

const jsonPatch = fc.array(operation, { maxLength: 6 }).map((operations) => `[${operations.join(",")}]`);

const WORDS =
  '{ [ " \\ nul NaN Infinity undefined {}{} [,] [[[]]] - 1e +1 1e999999999 -1e-999999999 {"a":1,"a":2} {"__proto__":null} ' +
  '{"constructor":{"prototype":{"x":1}}} {"toString":1}';

const LONG = [
  "9".repeat(5000),
  `0.${"0".repeat(5000)}1`,
  `"${"\\ud800".repeat(50)}"`,
  "[".repeat(100_000),
  '{"a":'.repeat(100_000),
  `${"[".repeat(200)}${"]".repeat(200)}`,
  `${"[".repeat(201)}${"]".repeat(201)}`,
  `{"path":"${"(".repeat(9_000)}","responses":[]}`,
  `{"path":"${"(".repeat(4_000)}a${")".repeat(4_000)}","responses":[]}`,
  `{"path":"${"a?".repeat(4_000)}","responses":[]}`,
];

const hostile = fc.constantFrom("", " ", "\u0000", "\ufeff", "\ufeff{}", ...WORDS.split(" "), ...LONG);

const withPattern = fc
  .oneof(patternText, anyText)
  .map((path) => `{"path":${JSON.stringify(path)},"responses":[{"body":""}]}`);

const request = fc
  .tuple(fc.constantFrom("GET", "POST", "get", "", "HEAD"), fc.oneof(anyText, fc.webPath()))
  .map(([method, path]) => JSON.stringify({ method, path }));

/** What somebody may send to the internal API: valid, nearly valid, and nothing of the sort. */
export const anyPayload: fc.Arbitrary<string | Uint8Array> = fc.oneof(
  anyRoute,
  anyResponse,
  anyJsonText,
  mutated(anyRoute),
  mutated(anyResponse),
  transplanted(anyRoute),
  transplanted(anyResponse),
  jsonPatch,
  withPattern,
  request,
  { weight: 1, arbitrary: hostile },
  anyText,
  fc.uint8Array({ maxLength: 40 }),
);
