import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JsonNode, stringifyJson } from "./json-node.ts";
import { PatchError, type PatchLimits, applyJsonPatch, applyMergePatch, equalJson } from "./json-patch.ts";
import { parseJson } from "./parse-json.ts";

const parse = (text: string): JsonNode => parseJson(text, { maxDepth: 200 });

const LIMITS: PatchLimits = { maxWork: 100_000, maxDepth: 200 };

function patch(target: string, operations: string, limits: Partial<PatchLimits> = {}): string {
  return stringifyJson(applyJsonPatch(parse(target), parse(operations) as JsonNode[], { ...LIMITS, ...limits }));
}

function faultOf(target: string, operations: string, limits?: Partial<PatchLimits>): string {
  try {
    patch(target, operations, limits);
  } catch (error) {
    if (error instanceof PatchError) return `${error.operation}: ${error.message}`;
    throw error;
  }
  throw new Error("the patch was applied, and should not be");
}

describe("A JSON Merge Patch", () => {
  it.each([
    ['{"a":1}', '{"a":2}', '{"a":2}'],
    ['{"a":1}', '{"b":2}', '{"a":1,"b":2}'],
    ['{"a":1}', '{"a":null}', "{}"],
    ['{"a":1,"b":2}', '{"a":null}', '{"b":2}'],
    ['{"a":[1]}', '{"a":2}', '{"a":2}'],
    ['{"a":2}', '{"a":[1]}', '{"a":[1]}'],
    ['{"a":{"b":1}}', '{"a":{"b":2,"c":null}}', '{"a":{"b":2}}'],
    ['{"a":[{"b":1}]}', '{"a":[3]}', '{"a":[3]}'],
    ["[1,2]", "[3,4]", "[3,4]"],
    ['{"a":1}', "[3]", "[3]"],
    ['{"a":1}', "null", "null"],
    ['{"a":1}', '"b"', '"b"'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ["[1,2]", '{"a":1,"b":null}', '{"a":1}'],
    ["{}", '{"a":{"b":{"c":null}}}', '{"a":{"b":{}}}'],
    ['{"a":1.0}', '{"b":1e2}', '{"a":1.0,"b":1e2}'],
  ])("makes of %s by %s", (target, change, result) => {
    const before = parse(target);

    expect(stringifyJson(applyMergePatch(before, parse(change)))).toBe(result);
    expect(stringifyJson(before)).toBe(target);
  });
});

describe("A JSON Patch", () => {
  it.each([
    ["adds a member", '{"a":1}', '[{"op":"add","path":"/b","value":2}]', '{"a":1,"b":2}'],
    ["adds over a member", '{"a":1}', '[{"op":"add","path":"/a","value":null}]', '{"a":null}'],
    ["adds an element", '{"a":[1,3]}', '[{"op":"add","path":"/a/1","value":2}]', '{"a":[1,2,3]}'],
    ["adds behind the last", '{"a":[1]}', '[{"op":"add","path":"/a/1","value":2}]', '{"a":[1,2]}'],
    ["adds at the end", '{"a":[1]}', '[{"op":"add","path":"/a/-","value":[2]}]', '{"a":[1,[2]]}'],
    ["adds into something nested", '{"a":{}}', '[{"op":"add","path":"/a/b","value":{"c":1}}]', '{"a":{"b":{"c":1}}}'],
    ["removes a member", '{"a":1,"b":2}', '[{"op":"remove","path":"/b"}]', '{"a":1}'],
    ["removes an element", '{"a":[1,2,3]}', '[{"op":"remove","path":"/a/1"}]', '{"a":[1,3]}'],
    ["replaces a value", '{"a":1,"b":2}', '[{"op":"replace","path":"/a","value":9}]', '{"a":9,"b":2}'],
    ["replaces an element", "[1,2]", '[{"op":"replace","path":"/0","value":{}}]', "[{},2]"],
    ["replaces the whole", '{"a":1}', '[{"op":"replace","path":"","value":[1]}]', "[1]"],
    [
      "moves a value",
      '{"a":{"b":1,"c":2},"d":{}}',
      '[{"op":"move","from":"/a/b","path":"/d/e"}]',
      '{"a":{"c":2},"d":{"e":1}}',
    ],
    ["moves an element", "[1,2,3]", '[{"op":"move","from":"/0","path":"/2"}]', "[2,3,1]"],
    ["moves a value to its own place", '{"a":1}', '[{"op":"move","from":"/a","path":"/a"}]', '{"a":1}'],
    ["copies a value", '{"a":[1]}', '[{"op":"copy","from":"/a","path":"/b"}]', '{"a":[1],"b":[1]}'],
    [
      "copies apart: what is done to one is not done to the other",
      '{"a":[1]}',
      '[{"op":"copy","from":"/a","path":"/b"},{"op":"add","path":"/b/-","value":2}]',
      '{"a":[1],"b":[1,2]}',
    ],
    ["tests a value", '{"a":"x"}', '[{"op":"test","path":"/a","value":"x"}]', '{"a":"x"}'],
    [
      "tests without regard to the order of members, and numbers by value",
      '{"a":{"x":1,"y":[2]}}',
      '[{"op":"test","path":"/a","value":{"y":[2.0],"x":1e0}}]',
      '{"a":{"x":1,"y":[2]}}',
    ],
    [
      "takes escaped names",
      '{"a/b":1,"m~n":2}',
      '[{"op":"remove","path":"/a~1b"},{"op":"remove","path":"/m~0n"}]',
      "{}",
    ],
    ["takes the empty name", '{"":1}', '[{"op":"replace","path":"/","value":2}]', '{"":2}'],
    ["takes a name that looks like an index", '{"0":1}', '[{"op":"replace","path":"/0","value":2}]', '{"0":2}'],
    ["takes __proto__ for a name", "{}", '[{"op":"add","path":"/__proto__","value":1}]', '{"__proto__":1}'],
    ["ignores members that it does not know", '{"a":1}', '[{"op":"add","path":"/b","value":2,"x":3}]', '{"a":1,"b":2}'],
    ["keeps digits", "{}", '[{"op":"add","path":"/a","value":12345678901234567890}]', '{"a":12345678901234567890}'],
  ])("%s", (_, target, operations, result) => {
    expect(patch(target, operations)).toBe(result);
  });

  it.each([
    [
      "the parent is missing",
      "{}",
      '[{"op":"add","path":"/a/b","value":1}]',
      '0: there is no array or object to hold "/a/b"',
    ],
    [
      "the parent is a scalar",
      '{"a":1}',
      '[{"op":"add","path":"/a/b","value":1}]',
      '0: there is no array or object to hold "/a/b"',
    ],
    ["an index is too large", "[1]", '[{"op":"add","path":"/2","value":1}]', "0: the array has no place 2"],
    ["an index has a leading zero", "[1,2]", '[{"op":"remove","path":"/01"}]', '0: "01" is no index of an array'],
    ["an index is negative", "[1]", '[{"op":"remove","path":"/-1"}]', '0: "-1" is no index of an array'],
    ["an index is a word", "[1]", '[{"op":"add","path":"/length","value":1}]', '0: "length" is no index of an array'],
    ["the end is no place to remove", "[1]", '[{"op":"remove","path":"/-"}]', '0: "-" is no index of an array'],
    ["there is nothing to remove", '{"a":1}', '[{"op":"remove","path":"/b"}]', '0: there is nothing at "/b"'],
    ["there is nothing to replace", "{}", '[{"op":"replace","path":"/b","value":1}]', '0: there is nothing at "/b"'],
    ["there is nothing to move", "{}", '[{"op":"move","from":"/b","path":"/c"}]', '0: there is nothing at "/b"'],
    [
      "a value would hold itself",
      '{"a":{}}',
      '[{"op":"move","from":"/a","path":"/a/b"}]',
      "0: can't move a value into itself",
    ],
    [
      "a test fails",
      '{"a":1}',
      '[{"op":"test","path":"/a","value":"1"}]',
      '0: the value at "/a" is not the one to test for',
    ],
    ["null is tested for and missing", "{}", '[{"op":"test","path":"/a","value":null}]', '0: there is nothing at "/a"'],
    ["there is no value", "{}", '[{"op":"add","path":"/a"}]', '0: needs "value"'],
    [
      "a pointer is none",
      "{}",
      '[{"op":"add","path":"a","value":1}]',
      '0: "path" must be a JSON pointer such as "/responses/0/body"',
    ],
    [
      "from is missing",
      "{}",
      '[{"op":"copy","path":"/a"}]',
      '0: "from" must be a JSON pointer such as "/responses/0/body"',
    ],
    ["op is missing", "{}", '[{"path":"/a"}]', '0: needs "op": one of add, remove, replace, move, copy, test'],
    [
      "op is unknown",
      "{}",
      '[{"op":"spam","path":"/a"}]',
      '0: op must be one of add, remove, replace, move, copy, test, got "spam"',
    ],
    ["an operation is no object", "{}", '[{"op":"add","path":"/a","value":1},7]', "1: must be an object"],
  ])("is refused, and changes nothing, if %s", (_, target, operations, message) => {
    const before = parse(target);

    expect(faultOf(target, operations)).toBe(message);
    expect(() => applyJsonPatch(before, parse(operations) as JsonNode[], LIMITS)).toThrow(PatchError);
    expect(stringifyJson(before)).toBe(target);
  });

  it("can't fill the memory with copies of a document into itself", () => {
    const operations = JSON.stringify(
      Array.from({ length: 60 }, (_, index) => ({ op: "copy", from: "", path: `/${index}` })),
    );

    expect(faultOf('{"a":"xxxxxxxxxx"}', operations)).toMatch(/^\d+: is too much: the patch copies or shifts/);
  });

  it("can't take minutes with insertions at the start of a long array", () => {
    const operations = JSON.stringify(Array.from({ length: 1000 }, () => ({ op: "add", path: "/0", value: 1 })));

    expect(faultOf("[]", operations)).toMatch(/^\d+: is too much: the patch copies or shifts/);
    expect(patch("[]", operations.replaceAll("/0", "/-"))).toBe(JSON.stringify(Array.from({ length: 1000 }, () => 1)));
  });

  it("can't copy what is nested too deeply", () => {
    const operations = '[{"op":"copy","from":"/a","path":"/b"}]';

    expect(patch('{"a":[[]]}', operations, { maxDepth: 2 })).toBe('{"a":[[]],"b":[[]]}');
    expect(faultOf('{"a":[[[]]]}', operations, { maxDepth: 2 })).toBe("0: would copy what is nested too deeply");
  });

  it("leaves no value out: what is added is what a pointer finds", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, name) => {
        const path = `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
        const operations = JSON.stringify([
          { op: "add", path, value },
          { op: "test", path, value },
          { op: "remove", path },
        ]);

        expect(patch("{}", operations)).toBe("{}");
      }),
    );
  });
});

describe("Two values", () => {
  it.each([
    ["1", "1.0", true],
    ["100", "1e2", true],
    ["0", "-0", true],
    ["12345678901234567890", "12345678901234567891", false],
    ["12345678901234567890", "12345678901234567890", true],
    ["9007199254740993", "9007199254740992", false],
    ["1", '"1"', false],
    ["null", "false", false],
    ["[1,2]", "[2,1]", false],
    ["[1]", "[1,2]", false],
    ["[]", "{}", false],
    ['{"a":1,"b":2}', '{"b":2,"a":1}', true],
    ['{"a":null}', '{"b":null}', false],
    ['{"a":1}', '{"a":1,"b":2}', false],
  ])("%s and %s are the same: %s", (a, b, same) => {
    expect(equalJson(parse(a), parse(b))).toBe(same);
    expect(equalJson(parse(b), parse(a))).toBe(same);
  });
});
