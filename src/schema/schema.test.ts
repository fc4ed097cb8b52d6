import { describe, expect, it } from "vitest";
import type { JsonNode } from "../json/json-node.ts";
import { parseJson } from "../json/parse-json.ts";
import { Reader } from "./reader.ts";
import {
  type Schema,
  anyJson,
  array,
  arrayOr,
  boolean,
  integer,
  nullable,
  number,
  oneOf,
  pair,
  record,
  string,
} from "./schema.ts";

const parse = (text: string): JsonNode => parseJson(text, { maxDepth: 200 });

/** The value as it is written back, or the faults. */
function read<Out, In>(schema: Schema<Out, In>, text: string): string | readonly string[] {
  const reader = new Reader();
  const value = schema.read(parse(text), reader);
  if (value !== undefined) return schema.write(value);
  return reader.faults.map(({ at, message }) => `${at} ${message}`);
}

const delay = arrayOr(pair(number(), { expected: "a pair" }), number(), {
  isMany: (value): value is readonly [number, number] => Array.isArray(value),
});

const line = string({ rule: (value) => (value.includes("!") ? "must not shout" : undefined) });

const headers = record(arrayOr(array(line), line, { isMany: (value): value is string[] => Array.isArray(value) }), {
  nameRule: (name) => (name === "" ? "is no name" : undefined),
});

const ordered = pair(number(), {
  expected: "a pair",
  rule: ([first, second]) => (first > second ? "must have its minimum first" : undefined),
});

describe("A value of the wire", () => {
  it.each<[string, Schema<unknown, unknown>, string, string]>([
    ["a string", string(), '"\\u00e9\\n"', '"é\\n"'],
    ["a string of a pattern", string({ pattern: /^a+$/ }), '"aa"', '"aa"'],
    ["a number", number(), "1", "1.0"],
    ["a fraction", number(), "0.25", "0.25"],
    ["an integer", integer(), "7", "7"],
    ["an integer that is written as a fraction", integer(), "7.0", "7"],
    ["true", boolean(), "true", "true"],
    ["a word", oneOf(["a", "b"]), '"b"', '"b"'],
    ["anything", anyJson(), '{"b":1.0,"1":[null]}', '{"b":1.0,"1":[null]}'],
    ["null, where it may be", nullable(integer()), "null", "null"],
    ["a value, where null may be", nullable(integer()), "3", "3"],
    ["an array", array(integer()), "[1, 2]", "[1,2]"],
    ["an array of nulls", array(nullable(integer())), "[null]", "[null]"],
    ["a pair", ordered, "[0, 1]", "[0.0,1.0]"],
    ["one of a choice", delay, "2", "2.0"],
    ["many of a choice", delay, "[1, 2]", "[1.0,2.0]"],
    ["a dictionary", headers, '{"b":"x","a":["y"]}', '{"b":"x","a":["y"]}'],
    ["a dictionary with odd names", headers, '{"__proto__":"x"}', '{"__proto__":"x"}'],
  ])("is read and written: %s", (_, schema, text, written) => {
    expect(read(schema, text)).toBe(written);
  });

  it.each<[Schema<unknown, unknown>, string, readonly string[]]>([
    [string(), "1", [" must be a string, got 1"]],
    [string({ pattern: /^a$/, expected: "an a" }), '"b"', [' must be an a, got "b"']],
    [line, '"Hi!"', [" must not shout"]],
    [number(), '"1"', [' must be a number, got "1"']],
    [number({ minimum: 0 }), "-0.5", [" must be at least 0, got -0.5"]],
    [number({ maximum: 1 }), "1.5", [" must be at most 1, got 1.5"]],
    [number(), "1e999", [" must be at most 1.7976931348623157e+308, got 1e999"]],
    [integer(), "1.5", [" must be an integer, got 1.5"]],
    [integer({ minimum: 100 }), "99", [" must be at least 100, got 99"]],
    [integer(), "9007199254740993", [" must be at most 9007199254740991, got 9007199254740993"]],
    [boolean(), "0", [" must be true or false, got 0"]],
    [oneOf(["greedy", "cycle"]), '"gredy"', [' must be one of greedy, cycle, got "gredy"; did you mean "greedy"?']],
    [oneOf(["token"]), "null", [' must be "token", got null']],
    [nullable(integer()), '"x"', [' must be an integer, got "x"']],
    [array(integer()), "{}", [" must be an array, got an object"]],
    [array(integer()), '[1, "x", null]', ['/1 must be an integer, got "x"', "/2 must be an integer, got null"]],
    [ordered, "[2, 1]", [" must have its minimum first"]],
    [ordered, "[1]", [" must be a pair, got an array of 1"]],
    [ordered, "[1, 2, 3]", [" must be a pair, got an array of 3"]],
    [ordered, '[1, "x"]', ['/1 must be a number, got "x"']],
    [delay, '"soon"', [' must be a number or a pair, got "soon"']],
    [delay, "true", [" must be a number or a pair, got true"]],
    [delay, "{}", [" must be a number or a pair, got an object"]],
    [headers, "[]", [" must be an object, got an array"]],
    [
      headers,
      '{"": "x", "a": 1, "b": ["x!"]}',
      ["/ is no name", "/a must be a string or an array, got 1", "/b/0 must not shout"],
    ],
  ])("is refused with the place and the reason", (schema, text, faults) => {
    expect(read(schema, text)).toEqual(faults);
  });

  it("has a dictionary without a prototype, so that no name means anything", () => {
    const value = headers.read(parse('{"a": "x"}'), new Reader());

    expect(Object.getPrototypeOf(value)).toBeNull();
  });

  it("describes itself as a JSON Schema", () => {
    expect(string({ pattern: /^a$/, description: "An a." }).json).toEqual({
      type: "string",
      pattern: "^a$",
      description: "An a.",
    });
    expect(integer({ minimum: 1 }).json).toEqual({ type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
    expect(number().json).toEqual({ type: "number" });
    expect(nullable(boolean()).json).toEqual({ anyOf: [{ type: "boolean" }, { type: "null" }] });
    expect(delay.json).toEqual({
      anyOf: [
        { type: "number" },
        { type: "array", prefixItems: [{ type: "number" }, { type: "number" }], items: false, minItems: 2 },
      ],
    });
    expect(record(string(), { namePattern: /^x/ }).json).toEqual({
      type: "object",
      propertyNames: { pattern: "^x" },
      additionalProperties: { type: "string" },
    });
  });
});
