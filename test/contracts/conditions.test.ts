import { describe, expect, it } from "vitest";
import { takeValue } from "../../src/app/definitions.ts";
import { type JsonValue, valueOf } from "../../src/json/json-value.ts";
import type { Condition, Source } from "../../src/matching/conditions/condition.ts";
import { operators } from "../../src/matching/conditions/operators.ts";
import { readCondition } from "../../src/matching/conditions/read-condition.ts";
import { Reader } from "../../src/schema/reader.ts";
import { inspect } from "../support/requests.ts";

const ABSENT = Symbol("nothing is there");
type Sample = readonly [condition: unknown, value: unknown];

interface Samples {
  /** Conditions and values that satisfy them, of JSON and of text. */
  readonly holds: readonly Sample[];
  readonly holdsForText?: readonly Sample[];
  readonly fails: readonly Sample[];
  readonly failsForText?: readonly Sample[];
  readonly refused: readonly (readonly [condition: unknown, message: string | RegExp, source?: Source])[];
}

const samples: Readonly<Record<string, Samples>> = {
  equals: {
    holds: [
      [{ equals: 3 }, 3],
      [3, 3],
      [1.0, 1],
      ["a", "a"],
      [null, null],
      [{ equals: {} }, {}],
      [{ equals: { a: 1, b: [2] } }, { b: [2], a: 1 }],
      [
        [1, 2],
        [1, 2],
      ],
      [{ equals: [3, 1, 1], any_order: true }, [1, 3, 1]],
      [{ equals: { a: [[2, 1]] }, any_order: true }, { a: [[1, 2]] }],
      [{ equals: "AB", ignore_case: true }, "ab"],
      [{ equals: { a: ["X"] }, ignore_case: true }, { a: ["x"] }],
      [{ equals: JSON.parse('{"__proto__": 1}') }, JSON.parse('{"__proto__": 1}')],
    ],
    holdsForText: [
      [3, "3"],
      [3, "3.0"],
      [1000, "1e3"],
      [true, "true"],
      [{ equals: false }, "false"],
      ["3", "3"],
    ],
    fails: [
      ["3", 3],
      [3, "3"],
      [true, "true"],
      [null, ABSENT],
      [{ equals: {} }, { a: 1 }],
      [{ equals: { a: 1 } }, {}],
      [{ equals: { constructor: 1 } }, {}],
      [
        [1, 2],
        [2, 1],
      ],
      [{ equals: [1, 1, 3], any_order: true }, [1, 3, 3]],
      [{ equals: [1], any_order: true }, [1, 1]],
      ["AB", "ab"],
    ],
    failsForText: [
      [3, "03"],
      [3, "three"],
      [true, "TRUE"],
      ["3", "3.0"],
    ],
    refused: [
      [null, 'can\'t be null, which no text is; use {"exists": false}', "text"],
      [{ equals: {} }, "equals can't be an object, which no text is", "text"],
      [["a", null], "1 must be a string, a number or a boolean", "text"],
    ],
  },
  like: {
    holds: [
      [{ like: { a: 1 } }, { a: 1, b: 2 }],
      [{ like: { a: { b: 1 } } }, { a: { b: 1, c: 2 } }],
      [{ like: { a: [{ b: 1 }] } }, { a: [{ b: 1, c: 2 }] }],
      [{ like: [{ a: 1 }, 2], any_order: true }, [2, { a: 1, b: 1 }]],
      [{ like: [1, 3], more_elements: true }, [1, 2, 3]],
      [{ like: [3, 1], more_elements: true, any_order: true }, [1, 2, 3]],
      [{ like: [{}, { a: 1 }], any_order: true }, [{ a: 1 }, {}]],
      [{ like: { a: "X" }, ignore_case: true }, { a: "x" }],
      [{ like: 3 }, 3],
    ],
    fails: [
      [{ like: { a: 1 } }, { b: 1 }],
      [{ like: { a: 1 } }, [1]],
      [{ like: { a: [1] } }, { a: [1, 2] }],
      [{ like: [1, 2] }, [2, 1]],
      [{ like: [3, 1], more_elements: true }, [1, 2, 3]],
      [{ like: [{ a: 1 }, { a: 1 }], any_order: true }, [{ a: 1 }, { b: 1 }]],
      [{ like: { toString: 1 } }, {}],
    ],
    refused: [
      [{ like: { a: 1 } }, "like looks into JSON, and this is text; use equals or contains", "text"],
      [
        { like: Array.from({ length: 1001 }, () => 1), any_order: true },
        "like can't have any_order with arrays of more than 1000 elements",
      ],
    ],
  },
  not: {
    holds: [
      [{ not: 3 }, 4],
      [{ not: "a" }, ABSENT],
      [{ not: { gt: 3 } }, 3],
    ],
    fails: [[{ not: { gt: 3 } }, 4]],
    refused: [[{ not: {} }, /^not must have an operator/]],
  },
  exists: {
    holds: [
      [{ exists: true }, null],
      [{ exists: true }, ""],
      [{ exists: false }, ABSENT],
    ],
    fails: [
      [{ exists: true }, ABSENT],
      [{ exists: false }, null],
    ],
    refused: [[{ exists: "yes" }, 'exists must be true or false, got "yes"']],
  },
  contains: {
    holds: [
      [{ contains: "b" }, "abc"],
      [{ contains: "B", ignore_case: true }, "abc"],
      [{ contains: "b" }, ["a", "b"]],
      [{ contains: { gt: 3 } }, [1, 4]],
      [{ contains: { like: { a: 1 } } }, [{ a: 1, b: 2 }]],
    ],
    holdsForText: [[{ contains: "b" }, "abc"]],
    fails: [
      [{ contains: "x" }, "abc"],
      [{ contains: "b" }, { b: 1 }],
      [{ contains: { gt: 4 } }, [1, 4]],
      [{ contains: 3 }, "3"],
    ],
    refused: [[{ contains: 3 }, "contains must be a string, got 3", "text"]],
  },
  each: {
    holds: [
      [{ each: { gt: 0 } }, [1, 2]],
      [{ each: { gt: 0 } }, []],
    ],
    fails: [
      [{ each: { gt: 0 } }, [1, 0]],
      [{ each: { gt: 0 } }, 1],
    ],
    refused: [[{ each: 1 }, "each looks into arrays, and this is text", "text"]],
  },
  starts_with: {
    holds: [
      [{ starts_with: "ab" }, "abc"],
      [{ starts_with: "AB", ignore_case: true }, "abc"],
    ],
    holdsForText: [[{ starts_with: "" }, ""]],
    fails: [
      [{ starts_with: "b" }, "abc"],
      [{ starts_with: "1" }, 12],
    ],
    refused: [[{ starts_with: 1 }, "starts_with must be a string, got 1"]],
  },
  ends_with: {
    holds: [
      [{ ends_with: "bc" }, "abc"],
      [{ ends_with: "BC", ignore_case: true }, "abc"],
    ],
    fails: [[{ ends_with: "b" }, "abc"]],
    refused: [[{ ends_with: null }, "ends_with must be a string, got null"]],
  },
  matches: {
    holds: [
      [{ matches: "a.c" }, "a\nc"],
      [{ matches: "[0-9a-f]{4}" }, "00ff"],
      [{ matches: "A+", ignore_case: true }, "aa"],
      [{ matches: "(?=a)a.*", ignore_case: true }, "A\n"],
    ],
    holdsForText: [[{ matches: "\\d+" }, "12"]],
    fails: [
      [{ matches: "a" }, "ab"],
      [{ matches: "1" }, 1],
      [{ matches: "(?=a)a" }, "A"],
    ],
    refused: [
      [{ matches: "(" }, "matches must be a regular expression: missing closing ): `(`"],
      [{ matches: 1 }, "matches must be a string, got 1"],
      [{ matches: "a".repeat(10_001) }, "matches must be at most 10000 characters long, got 10001"],
    ],
  },
  one_of: {
    holds: [
      [{ one_of: [1, "a", null, { b: 1 }] }, { b: 1 }],
      [{ one_of: ["A"], ignore_case: true }, "a"],
      [{ one_of: [[1, 2]], any_order: true }, [2, 1]],
    ],
    holdsForText: [[{ one_of: [1, 2] }, "2.0"]],
    fails: [
      [{ one_of: [1, 2] }, 3],
      [{ one_of: [1, 2] }, "1"],
    ],
    refused: [
      [{ one_of: [] }, "one_of must not be empty"],
      [{ one_of: 1 }, "one_of must be an array, got 1"],
      [{ one_of: [null] }, "one_of/0 must be a string, a number or a boolean", "text"],
    ],
  },
  gt: {
    holds: [
      [{ gt: 3 }, 3.5],
      [{ gt: "2026-01-01T00:00:00Z" }, "2026-01-01T00:00:01Z"],
      [{ gt: "2026-01-01" }, "2026-01-01T00:00:00-01:00"],
    ],
    holdsForText: [[{ gt: 3 }, "4"]],
    fails: [
      [{ gt: 3 }, 3],
      [{ gt: 3 }, "4"],
      [{ gt: 3 }, true],
      [{ gt: "2026-01-01" }, 5],
      [{ gt: "2026-01-01" }, "later"],
    ],
    failsForText: [[{ gt: 3 }, "four"]],
    refused: [[{ gt: "a" }, 'gt must be a number or an ISO 8601 date-time, got "a"']],
  },
  gte: {
    holds: [
      [{ gte: 3 }, 3],
      [{ gte: "2026-01-01T12:00:00+01:00" }, "2026-01-01T11:00:00Z"],
    ],
    holdsForText: [[{ gte: 3 }, "3.0"]],
    fails: [[{ gte: 3 }, 2]],
    refused: [[{ gte: null }, "gte must be a number or an ISO 8601 date-time, got null"]],
  },
  lt: {
    holds: [[{ lt: 3 }, 2]],
    holdsForText: [[{ lt: 3 }, "-1"]],
    fails: [[{ lt: 3 }, 3]],
    refused: [[{ lt: [] }, "lt must be a number or an ISO 8601 date-time, got an array"]],
  },
  lte: {
    holds: [
      [{ lte: 3 }, 3],
      [{ gte: 1, lte: 3 }, 2],
    ],
    fails: [
      [{ lte: 3 }, 4],
      [{ gte: 1, lte: 3 }, 0],
    ],
    refused: [[{ lte: true }, "lte must be a number or an ISO 8601 date-time, got true"]],
  },
  length: {
    holds: [
      [{ length: 1 }, "😀"],
      [{ length: { gte: 2, lte: 3 } }, "abc"],
    ],
    holdsForText: [[{ length: 0 }, ""]],
    fails: [
      [{ length: 2 }, "abc"],
      [{ length: 3 }, [1, 2, 3]],
    ],
    refused: [[{ length: "3" }, "length must be a number or a condition on it"]],
  },
  size: {
    holds: [
      [{ size: 2 }, [1, 2]],
      [{ size: 1 }, { a: 1 }],
      [{ size: { gt: 1 } }, [1, 2]],
    ],
    fails: [
      [{ size: 2 }, [1]],
      [{ size: 2 }, "ab"],
    ],
    refused: [
      [{ size: 2 }, "size counts elements or members, and this is text; use length", "text"],
      [{ size: null }, "size must be a number or a condition on it"],
    ],
  },
  count: {
    holds: [
      [{ count: 1 }, "a"],
      [{ count: 0 }, ABSENT],
      [{ count: { lte: 1 } }, "a"],
    ],
    fails: [[{ count: 2 }, "a"]],
    refused: [[{ count: [] }, "count must be a number or a condition on it"]],
  },
  type: {
    holds: [
      [{ type: "integer" }, 3],
      [{ type: "number" }, 3],
      [{ type: "number" }, 3.5],
      [{ type: "array" }, []],
      [{ type: "object" }, {}],
      [{ type: "null" }, null],
      [{ type: "boolean" }, false],
      [{ type: "string" }, ""],
    ],
    holdsForText: [
      [{ type: "integer" }, "3"],
      [{ type: "number" }, "3.5"],
      [{ type: "boolean" }, "true"],
      [{ type: "string" }, "3"],
    ],
    fails: [
      [{ type: "integer" }, 3.5],
      [{ type: "integer" }, "3"],
      [{ type: "object" }, null],
      [{ type: "object" }, []],
    ],
    failsForText: [[{ type: "integer" }, "3.5"]],
    refused: [
      [
        { type: "interger" },
        'type must be one of string, number, integer, boolean, array, object, null, got "interger"; did you mean "integer"?',
      ],
      [{ type: "null" }, 'type must be one of string, number, integer, boolean, got "null"', "text"],
    ],
  },
  schema: {
    holds: [
      [{ schema: { type: "object", required: ["a"] } }, { a: 1 }],
      [{ schema: true }, 1],
      [{ schema: { $defs: { n: { type: "integer" } }, items: { $ref: "#/$defs/n" } } }, [1, 2]],
      [{ schema: { pattern: "^a+$" } }, "aa"],
      [{ schema: { format: "uuid" } }, "123e4567-e89b-12d3-a456-426614174000"],
    ],
    holdsForText: [[{ schema: { minLength: 1 } }, "a"]],
    fails: [
      [{ schema: { type: "object", required: ["a"] } }, {}],
      [{ schema: { required: ["toString"] } }, {}],
      [{ schema: false }, 1],
      [{ schema: { pattern: "^a+$" } }, "b"],
      [{ schema: { format: "uuid" } }, "x"],
    ],
    refused: [
      [{ schema: 1 }, "schema must be a JSON Schema, an object or a boolean, got 1"],
      [{ schema: { $ref: "#/$defs/x" } }, "schema must be a JSON Schema: #/$defs/x refers to nothing in it"],
    ],
  },
  all: {
    holds: [[{ all: [{ gt: 1 }, { lt: 3 }] }, 2]],
    holdsForText: [[{ all: [{ starts_with: "a" }, { ends_with: "c" }] }, "abc"]],
    fails: [[{ all: [{ gt: 1 }, { lt: 3 }] }, 3]],
    refused: [
      [{ all: [] }, "all must not be empty"],
      [{ all: 1 }, "all must be an array of conditions, got 1"],
    ],
  },
  any: {
    holds: [
      [{ any: ["a", "b"] }, "b"],
      [{ any: [{ exists: false }, "b"] }, ABSENT],
      [{ any: [{ exists: false }, "b"] }, "b"],
    ],
    fails: [
      [{ any: ["a", "b"] }, "c"],
      [{ any: [{ exists: false }, "b"] }, "c"],
    ],
    refused: [[{ any: [] }, "any must not be empty"]],
  },
  none: {
    holds: [
      [{ none: ["a", "b"] }, "c"],
      [{ none: ["a", "b"] }, ABSENT],
    ],
    fails: [[{ none: ["a", "b"] }, "a"]],
    refused: [[{ none: [{}] }, /^none\/0 must have an operator/]],
  },
};

