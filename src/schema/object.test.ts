import { describe, expect, it } from "vitest";
import type { JsonNode } from "../json/json-node.ts";
import { parseJson } from "../json/parse-json.ts";
import { defaulted, object, optional, readOnly, required, tagged } from "./object.ts";
import { Reader } from "./reader.ts";
import { type Schema, integer, oneOf, string } from "./schema.ts";

const parse = (text: string): JsonNode => parseJson(text, { maxDepth: 200 });

const pet = object(
  {
    id: optional(string()),
    name: required(string()),
    legs: defaulted(integer({ minimum: 0 }), 4),
    age: readOnly(integer()),
  },
  {
    title: "Animal",
    reserved: { owner: "is reserved for a later version" },
    prepare: (given) => (given.get("name") === "Tweety" ? new Map(given).set("legs", 2) : given),
    constraint: {
      json: { not: { required: ["id", "legs"] } },
      check(given, reader) {
        if (given.has("id") && given.has("legs")) reader.fail("must not have both id and legs");
      },
    },
    check({ name }, reader) {
      if (name === "") reader.failAt("name", "must not be empty");
    },
  },
);

function faultsOf(schema: Schema<unknown, unknown>, text: string): readonly string[] {
  const reader = new Reader();
  const value = schema.read(parse(text), reader);
  if (value !== undefined) throw new Error(`${text} was read, and should not be`);
  return reader.faults.map(({ at, message }) => `${at} ${message}`);
}

function rewritten(text: string): string {
  const value = pet.read(parse(text), new Reader());
  if (value === undefined) throw new Error(`${text} was refused, and should not be`);
  return pet.write(value);
}

describe("An object of the wire", () => {
  it("reads back with its defaults, in the order of its fields, without what is optional and absent", () => {
    expect(rewritten('{"name": "Rex"}')).toBe('{"name":"Rex","legs":4}');
    expect(rewritten('{"name": "Rex", "id": "1"}')).toBe('{"id":"1","name":"Rex","legs":4}');
    expect(rewritten('{"legs": 3, "name": "Rex"}')).toBe('{"name":"Rex","legs":3}');
  });

  it("takes read-only fields for what they are worth, whatever they hold", () => {
    expect(rewritten('{"name": "Rex", "age": "unknown"}')).toBe('{"name":"Rex","legs":4}');
  });

  it("can fill in one field by another", () => {
    expect(rewritten('{"name": "Tweety"}')).toBe('{"name":"Tweety","legs":2}');
  });

  it("can be written open, and in part, so that more may follow", () => {
    expect(pet.writeMembers({ name: "Rex", legs: 4 }, (name) => name !== "legs")).toBe('"name":"Rex"');
  });

  it.each([
    ["[]", [" must be an object, got an array"]],
    ["{}", [' is missing the required field "name"']],
    ['{"name": "Rex", "leg": 3}', ['/leg is not a field of an Animal; did you mean "legs"?']],
    ['{"name": "Rex", "colour": 3}', ["/colour is not a field of an Animal"]],
    ['{"name": "Rex", "constructor": 3}', ["/constructor is not a field of an Animal"]],
    ['{"name": "Rex", "__proto__": 3}', ["/__proto__ is not a field of an Animal"]],
    ['{"name": "Rex", "owner": "Ann"}', ["/owner is reserved for a later version"]],
    ['{"name": null}', ["/name must be a string, got null"]],
    ['{"id": null, "name": "Rex"}', ["/id must be a string, got null"]],
    ['{"name": "Rex", "id": "1", "legs": 4}', [" must not have both id and legs"]],
    ['{"name": ""}', ["/name must not be empty"]],
    [
      '{"nam": 1, "legs": -1}',
      [
        '/nam is not a field of an Animal; did you mean "name"?',
        ' is missing the required field "name"',
        "/legs must be at least 0, got -1",
      ],
    ],
  ])("is refused with every fault: %s", (text, faults) => {
    expect(faultsOf(pet, text)).toEqual(faults);
  });

  it("describes itself as a JSON Schema", () => {
    expect(pet.json).toEqual({
      title: "Animal",
      type: "object",
      properties: {
        id: { type: "string" },
        name: { type: "string" },
        legs: { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 4 },
        age: { type: "integer", maximum: Number.MAX_SAFE_INTEGER, readOnly: true },
      },
      required: ["name"],
      additionalProperties: false,
      not: { required: ["id", "legs"] },
    });
  });
});

describe("Objects told apart by one member", () => {
  const a = object({ kind: required(oneOf(["a"])), x: required(integer()) }, { title: "A" });
  const b = object({ kind: required(oneOf(["bee"])), y: required(integer()) }, { title: "B" });
  const either = tagged("kind", { a, bee: b }, { title: "Either" });

  it("are read and written as what they are", () => {
    const value = either.read(parse('{"y": 2, "kind": "bee"}'), new Reader());

    expect(value).toEqual({ kind: "bee", y: 2 });
    expect(either.write({ kind: "bee", y: 2 })).toBe('{"kind":"bee","y":2}');
  });

  it.each([
    ["7", [" must be an object, got 7"]],
    ["{}", [' is missing the required field "kind" (one of a, bee)']],
    ['{"kind": "be"}', ['/kind must be one of a, bee, got "be"; did you mean "bee"?']],
    ['{"kind": "constructor"}', ['/kind must be one of a, bee, got "constructor"']],
    ['{"kind": 1}', ["/kind must be one of a, bee, got 1"]],
    ['{"kind": "a", "y": 1}', ['/y is not a field of an A; did you mean "x"?', ' is missing the required field "x"']],
  ])("are refused by the kind they name: %s", (text, faults) => {
    expect(faultsOf(either, text)).toEqual(faults);
  });
});
