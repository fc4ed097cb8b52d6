import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "../json/parse-json.ts";
import { Reader } from "../schema/reader.ts";
import { type Delay, LONGEST_DELAY, delaySchema, drawDelay } from "./delay.ts";

function read(text: string): { value: Delay | undefined; faults: string[] } {
  const reader = new Reader();
  const value = delaySchema.read(parseJson(text, { maxDepth: 200 }), reader);
  return { value, faults: reader.faults.map(({ at, message }) => `${at} ${message}`) };
}

describe("A delay", () => {
  it.each([
    ["0", "0.0"],
    ["1.5", "1.5"],
    ["[0.1, 0.3]", "[0.1,0.3]"],
    ["[0, 2]", "[0.0,2.0]"],
    ["[2, 2]", "2.0"],
    ["[2.0, 2]", "2.0"],
    [`${LONGEST_DELAY}`, `${LONGEST_DELAY}.0`],
  ])("%s reads back as %s", (text, written) => {
    const { value } = read(text);

    expect(value === undefined ? undefined : delaySchema.write(value)).toBe(written);
  });

  it.each([
    ["-1", " must be at least 0, got -1"],
    ["2147484", " must be at most 2147483, got 2147484"],
    ["1e999", " must be at most 2147483, got 1e999"],
    ['"1"', ' must be a number or a pair [min, max], got "1"'],
    ["null", " must be a number or a pair [min, max], got null"],
    ["[]", " must be a pair [min, max], got an array of 0"],
    ["[1]", " must be a pair [min, max], got an array of 1"],
    ["[1, 2, 3]", " must be a pair [min, max], got an array of 3"],
    ["[2, 1]", " must have its minimum first, got [2, 1]"],
    ["[0, -1]", "/1 must be at least 0, got -1"],
    ['["a", 1]', '/0 must be a number, got "a"'],
  ])("can't be %s", (text, message) => {
    expect(read(text)).toEqual({ value: undefined, faults: [message] });
  });

  it("is drawn from between its ends, evenly", () => {
    expect(drawDelay(1.5, () => 0.9)).toBe(1.5);
    expect(drawDelay([1, 3], () => 0)).toBe(1);
    expect(drawDelay([1, 3], () => 0.25)).toBe(1.5);

    const ends = fc
      .tuple(fc.nat(LONGEST_DELAY), fc.nat(LONGEST_DELAY))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);
    fc.assert(
      fc.property(ends, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), ([min = 0, max = 0], chance) => {
        const drawn = drawDelay([min, max], () => chance);

        expect(drawn).toBeGreaterThanOrEqual(min);
        expect(drawn).toBeLessThanOrEqual(max);
      }),
    );
  });
});
