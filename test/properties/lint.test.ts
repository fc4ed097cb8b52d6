import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type RouteDefinition, createTrickster } from "../../src/index.ts";

const segment = fc.constantFrom("a", "b", "{x}", "{x:integer}", "\\d+", "\\w+", "[ab]", "a?", ".*", "{x:path}", "7");
const path = fc
  .array(segment, { minLength: 1, maxLength: 2 })
  .map((parts) => `/${parts.join("/").replace(/x(?=[^x]*x)/, "y")}`);

const route = fc.record({
  path,
  method: fc.constantFrom("GET", "GET", "POST", "ANY", ["GET", "POST"]),
  priority: fc.constantFrom(0, 0, 1),
  responses: fc.constantFrom([{ body: "" }], [{ body: "" }], [{ body: "", repeat: 3 }]),
});

const segments = ["a", "b", "7", "ab", "-7", "x.y", "%0A"];
const targets = ["", ...segments.map((each) => `/${each}`)].flatMap((first) =>
  segments.map((second) => `${first}/${second}`),
);

interface Finding {
  readonly route: string;
  readonly rule: string;
  readonly example?: { readonly method: "GET" | "POST"; readonly path: string };
}

test("a Route that is said to be out of reach answers nothing, its example least of all", async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(route, { minLength: 2, maxLength: 8 }), async (definitions) => {
      const routes = definitions.map((each, at) => ({ id: `r${at}`, ...each }) as RouteDefinition);
      const trickster = createTrickster({ routes, patternTimeout: 10, matchTimeout: 60 });
      const { findings } = (await trickster.handle({ url: "/internal/lint" })).json() as { findings: Finding[] };
      const unreachable = findings.filter(({ rule }) => rule === "unreachable-route");
      found += unreachable.length;
      const names = new Set(unreachable.map((each) => each.route));
      const asked = [
        ...unreachable.map(({ example }) => example ?? { method: "GET" as const, path: "/" }),
        ...targets.flatMap((target) => [
          { method: "GET" as const, path: target },
          { method: "POST" as const, path: target },
        ]),
      ];
      const answering = asked.map((each) => attempt(() => trickster.matchRoute(each).id));
      expect(answering.filter((id) => id !== undefined && names.has(id))).toEqual([]);
      // An example is a request that the other Route answers, or one before it.
      expect(answering.slice(0, unreachable.length).every((id) => id !== undefined)).toBe(true);
    }),
    { numRuns: 300 },
  );
  expect(found).toBeGreaterThan(100);
});

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