/** Matches a text as it is. */
function exactly(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)}$`);
}

function read(condition: unknown, source: Source): Condition {
  const reader = new Reader();
  const found = readCondition(takeValue(condition, 200), reader, source);
  if (found === undefined) throw new Error(JSON.stringify(reader.faults));
  return found;
}

function holds(condition: unknown, value: unknown, source: Source): boolean {
  const values = value === ABSENT ? [] : [valueOf(takeValue(value, 200))];
  return read(condition, source).holds(values, inspect());
}

describe("The operators", () => {
  it("have samples, all of them", () => {
    expect(Object.keys(samples)).toEqual(Object.keys(operators));
  });
});

describe.each(Object.keys(operators) as (keyof typeof operators)[])("The operator %s", (name) => {
  const { holds: right, fails: wrong, holdsForText = [], failsForText = [], refused } = samples[name] as Samples;

  it.each(right)("%j holds for %j", (condition, value) => {
    expect(holds(condition, value, "json")).toBe(true);
  });

  it.each(wrong)("%j does not hold for %j", (condition, value) => {
    expect(holds(condition, value, "json")).toBe(false);
  });

  it.each(holdsForText)("%j holds for the text %j", (condition, value) => {
    expect(holds(condition, value, "text")).toBe(true);
  });

  it.each(failsForText)("%j does not hold for the text %j", (condition, value) => {
    expect(holds(condition, value, "text")).toBe(false);
  });

  it.each(refused.map((sample) => [sample] as const))("can't be %j", ([condition, message, source = "json"]) => {
    const reader = new Reader();

    expect(readCondition(takeValue(condition, 200), reader, source)).toBeUndefined();
    const [fault] = reader.faults;
    const found = `${fault?.at.slice(1)} ${fault?.message}`.trim();
    expect(found).toMatch(typeof message === "string" ? exactly(message) : message);
  });

  it("says what it is, and what it demands", () => {
    const { description, example } = operators[name];
    const { tests } = read({ [name]: example }, ["equals", "like", "each", "size"].includes(name) ? "json" : "text");

    expect(description).toMatch(/^[a-z`]/);
    expect(tests[0]?.demand).toMatch(/^[a-z]/);
  });

  it("suggests values that do what it demands, if it suggests any", () => {
    for (const [condition] of right) {
      const { tests, holds: satisfies } = read(condition, "json");
      const suggestions = tests.flatMap((test) => Array.from(test.suggest(undefined)));
      const isAbsence = satisfies([], inspect());
      if (suggestions.length === 0 || isAbsence) continue;
      expect(suggestions.some((value: JsonValue) => satisfies([value], inspect()))).toBe(true);
    }
  });
});

