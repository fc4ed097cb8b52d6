import * as fc from "fast-check";
import { Inspector } from "../../src/matching/inspection.ts";
import { describe, expect, it } from "vitest";
import { PathPattern } from "../../src/matching/path-pattern.ts";
import { patience, patientGuard } from "../support/patient-guard.ts";
import { requestFrom } from "../support/requests.ts";
import { type Indexed, PathIndex } from "../../src/routes/path-index.ts";

const segment = fc.constantFrom("a", "b", "users", "orders", "");
const wild = fc.constantFrom(
  "\\w+",
  "\\d+",
  "[^/]+",
  ".*",
  ".+",
  "[ab]",
  "(?:a|b)",
  "a?",
  "(a|users/b)",
  "x{0,2}",
  "(?=a).*",
  "item-\\d+",
  "it.*",
  "\\w+-7",
  ".*7",
  "(?:item|x)-\\d",
);
const part = fc.oneof({ weight: 3, arbitrary: segment }, { weight: 2, arbitrary: wild });
const mixed = fc.tuple(part, part).map(([first, second]) => first + second);
const pattern = fc
  .array(fc.oneof({ weight: 4, arbitrary: part }, mixed), { minLength: 1, maxLength: 5 })
  .map((parts) => `/${parts.join("/")}`);
const anyPattern = fc.oneof(
  { weight: 5, arbitrary: pattern },
  fc.tuple(pattern, pattern).map(([first, second]) => `${first}|${second}`),
  fc.constantFrom(
    "(?:(?:/a|/b|/ab|/x|/7|/é|/users|/orders|/1|/2|/3|/4|/5|/6|/it|/item-7)?)?",
    ".*",
    "(?:/a|/b)*",
    "/a(/b)?",
    "/a(?:/\\w+){1,2}",
  ),
);
const path = fc
  .array(fc.constantFrom("a", "b", "ab", "users", "orders", "7", "x", "", "é", "item-7", "item-17", "x-7", "it"), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) => `/${parts.join("/")}`);

type Step = { readonly add: string } | { readonly remove: number } | { readonly ask: string };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: anyPattern.map((add): Step => ({ add })) },
  { weight: 1, arbitrary: fc.nat(50).map((remove): Step => ({ remove })) },
  { weight: 4, arbitrary: path.map((ask): Step => ({ ask })) },
);

interface Entry extends Indexed<number> {
  readonly source: string;
}

function entryOf(rank: number, source: string): Entry {
  return {
    rank,
    source,
    path: new PathPattern(source),
    selector: null,
    plain: rank,
    judge: () => null,
    giveUp: () => {},
  };
}

/** What the index and the naive scan find, one after the other, for each path that is asked. */
function compare(steps: readonly Step[]): { index: (number | undefined)[]; scan: (number | undefined)[] } {
  const index = new PathIndex<number, Entry>();
  const list: Entry[] = [];
  const found = { index: [] as (number | undefined)[], scan: [] as (number | undefined)[] };
  for (const [rank, action] of steps.entries()) {
    if ("add" in action) {
      const entry = entryOf(rank, action.add);
      index.add(entry);
      list.push(entry);
    } else if ("remove" in action) {
      const [removed] = list.splice(action.remove % Math.max(1, list.length), 1);
      if (removed !== undefined) index.remove(removed);
    } else {
      found.index.push(index.match(requestFrom({ path: action.ask }), new Inspector(patientGuard)) ?? undefined);
      found.scan.push(list.find(({ source }) => new RegExp(`^(?:${source})$`, "u").test(action.ask))?.rank);
    }
  }
  return found;
}

describe("The index of path patterns", () => {
  it("stops trying when the time of a request is over, and keeps what it has found", () => {
    const index = new PathIndex<number, Entry>();
    const givenUp: number[] = [];
    const add = (rank: number, source: string): void => {
      index.add({ ...entryOf(rank, source), giveUp: () => void givenUp.push(rank) });
    };
    const guard = { newBudget: () => ({ ...patience, isSpent: () => true }) };
    const asked = `/${"a".repeat(200)}`;
    for (let rank = 0; rank < 1000; rank += 1) add(rank, "/[b-z]+");
    add(1000, "/a+");
    add(1001, asked);

    expect(index.match(requestFrom({ path: asked }), new Inspector(patientGuard))).toBe(1000);
    expect(givenUp).toEqual([]);
    expect(index.match(requestFrom({ path: asked }), new Inspector(guard))).toBe(1001);
    expect(givenUp).toHaveLength(1);
    expect(index.match(requestFrom({ path: "/a" }), new Inspector(guard))).toBeNull();
    expect(index.match(requestFrom({ path: "/b" }), new Inspector(guard))).toBe(0);
  });

  it("finds the same entry as trying one after the other", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { index, scan } = compare(steps);
        expect(index).toEqual(scan);
      }),
      { numRuns: 2000 },
    );
  });
});
