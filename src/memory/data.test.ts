import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../json/json-value.ts";
import { Data } from "./data.ts";
import { MemoryError } from "./memory-error.ts";
import { MemoryRoom, MemoryShare } from "./memory-room.ts";

const room = () => new MemoryShare(new MemoryRoom({ maxData: 1e9, maxScenarioKeys: 10, maxWaitingEffects: 10 }));

const key = fc.constantFrom("a", "b", "0", "1", "-", "__proto__");
const path = fc.array(key, { maxLength: 3 });
const value = fc.oneof(
  fc.constantFrom<JsonValue>(1, "x", null, [], [1, 2], { a: 1 }, { a: { b: [] } }),
  fc.json({ maxDepth: 2 }).map((text) => JSON.parse(text) as JsonValue),
);
const action = fc.oneof(
  fc.record({ kind: fc.constant("set" as const), path, value }),
  fc.record({ kind: fc.constant("push" as const), path, value }),
  fc.record({ kind: fc.constant("delete" as const), path }),
  fc.record({ kind: fc.constant("snapshot" as const) }),
);

type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;

function make(data: Data, each: Exclude<Action, { kind: "snapshot" }>): void {
  try {
    // What is put in belongs to nobody else.
    if (each.kind === "delete") data.delete(each.path);
    else data[each.kind](each.path, structuredClone(each.value));
  } catch (error) {
    if (!(error instanceof MemoryError)) throw error;
  }
}

describe("Data", () => {
  it("is the same as if everything were copied whenever another world starts from it", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 25 }), (actions) => {
        const worlds = [{ data: new Data(room()), copy: new Data(room()) }];
        for (const [at, each] of actions.entries()) {
          const world = worlds[at % worlds.length];
          if (world === undefined) continue;
          if (each.kind === "snapshot") {
            const root = JSON.parse(JSON.stringify(world.copy.root)) as JsonValue;
            const copy = new Data(room(), { root, size: JSON.stringify(root).length, holders: 0 });
            worlds.push({ data: new Data(room(), world.data.snapshot()), copy });
          } else {
            make(world.data, each);
            make(world.copy, each);
          }
          for (const { data, copy } of worlds) expect(JSON.stringify(data.root)).toBe(JSON.stringify(copy.root));
        }
      }),
    );
    expect(({} as Record<string, unknown>)["a"]).toBeUndefined();
  });

  it("knows about how large it is, whatever is done to it", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 25 }), (actions) => {
        const data = new Data(room());
        for (const each of actions) if (each.kind !== "snapshot") make(data, each);
        const length = JSON.stringify(data.root).length;
        expect(data.size).toBeGreaterThanOrEqual(length * 0.5 - 20);
        expect(data.size).toBeLessThanOrEqual(length + 14 * actions.length + 2);
      }),
    );
  });

  it("gives all of its room back", () => {
    const shared = new MemoryShare(new MemoryRoom({ maxData: 100, maxScenarioKeys: 10, maxWaitingEffects: 10 }));
    for (let at = 0; at < 10; at += 1) {
      const data = new Data(shared);
      data.set(["a"], "x".repeat(60));
      const above = new Data(shared, data.snapshot());
      above.set(["b"], "x".repeat(20));
      above.delete(["a"]);
      above.reset();
      data.reset();
    }
    expect(() => new Data(shared).set(["a"], "x".repeat(90))).not.toThrow();
  });
});
