import { describe, expect, it } from "vitest";
import { Item } from "../resources/item.ts";
import { Memory } from "./memory.ts";
import { MemoryRoom } from "./memory-room.ts";

const limits = { maxData: 1000, maxScenarioKeys: 2, maxWaitingEffects: 10 };
const resource = {
  id: "id",
  seed: { items: new Map<string, Item>(), highest: 0, size: 0, holders: 0 },
  validity: null,
  delay: null,
  text: "{}",
  pathLength: null,
  isScoped: false,
};

const large = () => new Item("1", { id: 1, text: "x".repeat(600) });

describe("Memory", () => {
  it("takes no room any more once its world has ended, whatever still comes", () => {
    const room = new MemoryRoom(limits);
    for (let at = 0; at < 5; at += 1) {
      const memory = new Memory(room);
      memory.collections.of({ id: "r" }, resource).put(large());
      memory.scenarios.use("s", "k", "started");
      memory.release();
      memory.collections.of({ id: "r" }, resource).put(large());
      memory.data.set(["a"], "x".repeat(900));
      memory.scenarios.use("s", "k", "started");
    }

    const last = new Memory(room);
    last.data.set(["a"], "x".repeat(900));
    expect(room.isFullOfKeys).toBe(false);
    expect(() => last.data.set(["b"], "x".repeat(200))).toThrow("larger than --max-data");
  });

  it("counts what worlds start from once, as long as one of them is there", () => {
    const room = new MemoryRoom(limits);
    const base = new Memory(room);
    base.data.set(["a"], "x".repeat(400));
    const start = base.snapshot();
    const above = [new Memory(room, start), new Memory(room, base.snapshot())];

    expect(() => base.data.set(["b"], "x".repeat(300))).toThrow("larger than --max-data");
    for (const memory of above) memory.release();
    expect(() => base.data.set(["b"], "x".repeat(300))).not.toThrow();
  });

  it("takes room for what is put in the place of what it started from", () => {
    const room = new MemoryRoom(limits);
    const base = new Memory(room);
    base.data.set(["a"], "x".repeat(300));
    const above = new Memory(room, base.snapshot());

    above.data.set(["a"], "y".repeat(300));
    expect(() => new Memory(room, base.snapshot()).data.set(["a"], "z".repeat(300))).toThrow("larger than --max-data");
  });
});
