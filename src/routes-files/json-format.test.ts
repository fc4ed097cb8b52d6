import { describe, expect, it } from "vitest";
import { stringifyJson } from "../json/json-node.ts";
import { jsonFormat } from "./json-format.ts";
import { readFormat } from "../../test/support/read-format.ts";
import { FormatError } from "./routes-format.ts";

describe("A JSON file", () => {
  it("is read without loss, and knows where each value stands", async () => {
    const document = await readFormat(jsonFormat, '[\n  {"b": 1.0,\n   "1": [true]}\n]');

    expect(stringifyJson(document.node)).toBe('[{"b":1.0,"1":[true]}]');
    expect(document.locate("/0")).toEqual({ line: 2, column: 3 });
    expect(document.locate("/0/b")).toEqual({ line: 2, column: 9 });
    expect(document.locate("/0/1/0")).toEqual({ line: 3, column: 10 });
    expect(document.locate("/0/missing/0")).toEqual({ line: 2, column: 3 });
  });

  it("is refused with the place where it stops being JSON", async () => {
    await expect(readFormat(jsonFormat, '[\n  {"a": 1,}\n]')).rejects.toThrow(
      expect.objectContaining({
        position: { line: 2, column: 11 },
        message: 'is no JSON: expected a member name in double quotes, found "}"',
      }),
    );
    await expect(readFormat(jsonFormat, "[[[]]]", 1)).rejects.toThrow(FormatError);
  });

  it.each([
    ['{"path": "/"}', 1, 1],
    ["\n 7", 2, 2],
    ["", 1, 1],
  ])("must hold an array: %j", async (text, line, column) => {
    await expect(readFormat(jsonFormat, text)).rejects.toThrow(
      expect.objectContaining({ position: { line, column }, message: "must hold an array of Routes" }),
    );
  });
});
