import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ArraySplitter, ArraySyntaxError, LongElementError } from "./array-splitter.ts";

/** The elements of a text that comes in chunks of so many bytes. */
function split(text: string, size = 1_000_000, longest = 1_000_000) {
  const bytes = new TextEncoder().encode(text);
  const splitter = new ArraySplitter(longest);
  const elements = [];
  for (let at = 0; at < bytes.length; at += size) {
    for (const element of splitter.push(bytes.subarray(at, at + size))) {
      elements.push({ ...element, text: new TextDecoder().decode(element.bytes) });
    }
  }
  splitter.end();
  return elements;
}

const textsOf = (text: string, size?: number): string[] => split(text, size).map((element) => element.text);

describe("An array that arrives in pieces", () => {
  it.each([
    ["[]", []],
    [" [ ] \n", []],
    ["[1]", ["1"]],
    ['["a,]", {"b": [1, {"c": "\\"]"}]}, [], null]', ['"a,]"', '{"b": [1, {"c": "\\"]"}]}', "[]", "null"]],
    ['\uFEFF["é"]', ['"é"']],
    ['["\\\\"]', ['"\\\\"']],
  ])("%s is cut into its elements", (text, elements) => {
    for (const size of [1, 2, 3, 100]) expect(textsOf(text, size).map((each) => each.trim())).toEqual(elements);
  });

  it("is cut as it would be parsed, wherever the pieces end", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.nat(3), fc.integer({ min: 1, max: 20 }), (values, indent, size) => {
        const text = JSON.stringify(values, null, indent);
        expect(textsOf(text, size).map((each) => JSON.parse(each) as unknown)).toEqual(JSON.parse(text));
      }),
    );
  });

  it("tells where each element begins, in the units of an editor", () => {
    const places = split('[\n  "é😀", "x",\n\n 1]', 2).map(({ line, column }) => [line, column]);
    expect(places).toEqual([
      [2, 3],
      [2, 10],
      [4, 2],
    ]);
  });

  it.each([
    ["", 1, 1, "must be an array, found the end of the text"],
    [" \n ", 2, 2, "must be an array, found the end of the text"],
    ['\n {"a": 1}', 2, 2, 'must be an array, found "{"'],
    ["[1,\n", 2, 1, "the array has no closing bracket"],
    ["[1", 1, 3, "the array has no closing bracket"],
    ['["a', 1, 4, "the array has no closing bracket"],
    ["[,1]", 1, 2, 'expected a JSON value, found ","'],
    ["[1,]", 1, 4, 'expected a JSON value, found "]"'],
    ["[1,,2]", 1, 4, 'expected a JSON value, found ","'],
    ["[] []", 1, 4, 'unexpected "[" after the end of the array'],
  ])("%j ends at line %i, column %i: %s", (text, line, column, message) => {
    const fault = new ArraySyntaxError(line, column, message);
    for (const size of [1, 100])
      expect(() => split(text, size)).toThrow(expect.objectContaining({ ...fault, message }));
  });

  it("holds no element that is too long, nor waits for its end", () => {
    expect(textsOf(`[${'"aaaaaaa",'.repeat(100)}1]`)).toHaveLength(101);
    const splitter = new ArraySplitter(10);
    const push = (text: string) => [...splitter.push(new TextEncoder().encode(text))];
    expect(push('[1,"aaaaaa",')).toHaveLength(2);
    push('"aaaaaaaa');
    expect(() => push("aa")).toThrow(new LongElementError(2));
  });
});
