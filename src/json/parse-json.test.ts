import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonNumber, stringifyJson } from "./json-node.ts";
import { JsonSyntaxError, type ParseOptions, parseJson } from "./parse-json.ts";

function parse(text: string, options: Partial<ParseOptions> = {}) {
  return parseJson(text, { maxDepth: 200, ...options });
}

function faultOf(text: string, options: Partial<ParseOptions> = {}): { offset: number; message: string } {
  try {
    parse(text, options);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return { offset: error.offset, message: error.message };
    throw error;
  }
  throw new Error(`${text} was read, and should not be`);
}

/** Whether the reader of the language itself takes the text. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What becomes of a text here. Behind a member that is given twice nobody looks. */
function verdict(text: string): "read" | "refused" | "given twice" {
  try {
    parse(text);
    return "read";
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return error.message.endsWith("is given twice") ? "given twice" : "refused";
  }
}

describe("A JSON text", () => {
  it.each([
    ["12345678901234567890", "12345678901234567890"],
    ["1.0", "1.0"],
    ["1e3", "1e3"],
    ["-0", "-0"],
    ["0.10", "0.10"],
    ["1E400", "1E400"],
  ])("keeps the digits of %s", (text, written) => {
    const node = parse(text);

    expect(node).toBeInstanceOf(JsonNumber);
    expect(stringifyJson(node)).toBe(written);
  });

  it.each(["0", "1", "-7", "0.5", "1e+21", "9007199254740991"])("reads %s as a plain number", (text) => {
    expect(parse(text)).toBe(Number(text));
  });

  it("keeps the order of members, and takes every name for a name", () => {
    const text = '{"b":1,"1":2,"__proto__":3,"a":{"constructor":4}}';

    expect(stringifyJson(parse(text))).toBe(text);
  });

  it("may begin with a byte order mark, and have white space anywhere", () => {
    expect(stringifyJson(parse('\uFEFF \t\r\n{ "a" :\n[ 1 , 2 ] } \n'))).toBe('{"a":[1,2]}');
  });

  it("gives strings back with their escapes resolved", () => {
    expect(parse(String.raw`"\u00e9\n\"\\\/\ud83d\ude00\ud800"`)).toBe('é\n"\\/😀\ud800');
  });

  it("notes where every value stands, by its pointer", () => {
    const offsets = new Map<string, number>();

    parse('{"a": [10, {"b/c": null}], "~": "x"}', { offsets });

    expect(Object.fromEntries(offsets)).toEqual({ "": 0, "/a": 6, "/a/0": 7, "/a/1": 11, "/a/1/b~1c": 19, "/~0": 32 });
  });

  it("is refused where a member is given twice", () => {
    expect(faultOf('{"a": 1, "b": {"a": 2}, "a": 3}')).toEqual({
      offset: 24,
      message: 'the member "a" is given twice',
    });
    expect(faultOf(String.raw`{"a": 1, "\u0061": 2}`).offset).toBe(9);
  });

  it("is refused where it is nested too deep, whatever its length", () => {
    expect(stringifyJson(parse("[[[]]]", { maxDepth: 3 }))).toBe("[[[]]]");
    expect(faultOf("[[[[]]]]", { maxDepth: 3 })).toEqual({ offset: 3, message: "nested deeper than 3 levels" });
    expect(faultOf("[".repeat(1_000_000)).message).toBe("nested deeper than 200 levels");
    expect(faultOf('{"a":'.repeat(300)).message).toBe("nested deeper than 200 levels");
  });

  it.each([
    ["", 0, "expected a JSON value, found the end of the text"],
    ["   ", 3, "expected a JSON value, found the end of the text"],
    ["[1,]", 3, 'expected a JSON value, found "]"'],
    ["{,}", 1, 'expected a member name in double quotes, found ","'],
    ['{"a":1,}', 7, 'expected a member name in double quotes, found "}"'],
    ["{a: 1}", 1, 'expected a member name in double quotes, found "a"'],
    ['{"a" 1}', 5, 'expected ":" after a member name, found "1"'],
    ["[1 2]", 3, 'expected "," or "]", found "2"'],
    ['{"a": 1', 7, 'expected "," or "}", found the end of the text'],
    ["1 2", 2, 'unexpected "2" after the end of the JSON value'],
    ["01", 1, 'unexpected "1" after the end of the JSON value'],
    ["tru", 0, 'expected a JSON value, found "t"'],
    ["NaN", 0, 'expected a JSON value, found "N"'],
    ["[😀]", 1, 'expected a JSON value, found "😀"'],
    ['"abc', 0, "a string has no closing quote"],
    ['"a\nb"', 2, String.raw`a control character in a string must be written as an escape (\n, \u001f)`],
    [String.raw`["\x"]`, 1, String.raw`a string holds a broken escape; write a backslash as \\`],
  ])("that is broken is refused with the place: %j", (text, offset, message) => {
    expect(faultOf(text)).toEqual({ offset, message });
  });

  it("is written as it was read, for every value", () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: "grapheme" }), (text) => {
        const node = parse(text);

        expect(stringifyJson(parse(stringifyJson(node)))).toBe(stringifyJson(node));
        expect(JSON.parse(stringifyJson(node))).toEqual(JSON.parse(text));
      }),
    );
  });

  it("means what the language's own reader takes it for, to the letter where that keeps everything", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "grapheme" }), (value) => {
        const text = JSON.stringify(value);
        const whole: unknown = JSON.parse(text);

        expect(JSON.parse(stringifyJson(parse(text)))).toEqual(whole);
        expect(stringifyJson(parse(text))).toBe(text);
      }),
    );
  });

  it("is refused exactly where the language's own reader refuses it, but for members given twice", () => {
    const pieces = [
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"b"',
      '"',
      "\\",
      "1",
      "-",
      "0",
      ".5",
      "e1",
      "true",
      "null",
      " ",
    ];
    const soup = fc
      .array(fc.constantFrom(...pieces, "\n", "\u00a0", "x"), { maxLength: 8 })
      .map((parts) => parts.join(""));
    const damaged = fc
      .tuple(fc.json({ maxDepth: 2 }), fc.nat(), fc.constantFrom("", ",", "}", '"', "\\", "0", "\u0000"))
      .map(([text, at, put]) => text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + 1));

    fc.assert(
      fc.property(fc.oneof(soup, damaged), (text) => {
        const here = verdict(text);
        fc.pre(here !== "given twice");

        expect(isJson(text)).toBe(here === "read");
      }),
      { numRuns: 5000 },
    );
  });
});
