import { describe, expect, it } from "vitest";
import { parseJson } from "../json/parse-json.ts";
import { Reader } from "../schema/reader.ts";
import { LiveRoute } from "./live-route.ts";
import { type CompiledRoute, compileRoute, routeSchema } from "./route.ts";

function compile(responses: object[], selection = "greedy"): CompiledRoute {
  const text = JSON.stringify({ id: "route", path: "/", response_selection: selection, responses });
  const valid = routeSchema.read(parseJson(text, { maxDepth: 200 }), new Reader());
  if (valid === undefined) throw new Error(`${text} is no Route`);
  return compileRoute(valid, { newId: () => "generated", onPatternExpired: () => {} });
}

const chosen = (live: LiveRoute): string => live.choose(live.candidates, () => 0).response.id;

describe("A Route with its counts", () => {
  it("counts itself and the Response that it chooses", () => {
    const live = new LiveRoute(
      compile(
        [
          { id: "a", body: 1 },
          { id: "b", body: 2 },
        ],
        "cycle",
      ),
    );

    expect([chosen(live), chosen(live), chosen(live)]).toEqual(["a", "b", "a"]);
    expect(live.usedCount).toBe(3);
    expect(live.responses.map(({ usedCount }) => usedCount)).toEqual([2, 1]);
  });

  it("serves a Response as often as it repeats, and is inactive when none is left", () => {
    const live = new LiveRoute(
      compile([
        { id: "a", body: 1, repeat: 2 },
        { id: "b", body: 2, repeat: 1 },
      ]),
    );

    expect([chosen(live), chosen(live)]).toEqual(["a", "a"]);
    expect(live.response("a")?.isActive).toBe(false);
    expect(live.isActive).toBe(true);
    expect(chosen(live)).toBe("b");
    expect(live.isActive).toBe(false);
  });

  it("is inactive without Responses", () => {
    expect(new LiveRoute(compile([])).isActive).toBe(false);
  });

  it("can start from the counts of another: those of Responses by their id", () => {
    const before = new LiveRoute(
      compile([
        { id: "a", body: 1, repeat: 1 },
        { id: "b", body: 2 },
      ]),
    );
    chosen(before);
    chosen(before);

    const live = new LiveRoute(
      compile([
        { id: "c", body: 3 },
        { id: "a", body: 1, repeat: 1 },
      ]),
      before,
    );

    expect(live.usedCount).toBe(2);
    expect(live.responses.map(({ usedCount, isActive }) => [usedCount, isActive])).toEqual([
      [0, true],
      [1, false],
    ]);
    expect(chosen(live)).toBe("c");
    expect(before.usedCount).toBe(2);
  });

  it("shows its definition, its counts and whether it is active", () => {
    const live = new LiveRoute(compile([{ id: "a", body: { b: 1 }, repeat: 1 }]));
    chosen(live);

    expect(live.toJson()).toBe(
      '{"id":"route","path":"/","method":"GET","auth":null,"response_selection":"greedy","responses":' +
        '[{"id":"a","status":200,"headers":{"content-type":"application/json"},"body":{"b":1},"delay":0.0,' +
        '"repeat":1,"weight":0.5,"used_count":1,"is_active":false}],"used_count":1,"is_active":false}',
    );
  });
});
