import Ajv2020 from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { takeValue } from "../src/app/definitions.ts";
import { authSchema } from "../src/auth/auth.ts";
import { matchSchema } from "../src/matching/match.ts";
import { responseSchema } from "../src/responses/response.ts";
import { routeSchema } from "../src/routes/route.ts";
import { extractComponents } from "../src/schema/components.ts";
import { type Fault, Reader } from "../src/schema/reader.ts";
import { anyMatch } from "./support/arbitrary-matches.ts";
import type { Schema } from "../src/schema/schema.ts";

/** What validation refuses and a JSON Schema can't say; each with a payload that only validation refuses. */
const unsayable = [
  {
    rule: "a path is a regular expression",
    at: /^\/path$/,
    message: /^must be a regular expression: /,
    payload: { path: "/(", responses: [] },
  },
  {
    rule: "a delay has its minimum first",
    at: /\/delay$/,
    message: /^must have its minimum first/,
    payload: { path: "/", responses: [{ body: 1, delay: [2, 1] }] },
  },
  {
    rule: "a header holds what HTTP can carry",
    at: /\/headers\/[^/]*(?:\/\d+)?$/,
    message: /^holds the character U\+/,
    payload: { path: "/", responses: [{ body: 1, headers: { a: ["\n"] } }] },
  },
  {
    rule: "a file lies below its directory",
    at: /\/body_file$/,
    message: /^must (?:be relative to|stay below|be the path of)/,
    payload: { path: "/", responses: [{ body_file: "../a" }] },
  },
];

function isUnsayable({ at, message }: Fault): boolean {
  return unsayable.some((rule) => rule.at.test(at) && rule.message.test(message));
}

/** The faults of a value, but for those that a JSON Schema can't say. */
function faultsOf(schema: Schema<unknown, unknown>, value: unknown): readonly Fault[] {
  const reader = new Reader();
  const result = schema.read(takeValue(value, 200), reader);
  if ((result === undefined) !== reader.faults.length > 0) throw new Error("a value is refused by its faults");
  return reader.faults.filter((fault) => !isUnsayable(fault));
}

const ajv = new Ajv2020.default({ strict: false });

/** Validation takes read-only members for what they are worth; the document says what an answer holds there. */
function openReadOnly(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(openReadOnly);
  if (typeof schema !== "object" || schema === null) return schema;
  if ("readOnly" in schema) return {};
  return Object.fromEntries(Object.entries(schema).map(([name, member]) => [name, openReadOnly(member)]));
}

function compileOpen(schema: Schema<unknown, unknown>): (value: unknown) => boolean {
  const components: Record<string, unknown> = {};
  const extracted = extractComponents(schema.json, components) as object;
  return ajv.compile({ ...extracted, components: { schemas: openReadOnly(components) } });
}

const schemas: Readonly<Record<string, Schema<unknown, unknown>>> = {
  Route: routeSchema,
  Response: responseSchema,
  Auth: authSchema,
};

const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, "", "x", "/a", "a b", "é", "\n", "id_-1", "AA==", "AA=", "../a"),
  fc.constantFrom<unknown>(
    -1,
    0,
    1,
    0.5,
    1.5,
    99,
    100,
    200,
    999,
    1000,
    2_147_483,
    2_147_484,
    1e21,
    Number.MAX_SAFE_INTEGER,
  ),
  fc.constantFrom<unknown>("GET", "get", "TRACE", "greedy", "cycle", "token", "basic", "form", "cookie", "hmac"),
);

const words =
  "id path method auth response_selection responses used_count is_active status headers body body_base64 body_file " +
  "delay repeat weight token username password fields name value key unauthorized_response fault x constructor a/b";

const fieldName = fc.constantFrom("", "__proto__", ...words.split(" "));

/** Anything, but of our words, so that it comes near a definition. */
const anything = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: "value" },
    scalar,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fieldName, tie("value"), { maxKeys: 6 }),
  ),
})).value;

const id = fc.constantFrom("a", "b_1", "C-2");
const text = fc.constantFrom("", "x", "é", "a b");
const headers = fc.dictionary(fc.constantFrom("x-a", "Set-Cookie"), fc.oneof(text, fc.array(text, { maxLength: 2 })));
const seconds = fc.constantFrom(0, 0.5, 3);
const delay = fc.oneof(seconds, fc.tuple(seconds, fc.constant(4)));

const body = fc.oneof(
  fc.record({ body: fc.jsonValue({ maxDepth: 2 }) }),
  fc.record({ body_base64: fc.constantFrom("", "AA==", "AAA=", "AAAA") }),
  fc.record({ body_file: fc.constantFrom("a.txt", "a/b") }),
);

function having<T extends object>(base: fc.Arbitrary<object>, more: { [K in keyof T]: fc.Arbitrary<T[K]> }) {
  return fc.tuple(base, fc.record(more, { requiredKeys: [] })).map(([one, other]) => Object.assign({}, one, other));
}

