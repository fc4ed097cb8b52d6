import { describe, expect, it } from "vitest";
import { type Listed, RankedList } from "./ranked-list.ts";

class Item implements Listed<Item> {
  readonly name: string;
  order: number;
  previous: Item | null = null;
  next: Item | null = null;
  isListed = false;

  constructor(name: string, order: number) {
    this.name = name;
    this.order = order;
  }
}

function listOf(...names: string[]): { list: RankedList<Item>; items: Item[] } {
  const items = names.map((name, order) => new Item(name, order));
  const list = new RankedList<Item>();
  for (const item of items) list.insert(item);
  return { list, items };
}

const namesOf = (items: Iterable<Item>): string => [...items].map(({ name }) => name).join("");

describe("A list by order", () => {
  it.each([
    [0, "bcd"],
    [1, "acd"],
    [3, "abc"],
  ])("closes the gap of what is removed at %i", (at, rest) => {
    const { list, items } = listOf("a", "b", "c", "d");
    list.remove(items[at] as Item);
    expect(namesOf(list)).toBe(rest);
    list.insert(new Item("x", 9));
    expect(namesOf(list)).toBe(`${rest}x`);
  });

  it.each([
    [0, "xbc"],
    [1, "axc"],
    [2, "abx"],
  ])("has what replaces another in its place at %i", (at, names) => {
    const { list, items } = listOf("a", "b", "c");
    list.replace(items[at] as Item, new Item("x", at));
    expect(namesOf(list)).toBe(names);
    list.insert(new Item("y", 9));
    expect(namesOf(list)).toBe(`${names}y`);
  });

  it.each([
    [5, "abxyz"],
    [0.1, "axyzb"],
    [-1, "xyzab"],
  ])("takes many items in at their place (%d)", (order, names) => {
    const { list } = listOf("a", "b");
    const items = ["x", "y", "z"].map((name, at) => new Item(name, order + 0.1 * at));
    for (const [at, item] of items.entries()) list.insert(item, items[at - 1]);
    expect(namesOf(list)).toBe(names);
    list.insert(new Item("e", 9));
    expect(namesOf(list)).toBe(`${names}e`);
  });

  it("starts behind any item", () => {
    const { list, items } = listOf("a", "b", "c");
    expect(namesOf(list.after(items[0] as Item))).toBe("bc");
    expect(namesOf(list.after(items[2] as Item))).toBe("");
  });
});

describe("Who walks a list by order", () => {
  it("goes on from what is removed under him, past more that is", () => {
    const { list, items } = listOf("a", "b", "c", "d");
    const walk = list[Symbol.iterator]();
    walk.next();
    list.remove(items[0] as Item);
    list.remove(items[1] as Item);
    expect(walk.next().value).toBe(items[2]);
    list.remove(items[2] as Item);
    list.insert(new Item("e", 9));
    expect(walk.next().value).toBe(items[3]);
    expect((walk.next().value as Item).name).toBe("e");
    expect(walk.next().done).toBe(true);
  });

  it("sees each place once, by what stands there when its turn comes", () => {
    const { list, items } = listOf("a", "b", "c");
    const walk = list[Symbol.iterator]();
    walk.next();
    list.replace(items[0] as Item, new Item("A", 0));
    const again = new Item("AA", 0);
    list.replace(list[Symbol.iterator]().next().value as Item, again);
    list.remove(again);
    list.replace(items[1] as Item, new Item("B", 1));
    expect((walk.next().value as Item).name).toBe("B");
    expect(walk.next().value).toBe(items[2]);
  });
});
