import { describe, expect, it } from "vitest";
import { createTrickster } from "../../src/index.ts";
import { operators } from "../../src/matching/conditions/operators.ts";
import { places } from "../../src/matching/places/places.ts";

/** What is said of a request that does not match: for each operator, each place, and each group. */
const lines: readonly (readonly [match: object, request: object, words: string])[] = [
  [{ json: { "$.a": { equals: { b: 1 } } } }, { json: { a: { b: 2 } } }, "json $.a at /b is 2, and must be 1."],
  [{ json: { "$.a": { like: { b: 1 } } } }, { json: { a: { c: 1 } } }, "json $.a at /b is missing, and must be 1."],
  [{ query: { a: { not: "x" } } }, { query: { a: "x" } }, 'query parameter a is "x", and must not be "x".'],
  [{ query: { a: { exists: true } } }, {}, "query parameter a is missing."],
  [{ query: { a: { exists: false } } }, { query: { a: "1" } }, 'query parameter a is "1", and must be absent.'],
  [{ query: { a: { contains: "x" } } }, { query: { a: "abc" } }, 'query parameter a is "abc", and must contain "x".'],
  [
    { json: { "$.a": { each: { gt: 0 } } } },
    { json: { a: [1, 0] } },
    "json $.a is [1,0], and must be an array of which each element must be greater than 0.",
  ],
  [
    { headers: { authorization: { starts_with: "Bearer " } } },
    { headers: { authorization: "Basic x" } },
    'header authorization is "Basic x", and must begin with "Bearer ".',
  ],
  [
    { query: { a: { ends_with: ".png" } } },
    { query: { a: "a.gif" } },
    'query parameter a is "a.gif", and must end with ".png".',
  ],
  [
    { cookies: { session: { matches: "[0-9a-f]{4}" } } },
    { cookies: { session: "xyz" } },
    'cookie session is "xyz", and must match [0-9a-f]{4}.',
  ],
  [
    { query: { a: { one_of: ["EUR", "USD"] } } },
    { query: { a: "GBP" } },
    'query parameter a is "GBP", and must be one of "EUR", "USD".',
  ],
  [{ json: { "$.a": { gt: 3 } } }, { json: { a: 3 } }, "json $.a is 3, and must be greater than 3."],
  [
    { json: { "$.a": { gte: "2026-01-01T00:00:00Z" } } },
    { json: { a: "2025-12-31T00:00:00Z" } },
    'json $.a is "2025-12-31T00:00:00Z", and must be at least 2026-01-01T00:00:00Z.',
  ],
  [{ query: { a: { lt: 3 } } }, { query: { a: "3" } }, 'query parameter a is "3", and must be less than 3.'],
  [{ query: { a: { lte: 3 } } }, { query: { a: "4" } }, 'query parameter a is "4", and must be at most 3.'],
  [
    { query: { a: { length: { lte: 3 } } } },
    { query: { a: "abcd" } },
    'query parameter a is "abcd", and must have a length of at most 3.',
  ],
  [{ json: { "$.a": { size: 2 } } }, { json: { a: [1] } }, "json $.a is [1], and must have a size of 2."],
  [{ query: { a: { count: 2 } } }, { query: { a: "1" } }, 'query parameter a is "1", and must be there so often: 2.'],
  [{ json: { "$.a": { type: "integer" } } }, { json: { a: "1" } }, 'json $.a is "1", and must be of type integer.'],
  [{ json: { $: { schema: { required: ["a"] } } } }, { json: { b: 1 } }, "json $ must have required property 'a'."],
  [
    { query: { a: { all: [{ starts_with: "a" }, { ends_with: "z" }] } } },
    { query: { a: "ay" } },
    'query parameter a is "ay", and must begin with "a" and end with "z".',
  ],
  [
    { query: { a: { any: ["x", { starts_with: "y" }] } } },
    { query: { a: "z" } },
    'query parameter a is "z", and must be "x" or begin with "y".',
  ],
  [
    { query: { a: { none: ["x", "y"] } } },
    { query: { a: "y" } },
    'query parameter a is "y", and must neither be "x" nor be "y".',
  ],
  [{ method: "PUT" }, {}, 'method is "POST", and must be "PUT".'],
  [{ host: "api.example.com" }, { host: "example.com" }, 'host is "example.com", and must be "api.example.com".'],
  [{ path: { id: 7 } }, {}, 'path parameter id is "8", and must be 7.'],
  [{ form: { user: "ann" } }, { form: { user: "bob" } }, 'form field user is "bob", and must be "ann".'],
  [
    { form: { file: { file: { size: { lt: 10 } } } } },
    { form: { file: "x" } },
    'form field file is "x", and must be a file whose size must be less than 10.',
  ],
  [{ xml: { "/a/@b": "1" } }, { body: "<a b='2'/>" }, 'xml /a/@b is "2", and must be "1".'],
  [
    { xml: { "/a/@b": "1" } },
    { json: { a: 1 } },
    'xml /a/@b is missing (the body is no XML: content-type: application/json), and must be "1".',
  ],
  [
    { graphql: { operation: "Order" } },
    { json: { query: "query Other { x }" } },
    'graphql operation is "Other", and must be "Order".',
  ],
  [
    { graphql: { variables: { "$.id": 7 } } },
    { json: { query: "{ x }", variables: { id: 8 } } },
    "graphql variables $.id is 8, and must be 7.",
  ],
  [{ body: "hello" }, { body: "bye" }, 'body is "bye", and must be "hello".'],
  [
    { any: [{ query: { a: "1" } }, { query: { b: "1", c: "1" } }] },
    {},
    'query parameter a is missing, and must be "1".',
  ],
  [{ all: [{ query: { a: "1" } }] }, {}, 'query parameter a is missing, and must be "1".'],
  [{ not: { query: { a: "1" } } }, { query: { a: "1" } }, 'what it must not be is there: {"query":{"a":"1"}}.'],
  [
    { query: { a: "x" } },
    { query: { a: ["1", "2"] } },
    'query parameter a has 2 values, none of which fits: must be "x".',
  ],
  [{ json: { "$.a": null } }, { json: { a: 0 } }, "json $.a is 0, and must be null."],
];

async function explain(match: object, request: object): Promise<string> {
  const route = { id: "r", path: "/a/{id}", method: "POST", match, responses: [{ body: "" }] } as const;
  await using trickster = createTrickster({ routes: [route] });
  const answer = await trickster.handle({
    method: "POST",
    url: "/internal/match_route?explain=1",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ method: "POST", path: "/a/8", ...request }),
  });
  return (answer.json() as { message: string }).message.replace(/^.*Closest: "r", but /, "");
}

describe("An explanation", () => {
  it.each(lines)("of %j and %j says: %s", async (match, request, words) => {
    expect(await explain(match, request)).toBe(words);
  });

  it("has words for every operator and every place", () => {
    const text = JSON.stringify(lines.map(([match]) => match));
    const missing = [...Object.keys(operators), ...Object.keys(places), "all", "any", "not"].filter(
      (name) => !text.includes(`"${name}":`),
    );

    expect(missing).toEqual([]);
  });
});
