import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type RouteDefinition, type TricksterOptions, createTrickster } from "../../src/index.ts";
import { MemoryLog } from "../support/memory-log.ts";

/** The "big list of naughty strings". */
const file = new URL("../data/naughty-strings/blns.json", import.meta.url);
const naughty = JSON.parse(readFileSync(file, "utf8")) as string[];

const nested = (open: string, close: string, levels: number): string => open.repeat(levels) + close.repeat(levels);
const bomb = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 9 }, (_, at) => `<!ENTITY ${"bcdefghij"[at]} "${`&${"abcdefghij"[at]};`.repeat(10)}">`).join("")}]><a>&j;</a>`;

const hostile: Readonly<Record<string, string | Uint8Array>> = {
  "deep arrays": nested("[", "]", 100_000),
  "deep objects": `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`,
  "arrays that never end": "[".repeat(100_000),
  "a member twice": '{"a": 1, "a": 2}',
  prototypes: '{"__proto__": {"a": 1}, "constructor": {"prototype": {"a": 1}}, "a": {"__proto__": 1}}',
  "a huge number": `{"a": ${"9".repeat(10_000)}, "b": 1e99999}`,
  "a long string": JSON.stringify({ a: "a".repeat(1_000_000) }),
  "many elements": JSON.stringify({ a: Array.from({ length: 100_000 }, (_, at) => at) }),
  "no UTF-8": Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  "a byte order mark": '\ufeff{"a": 1}',
  "half a character": '{"a": "\\ud800"}',
  "an XML bomb": bomb,
  "an external entity": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
  "deep XML": `${"<a>".repeat(50_000)}${"</a>".repeat(50_000)}`,
  "XML that never ends": "<a>".repeat(50_000),
  "many attributes": `<a ${Array.from({ length: 20_000 }, (_, at) => `b${at}="1"`).join(" ")}/>`,
  "GraphQL that never ends": JSON.stringify({ query: `query A ${"{".repeat(100_000)}` }),
  "strings that never end": JSON.stringify({ query: '"""'.repeat(33_333) }),
};

const types = [
  "application/json",
  "application/xml",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=b",
  "",
];

/** Looks at everything in every way. */
const matches: readonly object[] = [
  { json: { "$.a": { gt: 0 }, $: { like: { a: [{ b: 1 }] }, any_order: true } } },
  { json: { "$..a": { count: { gt: 1_000_000 } } } },
  { json: { "$..[?@.a == @.b]": { exists: true } } },
  { json: { "$..[?match(@, '(a+)+b')]": { exists: true } } },
  { json: { $: { equals: { a: 1, b: [1, 2] }, any_order: true } } },
  {
    json: {
      $: {
        schema: { $defs: { n: { anyOf: [{ items: { $ref: "#/$defs/n" } }, { type: "string" }] } }, $ref: "#/$defs/n" },
      },
    },
  },
  { json: { "$.a": { schema: { uniqueItems: true, pattern: "^(a+)+$" } } } },
  { xml: { "//a/@b": "1", "count(//*)": { gt: 1_000_000 } } },
  { xml: { "//*[.//*[.//*]]": { exists: true } } },
  { form: { a: { matches: "(a|a)*b" }, b: { file: { text: { contains: "x" } } } } },
  { graphql: { operation: "A", variables: { "$.a": 1 } } },
  { body: { matches: "(?=a)(a+)+b", length: { gt: 10_000_000 } } },
  { body: { contains: "nowhere to be found", ignore_case: true } },
];

function serverWith(options: TricksterOptions = {}) {
  const log = new MemoryLog();
  const routes = matches.map((match, at) => ({
    id: `r${at}`,
    path: "/",
    method: "POST",
    match,
    responses: [{ body: "" }],
  }));
  return { log, trickster: createTrickster({ ...options, log, routes: routes as RouteDefinition[] }) };
}

describe("A hostile body", () => {
  it.each(Object.keys(hostile))("%s does not match, or does, and nothing else happens", async (name) => {
    const { log, trickster } = serverWith();
    for (const type of types) {
      const headers = type === "" ? {} : { "content-type": type };
      const { status } = await trickster.handle({ method: "POST", url: "/", headers, body: hostile[name] ?? "" });
      expect([type, [200, 404].includes(status)]).toEqual([type, true]);
    }
    expect(log.at("error")).toEqual([]);
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });
});

describe("A hostile form", () => {
  it.each([
    ["very many fields", "application/x-www-form-urlencoded", "a=1&".repeat(200_000)],
    [
      "very many files",
      "multipart/form-data; boundary=b",
      '--b\r\ncontent-disposition: form-data; name="a"; filename="a"\r\n\r\n\r\n'.repeat(20_000) + "--b--",
    ],
  ])("of %s has none", async (_, type, body) => {
    const { trickster } = serverWith();
    trickster.addRoute({
      path: "/f",
      method: "POST",
      match: { form: { a: { exists: true } } },
      responses: [{ body: "" }],
    });

    expect(
      (await trickster.handle({ method: "POST", url: "/f", headers: { "content-type": type }, body })).status,
    ).toBe(404);
  });
});

describe("A deep value in the query string", () => {
  it("is no variable of GraphQL", async () => {
    const trickster = createTrickster();
    trickster.addRoute({ path: "/g", match: { graphql: { variables: { "$.a": "x" } } }, responses: [{ body: "" }] });
    const variables = `{"a":${nested("[", "]", 4000)}}`;

    expect((await trickster.handle({ url: `/g?query={a}&variables=${variables}` })).status).toBe(404);
  });
});

describe("A schema that was refused", () => {
  it("does no harm to those that follow", async () => {
    const trickster = createTrickster();
    const add = (schema: object) =>
      trickster.addRoute({ path: "/s", method: "POST", match: { json: { $: { schema } } }, responses: [{ body: "" }] });
    expect(() => add({ $id: "https://json-schema.org/draft/2020-12/schema" })).toThrow(/that of JSON Schema itself/);
    add({ type: "object" });

    expect((await trickster.handle({ method: "POST", url: "/s", body: "{}" })).status).toBe(200);
    expect((await trickster.handle({ method: "POST", url: "/s", body: "[]" })).status).toBe(404);
  });
});

describe("Naughty strings", () => {
  it("are values like any others, wherever they stand", async () => {
    const { log, trickster } = serverWith();
    const add = (match: object) =>
      trickster.addRoute({ id: "n", path: "/n", method: "POST", match, responses: [{ body: "" }] });
    for (const text of naughty.filter((each) => each !== "" && !/\p{Surrogate}/u.test(each))) {
      add({ json: { "$.a": text }, query: { q: text } });
      const { status } = await trickster.handle({
        method: "POST",
        url: `/n?q=${encodeURIComponent(text)}`,
        body: JSON.stringify({ a: text }),
      });
      trickster.removeRoute("n");
      expect([text, status]).toEqual([text, 200]);
    }
    expect(naughty.length).toBeGreaterThan(400);
    expect(log.at("error")).toEqual([]);
  });
});

describe("A hostile condition", () => {
  const recursive = { $defs: { a: { $ref: "#/$defs/a" } }, $ref: "#/$defs/a" };
  const deep = (levels: number): object => (levels === 0 ? {} : { not: deep(levels - 1) });

  it.each([
    [
      "a schema that is enormous",
      { json: { $: { schema: { enum: Array.from({ length: 20_000 }, (_, at) => at) } } } },
      400,
    ],
    ["a schema that refers to itself", { json: { $: { schema: recursive } } }, 400],
    ["a schema of another world", { json: { $: { schema: { $ref: "https://example.com/schema.json" } } } }, 400],
    ["a schema with a broken pattern", { json: { $: { schema: { pattern: "(" } } } }, 400],
    ["a schema with an evil pattern", { json: { $: { schema: { pattern: "(?=a)(a+)+b" } } } }, 400],
    ["a schema with an unknown type", { json: { $: { schema: { type: "nothing" } } } }, 400],
    ["a schema that answers later", { json: { $: { schema: { $async: true, type: "object" } } } }, 400],
    [
      "a schema that takes the place of JSON Schema",
      { json: { $: { schema: { $id: "https://json-schema.org/draft/2020-12/schema", type: "object" } } } },
      400,
    ],
    ["a JSONPath that doubles its nodes at each step", { json: { [`$${"[*,*]".repeat(24)}`]: 1 } }, 201],
    ["a JSONPath that is very deep", { json: { [`$${"[?@".repeat(2000)}${"]".repeat(2000)}`]: 1 } }, 400],
    ["a JSONPath that is very long", { json: { [`$.${"a".repeat(20_000)}`]: 1 } }, 400],
    ["an XPath that is very deep", { xml: { [`${"a[".repeat(3000)}${"]".repeat(3000)}`]: 1 } }, 400],
    ["an XPath with a function that there is not", { xml: { "document('file:///etc/passwd')": 1 } }, 400],
    ["a match that is very deep", deep(150), 201],
    ["a match that is too deep", deep(300), 400],
    ["a pattern that is enormous", { body: { matches: "(?:a{1000}){1000}" } }, 400],
  ])("%s is taken or refused, and asked without harm", async (_, match, status) => {
    const { log, trickster } = serverWith();
    const answer = await trickster.handle({
      method: "POST",
      url: "/internal/routes",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ path: "/h", method: "POST", match, responses: [{ body: "" }] }),
    });
    expect([answer.status, answer.status === 201 ? "" : answer.text()]).toEqual([
      status,
      status === 201 ? "" : answer.text(),
    ]);
    const doubling = nested("[", "]", 25).replace("[]", "[1,2]");
    for (const body of ['{"a": [1, {"b": 2}]}', "<a><b/></a>", "[]", doubling]) {
      expect((await trickster.handle({ method: "POST", url: "/h", body })).status).toBeLessThan(500);
    }
    expect(log.at("error")).toEqual([]);
  });
});
