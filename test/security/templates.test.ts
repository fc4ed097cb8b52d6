import { describe, expect, it } from "vitest";
import { createTrickster } from "../../src/index.ts";
import { MemoryLog } from "../support/memory-log.ts";

interface Asked {
  readonly url?: string;
  readonly body?: unknown;
}

/** What a template is answered with; nothing may be a defect. */
async function answer(template: unknown, { url = "/x", body = "" }: Asked = {}) {
  const log = new MemoryLog();
  await using trickster = createTrickster({ log, seed: 1 });
  const definition = { id: "t", path: "/x.*", method: "ANY", responses: [{ id: "r", template: true, body: template }] };
  trickster.addRoute(definition as never);
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const given = await trickster.handle({ method: "POST", url, body: text, maxTarget: 1e6 } as never);
  expect(log.lines.filter(({ level }) => level === "error")).toEqual([]);
  return given;
}

const long = "a".repeat(500_000);
const items = (count: number) => Array.from({ length: count }, (_, n) => ({ n, p: { q: n } }));
const each = (text: string) => ({ $for: "line in json.lines", do: text });

/** Requests that would have a template take all of the time or the memory, or fail in a way that nobody expects. */
const refused: [name: string, template: unknown, asked: Asked][] = [
  [
    "a range beyond what numbers can count",
    "{% for i in (query.from..query.to) %}{{ i }}{% endfor %}",
    { url: "/x?from=9007199254740992&to=9007199254740994" },
  ],
  ["a long range", "{% assign a = (1..json.n) %}{{ a | size }}", { body: { n: 9_900_000 } }],
  ["a range to what is no number", "{{ (1..query.n) | size }}", { url: "/x?n=x" }],
  ["a length that is a text", "{{ 'string.sample' | fake: query.n }}", { url: "/x?n=5" }],
  ["an option that there is not", "{{ 'string.nanoid' | fake: length: 10 }}", {}],
  ["a length that is an object", "{{ 'string.sample' | fake: json }}", { body: {} }],
  ["millions of digits", "{{ 'number.bigInt' | fake: max: json.max }}", { body: { max: "9".repeat(1_000_000) } }],
  ["a body twice", "{{ body }}{{ body }}", { body: "a".repeat(600_000) }],
  ["a body in many members", Object.fromEntries(items(20).map(({ n }) => [n, "{{ body }}"])), { body: long }],
  [
    "comparisons with a long number",
    each("{{ line > json.limit }}"),
    { body: { limit: "9".repeat(1_000_000), lines: items(2000) } },
  ],
  ["hashes of a long text", each("{{ body | sha256 }}"), { body: { lines: items(5000), long } }],
  ["hashes of a large object", each("{{ json.o | sha256 }}"), { body: { o: items(10_000), lines: items(500) } }],
  [
    "a path of thousands of names",
    "{{ json.items | sort: query.by | size }}",
    { url: `/x?by=${"a.".repeat(2000)}`, body: { items: items(10) } },
  ],
  [
    "a text that is looked for in vain",
    "{{ json.name | remove_last: json.part }}",
    { body: { name: "a".repeat(160_000), part: `${"a".repeat(80_000)}b` } },
  ],
  ["a long format", "{{ now | date: json.f }}", { body: { f: "%A".repeat(20_000) } }],
  ["a format that there is not", "{{ now | date: '%Q' }}", {}],
  ["a time zone that there is not", "{{ now | date: '%Y', json.tz }}", { body: { tz: {} } }],
  [
    "arrays of arrays",
    "{% assign a = 'x' | split: ',' %}{% for i in (1..26) %}{% assign a = a | push: a %}{% endfor %}{{ a | json | size }}",
    {},
  ],
  [
    "arrays of arrays as a text",
    "{% assign a = 'x' | split: ',' %}{% for i in (1..26) %}{% assign a = a | push: a %}{% endfor %}{{ a }}",
    {},
  ],
  [
    "a capture that grows",
    "{% assign c = 'xxxxxxxxxxxxxxxx' %}{% for i in (1..24) %}{% capture c %}{{ c }}{{ c }}{% endcapture %}{% endfor %}",
    {},
  ],
  ["a division by what is no number", "{{ 100 | divided_by: query.n | at_most: 50 }}", { url: "/x?n=abc" }],
  ["a division by nothing", "{{ 100 | divided_by: query.n | at_most: 50 }}", {}],
  ["an infinite number in an array", { a: "{{ json.l }}" }, { body: '{"l":[1e400]}' }],
  ["deep nesting", { a: "{{ body | parse_json }}" }, { body: "[".repeat(5000) + "]".repeat(5000) }],
  [
    "deep nesting that is compared",
    "{% assign a = body | parse_json %}{% assign b = body | parse_json %}{{ a == b }}",
    { body: "[".repeat(5000) + "]".repeat(5000) },
  ],
];

