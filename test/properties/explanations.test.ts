import * as fc from "fast-check";
import { expect, test } from "vitest";
import { takeValue } from "../../src/app/definitions.ts";
import { type RequestDescription, type RouteDefinition, createTrickster } from "../../src/index.ts";
import { applyJsonPatch } from "../../src/json/json-patch.ts";
import { type JsonNode, stringifyJson } from "../../src/json/json-node.ts";
import { anyMatch, anyRequest } from "../support/arbitrary-matches.ts";

/** Far longer than anything here takes, so that a busy machine never ends it. */
const patient = { patternTimeout: 10, matchTimeout: 60 };

const route = fc.record(
  {
    path: fc.constantFrom("/a", "/ab", "/a/{id:integer}", "/a/{x}", "/a.*", "/(?=a)\\w+", "/(?:a|b)/c"),
    method: fc.constantFrom("GET", "POST", "ANY", ["POST", "PUT"]),
    match: anyMatch,
    responses: fc.constantFrom(
      [{ body: "" }],
      [],
      [{ body: "", repeat: 1 }],
      [
        { body: "", when: { query: { a: "1" } } },
        { body: "", when: { headers: { "x-a": { exists: true } } } },
      ],
    ),
    isServed: fc.boolean(),
  },
  { requiredKeys: ["path", "responses", "isServed"] },
);

const path = fc.constantFrom("/a", "/ab", "/abc", "/a/7", "/a/x", "/b/c", "/b/d", "/A");
const request = fc
  .tuple(anyRequest, fc.constantFrom("GET", "POST", "PUT"), path)
  .map(([rest, method, target]): RequestDescription => Object.assign({ method, path: target } as const, rest));

interface Explained {
  readonly matched: boolean;
  readonly message: string;
  readonly explain: readonly {
    route: string;
    failed: readonly object[];
    fix_route?: object[];
    fix_request?: object[];
  }[];
}

async function explain(trickster: ReturnType<typeof createTrickster>, asked: RequestDescription): Promise<Explained> {
  const answer = await trickster.handle({
    method: "POST",
    url: "/internal/match_route?explain=1",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(asked),
  });
  if (answer.status !== 200) throw new Error(answer.text());
  return answer.json() as Explained;
}

function patched(asked: RequestDescription, patch: object[] = []): RequestDescription {
  const limits = { maxWork: 1e6, maxDepth: 200 };
  const result = applyJsonPatch(takeValue(asked, 200), takeValue(patch, 200) as JsonNode[], limits);
  return JSON.parse(stringifyJson(result)) as RequestDescription;
}

function isMatched(trickster: ReturnType<typeof createTrickster>, asked: RequestDescription): boolean {
  try {
    return trickster.matchRoute(asked).id === "r";
  } catch {
    return false;
  }
}

test("what an explanation proposes works: the patched Route matches the request, and the patched request the Route", async () => {
  const found = { misses: 0, routes: 0, requests: 0 };
  await fc.assert(
    fc.asyncProperty(route, request, async ({ isServed, ...definition }, asked) => {
      const trickster = createTrickster({ ...patient, routes: [{ id: "r", ...definition } as RouteDefinition] });
      const first = await explain(trickster, asked);
      if (first.matched && isServed) {
        const { repeat } = definition.responses[0] as { repeat?: number };
        if (repeat !== undefined) trickster.patchRoute("r", { match: null, method: "ANY" });
      }
      const { matched, explain: explained } = await explain(trickster, asked);
      expect(matched).toBe(isMatched(trickster, asked));
      const [nearest] = explained;
      if (matched || nearest === undefined) return;
      found.misses += 1;
      expect(nearest.failed.length).toBeGreaterThan(0);
      found.requests += Number(nearest.fix_request !== undefined);
      found.routes += Number(nearest.fix_route !== undefined);
      expect([nearest, isMatched(trickster, patched(asked, nearest.fix_request))]).toEqual([
        nearest,
        nearest.fix_request !== undefined,
      ]);
      if (nearest.fix_route !== undefined) trickster.patchRoute("r", nearest.fix_route);
      expect([nearest, isMatched(trickster, asked)]).toEqual([nearest, nearest.fix_route !== undefined]);
    }),
    { numRuns: 1000 },
  );

  // Many Routes here can be matched by no request; but most can be mended, or nothing was promised.
  expect(found.misses).toBeGreaterThan(200);
  expect(found.routes / found.misses).toBeGreaterThan(0.9);
  expect(found.requests / found.misses).toBeGreaterThan(0.2);
});

test("a suggested Route matches the request that it was suggested for", async () => {
  await fc.assert(
    fc.asyncProperty(request, async (asked) => {
      const trickster = createTrickster(patient);
      const suggested = await trickster.handle({
        method: "POST",
        url: "/internal/suggest_route",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(asked),
      });
      trickster.addRoute({ ...(suggested.json() as RouteDefinition), id: "r" });
      expect([suggested.text(), isMatched(trickster, asked)]).toEqual([suggested.text(), true]);
    }),
    { numRuns: 500 },
  );
});
