import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type RouteDefinition, type Trickster, createTrickster } from "../../src/index.ts";
import { type ReferenceRoute, ReferenceTable } from "../support/reference-table.ts";

/** Far longer than any pattern here takes, so that a busy machine never ends one. */
const patient = { patternTimeout: 10, matchTimeout: 60 };

const method = fc.constantFrom("GET", "POST");

const patterns = [
  "/a",
  "/a/b",
  "/",
  "/.",
  "/.*",
  "/[ab]",
  "/\\w+/b",
  "/a(/b)?",
  "/(?!b).*",
  "/(.)\\/\\1",
  "/a\\.b",
  "",
  "/{x}",
  "/{x}/{y}",
  "/{x:integer}",
];
const paths = ["/7", "/a", "/b", "/a/b", "/", "/a.b", "/axb", "/a/a", "/b/b", "/a/b/", "/zzz"];

const methods = fc.oneof(
  { weight: 4, arbitrary: method },
  fc.constantFrom("ANY", ["GET", "POST"] as const, ["POST"] as const),
);

const route: fc.Arbitrary<ReferenceRoute> = fc.record({
  id: fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"),
  method: methods,
  priority: fc.constantFrom(0, 0, 0, 1, -1),
  fallback: fc.constantFrom(false, false, false, true),
  path: fc.constantFrom(...patterns),
  left: fc.array(fc.constantFrom(1, 1, 2, 3, Infinity), { maxLength: 3 }),
});

const batch = fc.uniqueArray(route, { maxLength: 4, selector: ({ id }) => id });

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("add" as const), route }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom("addAll" as const, "replaceAll" as const), routes: batch }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("replace" as const), at: fc.nat(), route }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const), at: fc.nat() }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("ask" as const), method, path: fc.constantFrom(...paths) }) },
);

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function define({ left, ...definition }: ReferenceRoute): RouteDefinition {
  return {
    ...definition,
    method: definition.method as "GET" | "ANY" | ["GET"],
    responses: left.map((repeat, index) => ({
      body: `${definition.id}/${index}`,
      repeat: repeat === Infinity ? null : repeat,
    })),
  };
}

async function take(trickster: Trickster, table: ReferenceTable, given: Step): Promise<void> {
  if (given.kind === "ask") return ask(trickster, table, given.method, given.path);
  if ("routes" in given) return takeAll(trickster, table, given);
  const { ids } = table;
  const id = given.kind === "add" ? undefined : ids[given.at % ids.length];
  if (given.kind === "remove") {
    if (id === undefined) return;
    trickster.removeRoute(id);
    table.remove(id);
  } else if (given.kind === "replace") {
    if (id === undefined || (given.route.id !== id && ids.includes(given.route.id))) return;
    trickster.replaceRoute(id, define(given.route));
    table.replace(id, given.route);
  } else if (!ids.includes(given.route.id)) {
    trickster.addRoute(define(given.route));
    table.add(given.route);
  }
}

async function takeAll(
  trickster: Trickster,
  table: ReferenceTable,
  { kind, routes }: { kind: "addAll" | "replaceAll"; routes: ReferenceRoute[] },
): Promise<void> {
  const isTaken = kind === "addAll" && routes.some(({ id }) => table.ids.includes(id));
  const { status } = await trickster.handle({
    method: kind === "addAll" ? "POST" : "PUT",
    url: "/internal/routes",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(routes.map(define)),
  });
  expect(status).toBe(isTaken ? 409 : 201);
  if (isTaken) return;
  if (kind === "replaceAll") table.clear();
  for (const each of routes) table.add(each);
}

async function ask(trickster: Trickster, table: ReferenceTable, verb: string, path: string): Promise<void> {
  const url = `/internal/match_route?method=${verb}&path=${encodeURIComponent(path)}`;
  const foretold = await trickster.handle({ url });
  expect([verb, path, (foretold.json() as { id?: string }).id]).toEqual([verb, path, table.match(verb, path)]);
  const answer = await trickster.handle({ method: verb, url: path });
  const served = answer.status === 404 ? undefined : answer.text();
  expect([verb, path, served]).toEqual([verb, path, table.serve(verb, path)]);
}

test("the first active Route in the list answers, whatever was added, replaced, removed and used up", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60, size: "max" }), async (steps) => {
      const trickster = createTrickster(patient);
      const table = new ReferenceTable();
      for (const given of steps) await take(trickster, table, given);
      expect(trickster.routes().map(({ id }) => id)).toEqual(table.ids);
      for (const path of paths) await ask(trickster, table, "GET", path);
    }),
    { numRuns: 150 },
  );
});

test("the first of many Routes answers, literal or not", async () => {
  const many = fc.uniqueArray(route, { minLength: 10, maxLength: 10, selector: ({ id }) => id });
  await fc.assert(
    fc.asyncProperty(many, method, fc.constantFrom(...paths), async (routes, verb, path) => {
      const trickster = createTrickster({ ...patient, routes: routes.map(define) });
      const table = new ReferenceTable();
      for (const given of routes) table.add(given);
      for (let round = 0; round < 12; round += 1) await ask(trickster, table, verb, path);
    }),
    { numRuns: 150 },
  );
});
