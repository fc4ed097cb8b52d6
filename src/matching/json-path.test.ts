import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../json/json-value.ts";
import { inspect } from "../../test/support/requests.ts";
import { JsonPathError, compileJsonPath } from "./json-path.ts";

interface Case {
  readonly name: string;
  readonly selector: string;
  readonly document?: JsonValue;
  readonly result?: readonly JsonValue[];
  readonly results?: readonly (readonly JsonValue[])[];
  readonly invalid_selector?: true;
}

const file = new URL("../../test/data/jsonpath-compliance/cts.json", import.meta.url);
const { tests } = JSON.parse(readFileSync(file, "utf8")) as { tests: Case[] };

function find(selector: string, document: JsonValue): readonly JsonValue[] {
  return compileJsonPath(selector).find(document, inspect());
}

describe("The compliance suite of JSONPath (RFC 9535)", () => {
  it("is there", () => {
    expect(tests.length).toBeGreaterThan(600);
  });

  it.each(tests.filter((each) => each.invalid_selector))("$name: $selector is refused", ({ selector }) => {
    expect(() => compileJsonPath(selector)).toThrow(JsonPathError);
  });

  it.each(tests.filter((each) => !each.invalid_selector))(
    "$name: $selector",
    ({ selector, document = null, result, results = result === undefined ? [] : [result] }) => {
      expect(results).toContainEqual(find(selector, document));
    },
  );
});

describe("A JSONPath", () => {
  it.each([
    ["$", { a: 1 }, [{ a: 1 }]],
    ["$.a", { a: 1 }, [1]],
    ["$.a.b[1]['c d'][\"e\"]", { a: { b: [0, { "c d": { e: 7 } }] } }, [7]],
    ["$.toString", {}, []],
    ["$['__proto__']", {}, []],
    ["$.a.length", { a: [1] }, []],
    ["$.length", "abc", []],
    ["$[0]", "abc", []],
    ["$.a", null, []],
    ["$[1]", [1], []],
    ["$.a", { a: null }, [null]],
    ["$..constructor", { a: {} }, []],
    ["$[*].toString", [{}], []],
  ] as const)("%s of %j is %j", (selector, document, nodes) => {
    expect(find(selector, document)).toEqual(nodes);
  });

  it.each([
    "",
    "total",
    "$.",
    "$[",
    "$[?",
    "$.a b",
    `$${".a".repeat(5001)}`,
    `$${"[?@".repeat(3000)}`,
    "$[99999999999999999999]",
  ])("can't be %j", (selector) => {
    expect(() => compileJsonPath(selector)).toThrow(JsonPathError);
  });

  it("is not hung by a regular expression", () => {
    const document = [`${"a".repeat(5000)}!`];

    expect(find("$[?match(@, '(a+)+')]", document)).toEqual([]);
    expect(find("$[?search(@, '(a+)+$')]", document)).toEqual([]);
  });
});