/** What might reach what is no member, or no text, and does not. */
const harmless: [template: string, text: string, asked?: Asked][] = [
  ["{{ json | where: query.by, 1 | size }}", "0", { url: "/x?by=a[", body: "[]" }],
  ["{{ json | find: query.by }}", "", { url: "/x?by=['x", body: [{ a: 1 }] }],
  [
    "{% for i in (1..1) %}{{ forloop[json.k] }}|{{ forloop.__proto__ }}|{{ forloop.next }}{{ forloop.index }}{% endfor %}",
    "||1",
    { body: { k: "constructor" } },
  ],
  ["{% assign e = empty %}{{ e.constructor }}{{ 'abc' | append: empty }}", "abc"],
  ["{{ json.constructor.name }}{{ json['__proto__'].x }}{{ json.toString }}", "", { body: { a: 1 } }],
  ["{{ json.a | map: '__proto__' | first }}{{ json.a | group_by: 'constructor' | size }}", "1", { body: { a: [{}] } }],
  ["{% if headers.X-T %}yes{% else %}no{% endif %}{{ headers['X-T'] }}", "no"],
  ["{{ 'x' | default: 'y', allow_false: true }}{{ false | default: 'y', allow_false: true }}", "xfalse"],
  ["{{ json.m | xpath: '/a' }}", "1", { body: { m: "<a>1</a>" } }],
  ["{{ '2026-03-08T02:30:00Z' | date: '%H:%M' }} {{ '2026-03-29T02:30:00Z' | date: '%H:%M' }}", "02:30 02:30"],
  ["{{ json.l.size }} {% if json.l.size == 2 %}{{ json.l.first }}{% endif %}", "2 1", { body: { l: [1, 2] } }],
];

describe("A template", () => {
  it.each(refused)("is ended, and told why: %s", { timeout: 20_000 }, async (_, template, asked) => {
    const { status, ...given } = await answer(template, asked);

    expect([status, given]).toEqual([422, expect.anything()]);
  });

  it.each(harmless)("reaches nothing else: %s", async (template, text, asked = {}) => {
    const given = await answer(template, asked);

    expect([given.status, given.text()]).toEqual([200, text]);
  });

  it("finds all that there is, however much that is", { timeout: 20_000 }, async () => {
    const xml = `<r>${"<a>1</a>".repeat(1000)}</r>`;
    expect((await answer("{{ xml | xpath_all: '//a' | size }}", { body: xml })).text()).toBe("1000");
    const body = { l: items(5000) };
    expect((await answer("{{ json.l | jsonpath: '$[?@.p.q==1]' | size }}", { body })).text()).toBe("1");
    expect((await answer("{{ json.l | jsonpath: '$[*].n' | size }}", { body })).text()).toBe("5000");
  });

  it("is refused if names can't be read, or an expression is none", () => {
    const trickster = createTrickster();
    const cases: [object, string][] = [
      [{ let: { true: 1 }, body: "" }, "let/true is a word that means something else in an expression"],
      [{ body: { $for: "and in json", do: 1 } }, 'body/$for gives the name "and", which is a word'],
      [{ body: "{{ 1 == }}" }, "body is no expression"],
      [{ body: { $if: "json.a > 1 and", then: 1 } }, "body/$if is no expression"],
      [{ body: "{{ 'x' | append }}" }, "body gives the filter append too few arguments"],
      [{ body: "{% cycle 'x' | nope %}" }, 'body uses the unknown filter "nope"'],
      [{ body: "{% if true %}{{ json | jsonpath: '$[' }}{% endif %}" }, "body gives the filter jsonpath what is none"],
      [
        { body: "", status: "abc" },
        'status must be an integer from 100 to 999, or a template that comes to one, got "abc"',
      ],
    ];
    for (const [response, message] of cases) {
      const add = () => trickster.addRoute({ path: "/x", responses: [{ template: true, ...response }] } as never);
      expect(add).toThrow(`responses/0/${message}`);
    }
  });

  it("may give thousands of names, and takes no longer for it than it must", { timeout: 20_000 }, async () => {
    const names = Object.fromEntries(items(8000).map(({ n }) => [`n${n}`, n]));
    const trickster = createTrickster();
    trickster.addRoute({ path: "/x", responses: [{ template: true, let: names, body: "{{ n7999 }}" }] });

    expect((await trickster.handle({ url: "/x" })).text()).toBe("7999");
  });
});
