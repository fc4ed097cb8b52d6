import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PathPattern, compilePath, parsePath } from "../../src/matching/path-pattern.ts";
import { PathIndex } from "../../src/routes/path-index.ts";

const options = {
  guard: { newBudget: () => ({ left: 1000 }), run: (check: () => boolean) => check() },
  onExpired: () => {},
};

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
);
const part = fc.oneof({ weight: 3, arbitrary: segment }, { weight: 2, arbitrary: wild });
const mixed = fc.tuple(part, part).map(([first, second]) => first + second);
const pattern = fc
  .array(fc.oneof({ weight: 4, arbitrary: part }, mixed), { minLength: 1, maxLength: 5 })
  .map((parts) => `/${parts.join("/")}`);
const anyPattern = fc.oneof(
  { weight: 5, arbitrary: pattern },
  fc.tuple(pattern, pattern).map(([first, second]) => `${first}|${second}`),
  fc.constantFrom(".*", "(?:/a|/b)*", "/a(/b)?", "/a(?:/\\w+){1,2}"),
);
const path = fc
  .array(fc.constantFrom("a", "b", "ab", "users", "orders", "7", "x", "", "é"), { minLength: 1, maxLength: 5 })
  .map((parts) => `/${parts.join("/")}`);

type Step = { readonly add: string } | { readonly remove: number } | { readonly ask: string };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: anyPattern.map((add): Step => ({ add })) },
  { weight: 1, arbitrary: fc.nat(50).map((remove): Step => ({ remove })) },
  { weight: 4, arbitrary: path.map((ask): Step => ({ ask })) },
);

interface Entry {
  readonly rank: number;
  readonly source: string;
  readonly path: PathPattern;
}

/** What the index and the naive scan find, one after the other, for each path that is asked. */
function compare(steps: readonly Step[]): { index: (number | undefined)[]; scan: (number | undefined)[] } {
  const index = new PathIndex<Entry>();
  const list: Entry[] = [];
  const found = { index: [] as (number | undefined)[], scan: [] as (number | undefined)[] };
  for (const [rank, action] of steps.entries()) {
    if ("add" in action) {
      const entry = { rank, source: action.add, path: compilePath(parsePath(action.add), options) };
      index.add(entry);
      list.push(entry);
    } else if ("remove" in action) {
      const [removed] = list.splice(action.remove % Math.max(1, list.length), 1);
      if (removed !== undefined) index.remove(removed);
    } else {
      found.index.push(index.match(action.ask, options.guard, Number.POSITIVE_INFINITY)?.rank);
      found.scan.push(list.find(({ source }) => new RegExp(`^(?:${source})$`, "u").test(action.ask))?.rank);
    }
  }
  return found;
}

describe("The index of path patterns", () => {
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
