import * as fc from "fast-check";
import { expect, test } from "vitest";
import { takeValue } from "../../src/app/definitions.ts";
import { type RouteDefinition, createTrickster } from "../../src/index.ts";
import { matchSchema } from "../../src/matching/match.ts";
import { Reader } from "../../src/schema/reader.ts";
import { anyMatch, anyRequest } from "../support/arbitrary-matches.ts";
import { inspect } from "../support/requests.ts";

/** Far longer than anything here takes, so that a busy machine never ends it. */
const patient = { patternTimeout: 10, matchTimeout: 60 };

const few = fc.constantFrom<unknown>("a", "b", "1", "1.0", "true", 1, 1.5, true, "", null, -0);
const text = few.filter((value) => value !== null);

/** Mostly conditions that ask for one value, as those of many Routes on one path do. */
const match = fc.oneof(
  { weight: 6, arbitrary: fc.record({ headers: fc.record({ "x-a": text }) }) },
  { weight: 3, arbitrary: fc.record({ headers: fc.record({ "X-A": text }), query: fc.record({ a: text }) }) },
  { weight: 6, arbitrary: fc.record({ json: fc.record({ "$.a": few }) }) },
  { weight: 3, arbitrary: fc.record({ json: fc.record({ "$[*]": few }) }) },
  { weight: 3, arbitrary: fc.record({ query: fc.record({ page: text }), json: fc.record({ "$.a": few }) }) },
  { weight: 2, arbitrary: fc.record({ form: fc.record({ a: text }) }) },
  { weight: 2, arbitrary: anyMatch },
);

const request = fc.oneof(
  anyRequest,
  fc.record({
    headers: fc.record({ "x-a": fc.constantFrom("a", "b", "1", "1.0", "true", "0") }),
    json: fc.oneof(
      few.map((a) => ({ a })),
      fc.array(few, { maxLength: 3 }),
    ),
  }),
);

const route = fc.record({ match, priority: fc.constantFrom(0, 0, 0, 1), path: fc.constantFrom("/a", "/a", "/.") });

type Step = { readonly remove: number } | { readonly ask: object };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.nat(60).map((remove): Step => ({ remove })) },
  { weight: 4, arbitrary: request.map((ask): Step => ({ ask })) },
);

interface Known {
  readonly id: string;
  readonly priority: number;
  readonly match: object;
}

/** The first whose match holds, tried one after the other. */
function scan(routes: readonly Known[], asked: object): string | undefined {
  const inOrder = routes.toSorted((a, b) => b.priority - a.priority);
  return inOrder.find((known) => {
    const read = matchSchema.read(takeValue(known.match, 200), new Reader());
    return read?.judge(inspect({ method: "POST", path: "/a", ...asked })) === true;
  })?.id;
}

test("of many Routes on one path the same one answers as when they are tried one after the other", () => {
  fc.assert(
    fc.property(
      fc.array(route, { minLength: 10, maxLength: 50, size: "max" }),
      fc.array(step, { maxLength: 20 }),
      (given, steps) => {
        const routes = given.map((each, at) => ({ id: `r${at}`, method: "POST", responses: [{ body: "" }], ...each }));
        const trickster = createTrickster({ ...patient, routes: routes as RouteDefinition[] });
        let known: Known[] = routes;
        const found: unknown[] = [];
        const expected: unknown[] = [];
        for (const action of steps) {
          if ("remove" in action) {
            const gone = known[action.remove % Math.max(1, known.length)];
            if (gone !== undefined) trickster.removeRoute(gone.id);
            known = known.filter((each) => each !== gone);
            continue;
          }
          const asked = { method: "POST", path: "/a", ...action.ask } as const;
          expected.push([action.ask, scan(known, action.ask)]);
          found.push([action.ask, attempt(() => trickster.matchRoute(asked).id)]);
        }
        expect(found).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
