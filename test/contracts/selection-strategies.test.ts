import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Candidate } from "../../src/responses/selection/selection-strategy.ts";
import { selectionNames, selectionStrategies } from "../../src/responses/selection/selection.ts";

type Candidates = readonly [Candidate, ...Candidate[]];

const candidate: fc.Arbitrary<Candidate> = fc.record({
  usedCount: fc.nat(1000),
  response: fc.record({ weight: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })) }),
});

const candidates = fc.array(candidate, { minLength: 1, maxLength: 8 }) as unknown as fc.Arbitrary<Candidates>;

/** All that a source of chance may give, its ends too. */
const chance = fc.oneof(
  fc.constantFrom(0, 1 - Number.EPSILON / 2),
  fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
);

function freeze(given: Candidates): Candidates {
  for (const each of given) {
    Object.freeze(each.response);
    Object.freeze(each);
  }
  return Object.freeze(given);
}

describe.each(selectionNames)("The selection strategy %s", (name) => {
  const { select, description } = selectionStrategies[name];

  it("picks one of the Responses that it is given, and changes none", () => {
    fc.assert(
      fc.property(candidates, chance, (given, drawn) => {
        const before = JSON.stringify(given);

        expect(given).toContain(select(freeze(given), () => drawn));
        expect(JSON.stringify(given)).toBe(before);
      }),
      { numRuns: 500 },
    );
  });

  it("picks the same one again from the same chance", () => {
    fc.assert(
      fc.property(candidates, fc.array(chance, { minLength: 4, maxLength: 4 }), (given, drawn) => {
        const replay = (): (() => number) => {
          let next = 0;
          return () => drawn[next++ % drawn.length] ?? 0;
        };

        expect(select(given, replay())).toBe(select(given, replay()));
      }),
    );
  });

  it("takes the only one there is", () => {
    fc.assert(
      fc.property(candidate, chance, (only, drawn) => {
        expect(select([only], () => drawn)).toBe(only);
      }),
    );
  });

  it("never asks for chance again and again", () => {
    fc.assert(
      fc.property(candidates, chance, (given, drawn) => {
        let asked = 0;
        select(given, () => {
          asked += 1;
          return drawn;
        });

        expect(asked).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("says what it does, in words that go on from its name", () => {
    expect(description).toMatch(/^[a-z].*[^.]$/);
  });
});
