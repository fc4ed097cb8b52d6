import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Item } from "./item.ts";
import { Items } from "./items.ts";

const id = fc.constantFrom("1", "2", "3", "7", "x");
const action = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(id, fc.nat(9)).map(([of, n]) => ({ kind: "put" as const, of, n })) },
  { weight: 3, arbitrary: id.map((of) => ({ kind: "remove" as const, of })) },
  { weight: 1, arbitrary: fc.constant({ kind: "freeze" as const }) },
);

const item = (of: string, n: number) => new Item(of, { id: of, n });

/** One collection, what it should hold, and the room that it takes. */
class Compared {
  readonly items: Items;
  readonly model: Map<string, number>;
  taken = 0;

  constructor(from?: Compared) {
    const seed = {
      items: new Map([
        ["1", item("1", 0)],
        ["2", item("2", 0)],
      ]),
      highest: 2,
      size: 0,
      holders: 0,
    };
    this.items = new Items(from?.items.freeze() ?? seed, (size) => (this.taken += size));
    this.model = new Map(
      from?.model ?? [
        ["1", 0],
        ["2", 0],
      ],
    );
  }

  check(): void {
    expect(this.items.all().map(({ value }) => [value["id"], value["n"]])).toEqual([...this.model]);
    expect(this.items.size).toBe(this.model.size);
    for (const of of ["1", "2", "3", "7", "x"]) expect(this.items.get(of)?.value["n"]).toBe(this.model.get(of));
    expect(this.taken).toBeGreaterThanOrEqual(0);
  }
}

describe("Items", () => {
  it("are the same as if all were copied whenever another world starts from them", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        const worlds = [new Compared()];
        for (const [at, each] of actions.entries()) {
          const world = worlds[(at * 7) % worlds.length];
          if (world === undefined) continue;
          if (each.kind === "freeze") {
            worlds.push(new Compared(world));
          } else if (each.kind === "put") {
            world.items.put(item(each.of, each.n));
            world.model.set(each.of, each.n);
          } else {
            world.items.remove(each.of);
            world.model.delete(each.of);
          }
          for (const compared of worlds) compared.check();
        }
        for (const { items } of worlds) items.release();
        expect(worlds.map(({ taken }) => taken)).toEqual(worlds.map(() => 0));
      }),
    );
  });

  it("give the number after the highest one, or none when an id is no number", () => {
    const items = new Items({ items: new Map(), highest: 0, size: 0, holders: 0 }, () => {});
    expect(items.nextId).toBe(1);
    items.put(item("41", 0));
    items.remove("41");
    expect(items.nextId).toBe(42);
    items.put(item(String(Number.MAX_SAFE_INTEGER), 0));
    expect(items.nextId).toBeNull();
  });

  it("stay as they are if there is no room", () => {
    let isFull = false;
    const items = new Items({ items: new Map([["1", item("1", 0)]]), highest: 1, size: 0, holders: 0 }, () => {
      if (isFull) throw new RangeError("full");
    });
    isFull = true;
    expect(() => items.put(item("2", 0))).toThrow("full");
    expect(() => items.put(item("1", 5))).toThrow("full");
    expect(items.all()).toEqual([item("1", 0)]);
  });
});
