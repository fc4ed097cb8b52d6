import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatPointer, parsePointer } from "./json-pointer.ts";

describe("A JSON pointer", () => {
  it.each([
    ["", []],
    ["/", [""]],
    ["/a/0", ["a", "0"]],
    ["/a~1b", ["a/b"]],
    ["/m~0n", ["m~n"]],
    ["/~01", ["~1"]],
    ["/ /%41//", [" ", "%41", "", ""]],
  ])("%j has these tokens", (pointer, tokens) => {
    expect(parsePointer(pointer)).toEqual(tokens);
    expect(formatPointer(tokens)).toBe(pointer);
  });

  it.each(["a", "a/b", "#/a", "/~", "/~2", "/a~/b"])("is not %j", (text) => {
    expect(parsePointer(text)).toBeUndefined();
  });

  it("comes back from its tokens", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom("~", "/", "0", "1", "a", "é") })), (tokens) => {
        expect(parsePointer(formatPointer(tokens))).toEqual(tokens);
      }),
    );
  });
});
