import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Trickster, createTrickster } from "../../src/index.ts";
import { ManualClock } from "../support/manual-clock.ts";

/** Worlds that stand beside each other from the start; `above` starts from `one` when half of the calls are made. */
const WORLDS = ["default", "one", "two", "above"] as const;

type WorldName = (typeof WORLDS)[number];

interface Call {
  readonly line: string;
  readonly payload?: unknown;
}

const ids = fc.constantFrom("a", "b", "c", "d");
const paths = fc.constantFrom("/x", "/x/1", "/y", "/{any}", "/x/{n:integer}", "/.*");

/** A Route that remembers, and draws. */
const remembering = fc.record({
  id: ids,
  path: fc.constantFrom("/x", "/x/1", "/y"),
  scenario: fc.constantFrom({ name: "s" }, { name: "s", key: "{{ query.k }}" }, { key: "{{ query.k }}", start: "t" }),
  responses: fc.array(
    fc.record({
      id: fc.constantFrom("r", "s"),
      when: fc.constantFrom({}, { state: "t" }, { state: { not: "t" } }, { data: { "$.n": { exists: true } } }),
      then: fc.constantFrom(
        { state: "t" },
        [{ set: { "/n": "{{ data.n | plus: 1 }}" } }, { push: { "/list": "{{ nth }}" } }],
        { set: { "/deep/{{ query.k }}": "{{ uuid }}" } },
        { delete: ["/deep/1"] },
        { push: { "/late": 1 }, after: 5 },
      ),
      template: fc.constant(true),
      body: fc.constantFrom("{{ uuid }}", "{{ state }} {{ nth }} {{ data | json }} {{ now }}"),
      repeat: fc.constantFrom(null, 2),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  response_selection: fc.constantFrom("greedy", "cycle", "random"),
});

const plain = fc.record({
  id: ids,
  path: paths,
  method: fc.constantFrom("GET", "ANY"),
  priority: fc.constantFrom(0, 0, 1),
  responses: fc.array(
    fc.record({ id: fc.constantFrom("r", "s"), body: fc.constantFrom("1", "2"), repeat: fc.constantFrom(null, 1, 2) }),
    { minLength: 1, maxLength: 2 },
  ),
  response_selection: fc.constantFrom("greedy", "cycle"),
});

const route = fc.oneof(plain, remembering);

const line = (text: string) => fc.constant<Call>({ line: text });

const call: fc.Arbitrary<Call> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .constantFrom("/x", "/x?k=1", "/x/1", "/x/1?k=2", "/y", "/z/z", "/log/1", "/log/2", "/items", "/items/1")
      .map((url) => ({ line: `GET ${url}` })),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      { line: "POST /items", payload: { n: 1 } },
      { line: "POST /items", payload: {} },
      { line: "PUT /items/1", payload: { n: 2 } },
      { line: "PATCH /items/2", payload: { n: 3 } },
      { line: "DELETE /items/1" },
      { line: "DELETE /items/3" },
    ),
  },
  { weight: 4, arbitrary: route.map((payload) => ({ line: "POST /internal/routes", payload })) },
  {
    weight: 2,
    arbitrary: fc.tuple(ids, route).map(([id, payload]) => ({ line: `PUT /internal/routes/${id}`, payload })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(ids, paths).map(([id, path]) => ({ line: `PATCH /internal/routes/${id}`, payload: { path } })),
  },
  { weight: 2, arbitrary: ids.map((id) => ({ line: `DELETE /internal/routes/${id}` })) },
  { weight: 2, arbitrary: line("GET /internal/routes") },
  { weight: 1, arbitrary: line("GET /internal/routes?since=a&limit=2") },
  { weight: 1, arbitrary: line("DELETE /internal/routes") },
  {
    weight: 1,
    arbitrary: fc.array(route, { maxLength: 3 }).map((payload) => ({ line: "POST /internal/routes", payload })),
  },
  {
    weight: 1,
    arbitrary: fc.array(route, { maxLength: 3 }).map((payload) => ({ line: "PUT /internal/routes", payload })),
  },
  { weight: 2, arbitrary: line("GET /internal/requests") },
  { weight: 1, arbitrary: line("DELETE /internal/requests") },
  { weight: 1, arbitrary: line("POST /internal/reset") },
  { weight: 1, arbitrary: fc.constant({ line: "POST /internal/reset", payload: { only: ["counters"] } }) },
  { weight: 1, arbitrary: ids.map((id) => ({ line: "POST /internal/verify", payload: { route: id, count: 1 } })) },
  { weight: 1, arbitrary: fc.constant({ line: "POST /internal/verify", payload: { unused: "fail" } }) },
  {
    weight: 1,
    arbitrary: paths.map((path) => ({ line: "POST /internal/match_route", payload: { method: "GET", path } })),
  },
  { weight: 1, arbitrary: line("GET /internal/lint") },
  { weight: 2, arbitrary: line("GET /internal/data") },
  { weight: 1, arbitrary: fc.constant({ line: "PUT /internal/data", payload: { n: 1, deep: { 1: 2 } } }) },
  { weight: 1, arbitrary: fc.constant({ line: "PATCH /internal/data", payload: { n: null, other: [1] } }) },
  { weight: 1, arbitrary: line("GET /internal/scenarios/s") },
  { weight: 1, arbitrary: fc.constant({ line: "PUT /internal/scenarios/s/1", payload: { state: "t" } }) },
  { weight: 1, arbitrary: line("DELETE /internal/scenarios") },
  { weight: 1, arbitrary: fc.constant({ line: "POST /internal/clock", payload: { advance: 3 } }) },
  { weight: 1, arbitrary: fc.constant({ line: "POST /internal/clock", payload: { freeze: true } }) },
  { weight: 1, arbitrary: line("GET /internal/clock") },
  { weight: 1, arbitrary: fc.constant({ line: "POST /internal/reset", payload: { only: ["scenarios", "data"] } }) },
);

const step = fc.tuple(fc.constantFrom(...WORLDS), call);

const base = [
  { id: "a", path: "/x", responses: [{ id: "r", body: "base", repeat: 2 }] },
  { id: "b", path: "/x/.", responses: [{ id: "r", body: "base" }] },
  { id: "log", path: "/log/{n}", responses: [{ id: "r", then: { push: { "/log/all": "{{ path.n }}" } }, body: "" }] },
  { id: "items", path: "/items", resource: { seed: [{ id: 1 }, { id: 2, n: 0 }] } },
];

type Step = readonly [WorldName, Call];

interface Plan {
  readonly before: readonly Step[];
  readonly after: readonly Step[];
}

async function send(trickster: Trickster, world: WorldName, { line: text, payload }: Call): Promise<string> {
  const [method = "GET", url = "/"] = text.split(" ");
  const json = payload === undefined ? {} : { body: JSON.stringify(payload) };
  const headers = { ...(world !== "default" && { "trickster-sandbox": world }), "content-type": "application/json" };
  const { status, headers: received, bytes } = await trickster.handle({ method, url, headers, ...json });
  return `${text}: ${status} ${JSON.stringify(received)} ${Buffer.from(bytes).toString()}`;
}

/** What the worlds are answered, each by itself. Only the steps of some are made. */
async function play({ before, after }: Plan, made: readonly WorldName[], shown: readonly WorldName[]) {
  await using trickster = createTrickster({ routes: base, clock: new ManualClock(), seed: 5 });
  const answers = new Map<WorldName, string[]>(shown.map((world) => [world, []]));
  const open = (id: WorldName, from: WorldName): Promise<unknown> =>
    send(trickster, "default", { line: `PUT /internal/sandboxes/${id}`, payload: { base: from } });
  const make = async (steps: readonly Step[]): Promise<void> => {
    for (const [world, each] of steps) {
      if (!made.includes(world)) continue;
      const answer = await send(trickster, world, each);
      answers.get(world)?.push(answer);
    }
  };
  for (const id of ["one", "two"] as const) if (made.includes(id)) await open(id, "default");
  await make(before.filter(([world]) => world !== "above"));
  if (made.includes("above")) await open("above", "one");
  await make(after);
  return answers;
}

/** The worlds that a world rests on. */
const RESTS_ON: Readonly<Record<WorldName, readonly WorldName[]>> = {
  default: ["default"],
  one: ["one"],
  two: ["two"],
  above: ["one", "above"],
};

test("a sandbox sees what it would see alone, whatever happens in the others", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ before: fc.array(step, { maxLength: 25 }), after: fc.array(step, { maxLength: 25 }) }),
      async (plan) => {
        const together = await play(plan, WORLDS, WORLDS);
        for (const world of WORLDS) {
          const alone = await play(plan, RESTS_ON[world], [world]);
          expect(together.get(world)).toEqual(alone.get(world));
        }
      },
    ),
    { numRuns: 300 },
  );
});
