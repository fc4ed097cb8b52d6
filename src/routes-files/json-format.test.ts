import { describe, expect, it } from "vitest";
import { stringifyJson } from "../json/json-node.ts";
import { jsonFormat } from "./json-format.ts";
import { FormatError } from "./routes-format.ts";

describe("A JSON file", () => {
  it("is read without loss, and knows where each value stands", async () => {
    const document = await jsonFormat.parse('[\n  {"b": 1.0,\n   "1": [true]}\n]', 200);

    expect(stringifyJson(document.node)).toBe('[{"b":1.0,"1":[true]}]');
    expect(document.locate("")).toEqual({ line: 1, column: 1 });
    expect(document.locate("/0")).toEqual({ line: 2, column: 3 });
    expect(document.locate("/0/b")).toEqual({ line: 2, column: 9 });
    expect(document.locate("/0/1/0")).toEqual({ line: 3, column: 10 });
    expect(document.locate("/0/missing/0")).toEqual({ line: 2, column: 3 });
  });

  it("is refused with the place where it stops being JSON", () => {
    expect(() => jsonFormat.parse('[\n  {"a": 1,}\n]', 200)).toThrow(
      expect.objectContaining({
        position: { line: 2, column: 11 },
        message: 'is no JSON: expected a member name in double quotes, found "}"',
      }),
    );
    expect(() => jsonFormat.parse("[[]]", 1)).toThrow(FormatError);
  });
});