const readOnly = { used_count: anything, is_active: anything };
const answerable = having(body, { status: fc.integer({ min: 100, max: 999 }), headers, delay, ...readOnly });

const response = having(answerable, {
  id,
  repeat: fc.constantFrom(null, 1, 7),
  weight: fc.constantFrom(0, 0.25, 1),
});

const auth = having(
  fc.oneof(
    fc.record({ method: fc.constant("token"), token: text }),
    fc.record({ method: fc.constant("basic"), username: text, password: text }),
    fc.record({ method: fc.constant("form"), fields: fc.dictionary(text, text) }),
    fc.record({ method: fc.constant("cookie"), name: text, value: text }),
    fc.record({ method: fc.constant("hmac"), key: text }),
  ),
  { unauthorized_response: answerable },
);

const route = having(
  fc.record({ path: fc.constantFrom("/", "/a.*", "", "/(?P<x>a)"), responses: fc.array(response, { maxLength: 3 }) }),
  {
    id,
    method: fc.constantFrom("GET", "CONNECT", "PATCH"),
    auth: fc.oneof(fc.constant(null), auth),
    response_selection: fc.constantFrom("greedy", "random", "cycle"),
    ...readOnly,
  },
);

const valid: Readonly<Record<string, fc.Arbitrary<unknown>>> = { Route: route, Response: response, Auth: auth };

/** Changes one place of a value: takes it out, puts something in its stead, or adds a member. */
function mutate(value: unknown, turns: readonly number[], change: Change): unknown {
  const [turn = 0, ...rest] = turns;
  if (typeof value !== "object" || value === null) return change.put;
  const keys = Object.keys(value);
  const key = keys[turn % Math.max(1, keys.length)];
  if (key === undefined || (rest.length === 0 && change.kind === "add")) return add(value, change);
  if (rest.length === 0 && change.kind === "remove") return without(value, key);
  const members = { ...value } as Record<string, unknown>;
  members[key] = rest.length === 0 ? change.put : mutate(members[key], rest, change);
  return Array.isArray(value) ? Object.values(members) : members;
}

interface Change {
  readonly kind: "add" | "remove" | "replace";
  readonly name: string;
  readonly put: unknown;
}

function add(value: object, { name, put }: Change): object {
  return Array.isArray(value) ? [...(value as unknown[]), put] : { ...value, [name]: put };
}

function without(value: object, key: string): object {
  if (Array.isArray(value)) return value.filter((_, index) => String(index) !== key);
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
}

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom("add", "remove", "replace"),
  name: fieldName,
  put: anything,
});

function mutated(base: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(base, fc.array(fc.nat(9), { minLength: 1, maxLength: 5 }), change)
    .map(([value, turns, made]) => mutate(value, turns, made));
}

describe.each(Object.entries(schemas))("The JSON Schema of a %s", (name, schema) => {
  const says = compileOpen(schema);
  const good = valid[name] ?? fc.constant({});

  it("takes every valid definition, as validation does", () => {
    fc.assert(
      fc.property(good, (value) => {
        expect(faultsOf(schema, value)).toEqual([]);
        expect(says(value)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("says the same as validation of definitions with one change", () => {
    const verdicts = { taken: 0, refused: 0 };

    fc.assert(
      fc.property(mutated(good), (value) => {
        const isTaken = faultsOf(schema, value).length === 0;
        verdicts[isTaken ? "taken" : "refused"] += 1;

        expect(says(value)).toBe(isTaken);
      }),
      { numRuns: 5000 },
    );

    // Both happen, or nothing was compared.
    expect(Math.min(verdicts.taken, verdicts.refused)).toBeGreaterThan(250);
  });

  it("says the same as validation of anything", () => {
    fc.assert(
      fc.property(anything, (value) => {
        expect(says(value)).toBe(faultsOf(schema, value).length === 0);
      }),
      { numRuns: 3000 },
    );
  });

  it("takes what validation gives back", () => {
    fc.assert(
      fc.property(good, (value) => {
        const read = schema.read(takeValue(value, 200), new Reader());

        expect(says(JSON.parse(schema.write(read)))).toBe(true);
      }),
    );
  });
});

describe("The JSON Schema of a Match", () => {
  it("takes every valid match, as validation does", () => {
    const says = compileOpen(matchSchema);
    fc.assert(
      fc.property(anyMatch, (value) => {
        expect(faultsOf(matchSchema, value)).toEqual([]);
        expect(says(value)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("What a JSON Schema can't say", () => {
  const says = compileOpen(routeSchema);

  it.each(unsayable.map(({ rule, ...rest }) => [rule, rest] as const))("is only this: %s", (_, { payload }) => {
    const reader = new Reader();
    routeSchema.read(takeValue(payload, 200), reader);

    expect(says(payload)).toBe(true);
    expect(reader.faults).toHaveLength(1);
    expect(faultsOf(routeSchema, payload)).toEqual([]);
  });
});
