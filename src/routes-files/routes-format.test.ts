import { describe, expect, it } from "vitest";
import { locator, nearestAbove, positionAt } from "./routes-format.ts";

describe("A place in a text", () => {
  it.each([
    [0, 1, 1],
    [2, 1, 3],
    [3, 2, 1],
    [4, 3, 1],
    [6, 3, 3],
  ])("at %i has the line %i and the column %i", (offset, line, column) => {
    expect(positionAt("ab\n\ncd", offset)).toEqual({ line, column });
    expect(locator("ab\n\ncd")(offset)).toEqual({ line, column });
  });
});

describe("A value without a place of its own", () => {
  it("has the place of the nearest above it", () => {
    const places = new Map([
      ["", 0],
      ["/a", 1],
      ["/a/b", 2],
    ]);
    const find = (pointer: string) => nearestAbove(pointer, (at) => places.get(at));

    expect(find("/a/b")).toBe(2);
    expect(find("/a/b/c/d")).toBe(2);
    expect(find("/a/x")).toBe(1);
    expect(find("/x")).toBe(0);
    expect(find("")).toBe(0);
    expect(nearestAbove("/a", () => undefined)).toBeUndefined();
  });
});
