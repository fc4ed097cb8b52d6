import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  JsonNumber,
  NotJsonError,
  describeJson,
  isDeeperThan,
  numberNode,
  stringifyJson,
  toJsonNode,
} from "./json-node.ts";

function faultOf(value: unknown, maxDepth = 200): string {
  try {
    toJsonNode(value, maxDepth);
  } catch (error) {
    if (error instanceof NotJsonError) return `${error.at.join(".")} ${error.message}`;
    throw error;
  }
  throw new Error("the value was taken, and should not be");
}

describe("A value of a program, taken for JSON,", () => {
  it("reads as JSON.stringify would write it, in the order of its members", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(stringifyJson(toJsonNode(value, 200))).toBe(JSON.stringify(value));
      }),
    );
  });

  it("leaves out what is undefined, honours toJSON, and takes holes of arrays for null", () => {
    const value = { a: undefined, when: new Date(0), list: [undefined, 1], nothing: null };

    expect(stringifyJson(toJsonNode(value, 200))).toBe(
      '{"when":"1970-01-01T00:00:00.000Z","list":[null,1],"nothing":null}',
    );
  });

  it("may be a Map, a bigint or a negative zero", () => {
    const value = new Map<string, unknown>([
      ["b", 12345678901234567890n],
      ["1", -0],
    ]);

    expect(stringifyJson(toJsonNode(value, 200))).toBe('{"b":12345678901234567890,"1":0}');
  });

  it.each([
    [{ a: [Number.NaN] }, "a.0 is NaN, which JSON has no word for"],
    [{ a: Number.POSITIVE_INFINITY }, "a is Infinity, which JSON has no word for"],
    [{ a: { b: () => 1 } }, "a.b is of type function, which JSON can't hold"],
    [[Symbol("x")], "0 is of type symbol, which JSON can't hold"],
    [undefined, " is of type undefined, which JSON can't hold"],
  ])("is refused with its place if JSON can't hold it", (value, message) => {
    expect(faultOf(value)).toBe(message);
  });

  it("is refused if it holds itself", () => {
    const loop: Record<string, unknown> = {};
    loop["self"] = loop;

    expect(faultOf(loop, 3)).toBe("self.self.self.self is nested deeper than 3 levels");
  });
});

describe("The depth of a tree", () => {
  it("counts arrays and objects, but not what they hold", () => {
    const node = toJsonNode({ a: [{ b: 1 }] }, 200);

    expect(isDeeperThan(node, 3)).toBe(false);
    expect(isDeeperThan(node, 2)).toBe(true);
    expect(isDeeperThan(1, 0)).toBe(false);
    expect(isDeeperThan([], 0)).toBe(true);
  });
});

describe("A number", () => {
  it("stays a plain number where that writes the same digits", () => {
    expect(numberNode("42")).toBe(42);
    expect(numberNode("4.20")).toEqual(new JsonNumber("4.20"));
  });
});

describe("A message", () => {
  it.each([
    [new Map(), "an object"],
    [[], "an array"],
    [null, "null"],
    ["Ann", '"Ann"'],
    [new JsonNumber("1.0"), "1.0"],
  ])("names what stands there", (node, words) => {
    expect(describeJson(node)).toBe(words);
  });

  it("shortens what is long", () => {
    expect(describeJson("x".repeat(1000))).toBe(`"${"x".repeat(56)}…`);
  });
});
