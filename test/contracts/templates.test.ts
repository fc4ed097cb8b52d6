import { describe, expect, it } from "vitest";
import { type HandledRequest, type RouteDefinition, type Trickster, createTrickster } from "../../src/index.ts";
import { filters } from "../../src/templates/filters/filters.ts";
import { tagDescriptions } from "../../src/templates/liquid.ts";
import { NAMES } from "../../src/templates/names.ts";
import { operators } from "../../src/templates/operators.ts";
import { ManualClock } from "../support/manual-clock.ts";

const order = '<order id="7"><item>tea</item><item>milk</item></order>';

/** What a template comes to in the answer to a request. */
async function valueOf(template: unknown, request: Partial<HandledRequest> = {}): Promise<unknown> {
  await using trickster: Trickster = createTrickster({ seed: 1, clock: new ManualClock() });
  const response = {
    id: "r",
    template: true,
    headers: { "content-type": "application/json" },
    body: { value: template },
  };
  const route = { id: "a", path: "/a/{id:integer}", method: "ANY", scenario: { start: "new" }, responses: [response] };
  trickster.addRoute(route as RouteDefinition);
  await trickster.handle({
    method: "PUT",
    url: "/internal/data",
    headers: { "content-type": "application/json" },
    body: '{"users":[{"name":"ann"}]}',
  });
  const answer = await trickster.handle({ url: "/a/7?q=x&tag=1&tag=2", method: "POST", body: order, ...request });
  if (answer.status !== 200) throw new Error(answer.text());
  return (answer.json() as { value: unknown }).value;
}

/** A template of every name, and what comes of it. */
const samples: Readonly<Record<string, readonly [template: string, value: unknown, body?: string, type?: string]>> = {
  method: ["{{ method }}", "POST"],
  url: ["{{ url }}", "/a/7?q=x&tag=1&tag=2"],
  host: ["{{ host }}", "api.test"],
  path: ["{{ path.id }}", 7],
  query: ["{{ query }}", { q: "x", tag: ["1", "2"] }],
  headers: ["{{ headers.x-tenant }}", "t1"],
  cookies: ["{{ cookies.sid }}", "abc"],
  form: ["{{ form.user }}", "ann", "user=ann", "application/x-www-form-urlencoded"],
  json: ["{{ json.items[1].sku }}", "b", '{"items":[{"sku":"a"},{"sku":"b"}]}'],
  xml: ["{{ xml | xpath: '/order/item[2]' }}", "milk"],
  body: ["{{ body | size }}", order.length],
  route: ["{{ route.id }} {{ route.used_count }}", "a 0"],
  response: ["{{ response.id }} {{ response.used_count }} {{ response.is_active }}", "r 0 true"],
  nth: ["{{ nth }}", 1],
  state: ["{{ state }}", "new"],
  data: ["{{ data.users[0].name }}", "ann"],
  now: ["{{ now }}", "2026-01-01T00:00:00Z"],
  uuid: ["{{ uuid | size }}", 36],
  random: ["{% if random < 1 %}yes{% endif %}", "yes"],
  fake: ["{{ fake.number.int | minus: fake.number.int | abs | at_most: 1 }}", 1],
};

describe("Every name", () => {
  it("has a sample here", () => {
    expect(Object.keys(samples).toSorted()).toEqual(NAMES.toSorted());
  });

  it.each(Object.entries(samples))(
    "stands for what it says: %s",
    async (_, [template, value, body = order, type = "x/y"]) => {
      const headers = { host: "api.test:80", "x-tenant": "t1", cookie: "sid=abc", "content-type": type };

      expect(await valueOf(template, { headers, body })).toEqual(value);
      // As tags see it.
      const tagged = `{% if true %}${template}{% endif %}`;
      expect(await valueOf(tagged, { headers, body })).toBe(typeof value === "string" ? value : JSON.stringify(value));
    },
  );
});

describe("Every filter", () => {
  it.each([...filters])("makes of a value what it says: %s", async (_, { example: [template, value] }) => {
    expect(await valueOf(template)).toEqual(value);
    expect(await valueOf(`{% if true %}${template}{% endif %}`)).toBe(String(value));
  });
});

describe("Every operator", () => {
  it.each(Object.entries(operators))("holds in its example: %s", async (_, { example }) => {
    expect(await valueOf({ $if: example, then: 1, else: 2 })).toBe(1);
    expect(await valueOf(`{% if ${example} %}1{% else %}2{% endif %}`)).toBe("1");
    expect(await valueOf(`{{ ${example} }}`)).toBe(true);
  });

  it.each([
    ["1 == '1'", false],
    ["query.none == nil", true],
    ["query.none == blank", true],
    ["'' == empty", true],
    ["json.a == json.b", false],
    ["json.b == json.c", true],
    ["json.b contains 2", true],
    ["'10' > 9", true],
    ["'b' > 'a'", true],
    ["query.none > 1", false],
    ["now > '2020-01-01T00:00:00Z'", false],
    ["'abc' contains query.none", false],
    ["not query.q", false],
    ["true or false and false", true],
  ])("compares as it should: %s", async (expression, holds) => {
    expect(await valueOf(`{{ ${expression} }}`, { body: '{"a":[1],"b":[1,2],"c":[1,2]}' })).toBe(holds);
  });
});

describe("Every tag", () => {
  const used: Readonly<Record<keyof typeof tagDescriptions, readonly [template: string, text: string]>> = {
    assign: ["{% assign n = path.id | plus: 1 %}{{ n }}", "8"],
    break: ["{% for i in (1..9) %}{% if i > 2 %}{% break %}{% endif %}{{ i }}{% endfor %}", "12"],
    capture: ["{% capture x %}a{{ path.id }}{% endcapture %}{{ x }}{{ x }}", "a7a7"],
    case: ["{% case query.q %}{% when 'x', 'y' %}1{% else %}2{% endcase %}", "1"],
    comment: ["a{% comment %}b{{ nothing }}{% endcomment %}c", "ac"],
    continue: ["{% for i in (1..3) %}{% if i == 2 %}{% continue %}{% endif %}{{ i }}{% endfor %}", "13"],
    cycle: ["{% for i in (1..3) %}{% cycle 'a', 'b' %}{% endfor %}", "aba"],
    echo: ["{% liquid\n echo path.id\n echo 'x' %}", "7x"],
    for: ["{% for t in query.tag reversed %}{{ forloop.index }}{{ t }}{% else %}none{% endfor %}", "1221"],
    if: ["{% if path.id > 9 %}a{% elsif path.id > 6 %}b{% else %}c{% endif %}", "b"],
    liquid: ["{% liquid\n assign a = 1\n echo a %}", "1"],
    raw: ["{% raw %}{{ path.id }}{% endraw %}", "{{ path.id }}"],
    unless: ["{% unless query.none %}a{% endunless %}", "a"],
    "#": ["a{% # nothing %}b", "ab"],
  };

  it.each(Object.keys(tagDescriptions) as (keyof typeof used)[])("does what it says: %s", async (name) => {
    expect(await valueOf(used[name][0])).toBe(used[name][1]);
  });
});
