import { describe, expect, it } from "vitest";
import { stringifyJson } from "../json/json-node.ts";
import { readFormat } from "../../test/support/read-format.ts";
import { FormatError } from "./routes-format.ts";
import { yamlFormat } from "./yaml-format.ts";

async function read(text: string, maxDepth = 200): Promise<string> {
  const { node } = await readFormat(yamlFormat, text, maxDepth);
  return stringifyJson(node);
}

async function faultOf(text: string, maxDepth = 200): Promise<string> {
  try {
    await readFormat(yamlFormat, text, maxDepth);
  } catch (error) {
    if (error instanceof FormatError) return `${error.position.line}:${error.position.column} ${error.message}`;
    throw error;
  }
  throw new Error("the text was read, and should not be");
}

describe("A YAML file", () => {
  it.each([
    ["12345678901234567890", "12345678901234567890"],
    ["1.0", "1.0"],
    ["1e3", "1e3"],
    ["-0", "-0"],
    ["0.10", "0.10"],
    ["0x1F", "31"],
    ["0o17", "15"],
    ["+7", "7"],
    ["007", "7"],
    [".5", "0.5"],
    ["true", "true"],
    ["yes", '"yes"'],
    ["no", '"no"'],
    ["null", "null"],
    ["~", "null"],
    ["", "null"],
    ["'1'", '"1"'],
    ["2026-01-01", '"2026-01-01"'],
    ["12:30", '"12:30"'],
    ["1_000", '"1_000"'],
    ["!!str 1", '"1"'],
  ])("means by %j what JSON means by %s", async (text, json) => {
    expect(await read(`- ${text}`)).toBe(`[${json}]`);
  });

  it("keeps the order of members, and takes every name for a name", async () => {
    expect(await read("- b: 1\n  1: 2\n  __proto__: 3\n  true: 4\n  2.0: 5\n  '': 6")).toBe(
      '[{"b":1,"1":2,"__proto__":3,"true":4,"2.0":5,"":6}]',
    );
  });

  it("may use blocks of text, flows, anchors and aliases", async () => {
    const text = "- &a {x: [1, 'b']}\n- *a\n- |\n  line\n  line\n- >-\n  one\n  line\n";

    expect(await read(text)).toBe(String.raw`[{"x":[1,"b"]},{"x":[1,"b"]},"line\nline\n","one line"]`);
  });

  it("may be JSON", async () => {
    expect(await read('[{"a": 1.0, "b": "\\u00e9"}]')).toBe('[{"a":1.0,"b":"é"}]');
  });

  it.each([
    ["a: [1", /^1:\d+ is no YAML: /],
    ["a: 1\n b: 2", /^[12]:\d+ is no YAML: /],
    ["a: 1\na: 2", /^2:1 is no YAML: .*unique/],
    ["- .inf", /^1:3 is \.inf, which JSON has no word for/],
    ["- 1\n- .nan", /^2:3 is \.nan, which JSON has no word for/],
    ["- ? [a]\n  : 1", /^1:5 has a member whose name is no plain text/],
  ])("is refused with the place: %j", async (text, fault) => {
    expect(await faultOf(text)).toMatch(fault);
  });

  it("is refused where it is nested too deep", async () => {
    expect(await read("[[[[]]]]", 3)).toBe("[[[[]]]]");
    expect(await read("[[[[x]]]]", 3)).toBe('[[[["x"]]]]');
    expect(await faultOf("[[[[[]]]]]", 3)).toBe("1:5 is nested deeper than 3 levels");
  });

  it("is refused where aliases make it enormous", async () => {
    const laughs = Array.from({ length: 30 }, (_, level) =>
      level === 0 ? "- a0: &a0 [x, x]" : `  a${level}: &a${level} [*a${level - 1}, *a${level - 1}]`,
    );

    expect(await faultOf(laughs.join("\n"))).toMatch(/holds more than 250000 values by its aliases$/);
  });

  it("is refused where an alias stands for what it is in, or for nothing", async () => {
    expect(await faultOf("&a [*a]")).toBe("1:4 is nested deeper than 200 levels");
    expect(await faultOf("- *b")).toBe("1:3 stands for nothing: there is no &b before it");
    expect(await faultOf("- *b\n- &b 1")).toBe("1:3 stands for nothing: there is no &b before it");
  });

  it("may give an anchor to something else: an alias stands for the last before it", async () => {
    expect(await read("- &a 1\n- &b [*a]\n- &a 2\n- *b\n- *a")).toBe("[1,[1],2,[1],2]");
  });

  it("knows where the values of an alias stand: where they are written", async () => {
    const document = await readFormat(yamlFormat, "- &a {x: 1, 2: y}\n- *a\n");

    expect(document.locate("/1/x")).toEqual({ line: 1, column: 10 });
    expect(document.locate("/1/2")).toEqual({ line: 1, column: 16 });
    expect(document.locate("/1")).toEqual({ line: 2, column: 3 });
  });

  it("knows where each value stands", async () => {
    const document = await readFormat(yamlFormat, "- path: /a\n  responses:\n    - body: 1\n      status: 99\n");

    expect(document.locate("/0")).toEqual({ line: 1, column: 3 });
    expect(document.locate("/0/path")).toEqual({ line: 1, column: 9 });
    expect(document.locate("/0/responses/0/status")).toEqual({ line: 4, column: 15 });
    expect(document.locate("/0/responses/0/missing")).toEqual({ line: 3, column: 7 });
    expect(document.locate("/0/responses/7/x")).toEqual({ line: 3, column: 5 });
  });
});