describe("A condition", () => {
  it.each([
    [{}, ' must have an operator; use {"exists": true} for anything that is there, {"equals": {}} for {}'],
    [{ eqals: 3 }, 'eqals is no operator; did you mean "equals"?'],
    [{ startsWith: "a" }, 'startsWith is no operator; did you mean "starts_with"?'],
    [
      { currency: "EUR" },
      'currency is no operator; for a value write {"equals": {"currency":"EUR"}}, or {"like": {"currency":"EUR"}} if more members are allowed',
    ],
    [{ gt: 1, ignore_case: true }, "ignore_case changes nothing without one of equals, like, "],
    [{ equals: 1, ignore_case: 1 }, "ignore_case must be true or false, got 1"],
    [{ equals: [1], more_elements: true }, "more_elements changes nothing without one of like beside it"],
    [{ ignore_case: true }, "ignore_case changes nothing without one of "],
    [{ constructor: 1 }, "constructor is no operator; "],
  ])("can't be %j", (condition, message) => {
    const reader = new Reader();

    expect(readCondition(takeValue(condition, 200), reader, "json")).toBeUndefined();
    expect(`${reader.faults[0]?.at.slice(1)} ${reader.faults[0]?.message}`).toContain(message);
  });

  it.each([
    [{ gte: 2, lte: 3 }, [1, 4], false],
    [{ gte: 2, lte: 3 }, [1, 2, 4], true],
    [{ all: [{ gte: 2 }, { lte: 3 }] }, [1, 4], false],
    [{ not: 1 }, [1, 2], false],
    [{ not: 1 }, [2, 3], true],
    [{ none: [1, 2] }, [3, 1], false],
    [{ equals: [1, 2] }, [1, 2], true],
    [{ equals: [2, 1] }, [1, 2], false],
    [{ equals: [2, 1], any_order: true }, [1, 2], true],
    [{ equals: [[1, 2]] }, [[1, 2]], true],
    [[1, 2], [[1, 2]], true],
    [{ count: 2, contains: "a" }, ["a", "b"], true],
    [{ count: 3, contains: "a" }, ["a", "b"], false],
    [{ exists: true, equals: 2 }, [1, 2], true],
  ] as const)("%j asks of the values %j: %s", (condition, values, verdict) => {
    const given = values.map((value) => valueOf(takeValue(value, 200)));

    expect(read(condition, "json").holds(given, inspect())).toBe(verdict);
  });

  it.each([
    ["a", "a"],
    [{ equals: 3 }, 3],
    [null, null],
    [{ equals: "a", ignore_case: true }, undefined],
    [{ gt: 3 }, undefined],
    [[1], undefined],
    [{ equals: {} }, undefined],
  ])("%j asks for the scalar %j", (condition, scalar) => {
    expect(read(condition, "json").scalar).toBe(scalar);
  });
});
