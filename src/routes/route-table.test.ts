import { describe, expect, it } from "vitest";
import { Inspector } from "../matching/inspection.ts";
import { parseJson } from "../json/parse-json.ts";
import { requestFrom } from "../../test/support/requests.ts";
import { patientGuard } from "../../test/support/patient-guard.ts";
import { Reader } from "../schema/reader.ts";
import type { methods } from "../http/methods.ts";
import { LiveRoute } from "./live-route.ts";
import { RouteTable } from "./route-table.ts";
import { type CompiledRoute, compileRoute, routeSchema } from "./route.ts";
import { runAtOnce } from "./steps.ts";

function route(id: string, definition: object = {}): LiveRoute {
  const text = JSON.stringify({ id, path: `/${id}`, responses: [{ id: "r", body: id }], ...definition });
  const valid = routeSchema.read(parseJson(text, { maxDepth: 200 }), new Reader());
  if (valid === undefined) throw new Error(`${text} is no Route`);
  return new LiveRoute(compileRoute(valid, { newId: () => "generated", onPatternExpired: () => {} }));
}

function tableOf(...routes: LiveRoute[]): RouteTable {
  const table = new RouteTable();
  for (const live of routes) table.add(live);
  return table;
}

const idsOf = (table: RouteTable): string[] => [...table].map((live) => live.route.id);

function matched(table: RouteTable, method: (typeof methods)[number], path: string): string | undefined {
  return table.match(requestFrom({ method, path }), new Inspector(patientGuard))?.live.route.id;
}

describe("The table of Routes", () => {
  it("keeps the order in which Routes were added", () => {
    const table = tableOf(route("b"), route("a"), route("c"));

    expect(idsOf(table)).toEqual(["b", "a", "c"]);
    expect(table.size).toBe(3);
  });

  it("finds the first active Route of a method and a path", () => {
    const spent = route("spent", { path: "/.*", responses: [] });
    const table = tableOf(
      spent,
      route("post", { path: "/.*", method: "POST" }),
      route("a"),
      route("any", { path: "/.*" }),
    );

    expect(matched(table, "GET", "/a")).toBe("a");
    expect(matched(table, "GET", "/b")).toBe("any");
    expect(matched(table, "POST", "/a")).toBe("post");
    expect(matched(table, "PUT", "/a")).toBeUndefined();
  });

  it("puts a Route in the place of another, under its own id", () => {
    const old = route("b");
    const table = tableOf(route("a"), old, route("c"));

    table.replace(old, route("x"));

    expect(idsOf(table)).toEqual(["a", "x", "c"]);
    expect(table.get("b")).toBeUndefined();
    expect(table.get("x")?.route.id).toBe("x");
    expect(matched(table, "GET", "/b")).toBeUndefined();
    expect(matched(table, "GET", "/x")).toBe("x");
  });

  it("forgets what is removed", () => {
    const gone = route("b");
    const table = tableOf(route("a"), gone, route("c"));

    table.remove(gone);

    expect(idsOf(table)).toEqual(["a", "c"]);
    expect(table.get("b")).toBeUndefined();
    expect(matched(table, "GET", "/b")).toBeUndefined();

    expect(table.size).toBe(2);
  });
});

const many = (count: number): CompiledRoute[] => Array.from({ length: count }, (_, at) => route(`m${at}`).route);

describe("A batch of Routes", () => {
  it("answers from the end on, all at once, and in its order behind what was there", () => {
    const table = tableOf(route("a"));
    const steps = table.addAll([...many(2500), route("last", { path: "/.*" }).route]);

    expect(steps.next().done).toBe(false);
    expect(steps.next().done).toBe(false);
    expect(matched(table, "GET", "/m1")).toBeUndefined();
    expect(table.get("m1")).toBeUndefined();
    expect(table.isTaken("m1")).toBe(true);
    table.add(route("meanwhile"));
    expect(idsOf(table)).toEqual(["a", "meanwhile"]);

    expect(steps.next()).toMatchObject({ done: true, value: { length: 2501 } });
    expect(matched(table, "GET", "/m1")).toBe("m1");
    expect(matched(table, "GET", "/meanwhile")).toBe("last");
    expect(matched(table, "GET", "/x")).toBe("last");
    table.add(route("behind"));
    const ids = idsOf(table);
    expect([ids.slice(0, 3), ids.slice(-3), ids.length]).toEqual([
      ["a", "m0", "m1"],
      ["last", "meanwhile", "behind"],
      2504,
    ]);
    expect(matched(table, "GET", "/behind")).toBe("last");
  });

  it("leaves nothing behind if an id is taken, be it meanwhile", () => {
    const table = tableOf(route("a"));
    const size = table.totalSize;
    const steps = table.addAll([...many(1500), route("late").route]);
    steps.next();
    table.add(route("late"));

    expect(runAtOnce(steps)).toBe(1500);
    expect(idsOf(table)).toEqual(["a", "late"]);
    expect(table.size).toBe(2);
    expect(table.totalSize).toBe(size + route("late").route.size);
    expect(table.isTaken("m1")).toBe(false);
    expect(matched(table, "GET", "/m1")).toBeUndefined();
    table.add(route("m1"));
    expect(matched(table, "GET", "/m1")).toBe("m1");
  });
});
