import { type JsonNode, JsonNumber, describeJson, stringifyJson } from "../json/json-node.ts";
import type { Reader } from "./reader.ts";
import { didYouMean } from "./nearest.ts";

/** A JSON Schema, draft 2020-12, as the OpenAPI document shows it. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/**
 * One description of a wire value, from which everything else is derived: its TypeScript types, how it is read and
 * refused, how it is written, and its JSON Schema.
 *
 * `Out` is what the program works with, defaults filled in; `In` is what may be given.
 */
export interface Schema<Out, In = Out> {
  readonly json: JsonSchema;
  /** "a string": completes "must be …". */
  readonly expected: string;
  /** Reads a node; notes its faults and returns `undefined` if there are any. */
  read(node: JsonNode, reader: Reader): Out | undefined;
  /** The JSON text of a value. */
  write(value: Out): string;
  /** Only for the type checker; never there. */
  readonly input?: In | undefined;
}

export type OutputOf<S> = S extends Schema<infer Out, infer _In> ? Out : never;
export type InputOf<S> = S extends Schema<infer _Out, infer In> ? In : never;

/** What every schema can say about itself to people. */
export interface Notes {
  readonly description?: string;
  readonly examples?: readonly unknown[];
}

/** A rule that a schema can't say: returns what is wrong ("must …"), or `undefined`. */
type Rule<T> = (value: T) => string | undefined;

function mustBe(expected: string, node: JsonNode): string {
  return `must be ${expected}, got ${describeJson(node)}`;
}

export interface StringOptions extends Notes {
  readonly pattern?: RegExp;
  readonly expected?: string;
  readonly rule?: Rule<string>;
}

export function string({ pattern, expected = "a string", rule, ...notes }: StringOptions = {}): Schema<string> {
  return {
    json: { type: "string", ...(pattern && { pattern: pattern.source }), ...notes },
    expected,
    read(node, reader) {
      if (typeof node !== "string") return reader.fail(mustBe(expected, node));
      if (pattern?.test(node) === false) return reader.fail(mustBe(expected, node));
      const wrong = rule?.(node);
      return wrong === undefined ? node : reader.fail(wrong);
    },
    write: (value) => JSON.stringify(value),
  };
}

export interface NumberOptions extends Notes {
  readonly minimum?: number;
  readonly maximum?: number;
}

/** A number, written with a decimal point: `1.0`. */
export function number(options: NumberOptions = {}): Schema<number> {
  return numeric("number", "a number", options, (value) =>
    Number.isInteger(value) ? value.toFixed(1) : String(value),
  );
}

/** An integer; `1.0` is one too, as in JSON Schema. */
export function integer(options: NumberOptions = {}): Schema<number> {
  return numeric("integer", "an integer", { maximum: Number.MAX_SAFE_INTEGER, ...options }, String);
}

function numeric(
  type: "number" | "integer",
  expected: string,
  { minimum = -Number.MAX_VALUE, maximum = Number.MAX_VALUE, ...notes }: NumberOptions,
  write: (value: number) => string,
): Schema<number> {
  return {
    json: {
      type,
      ...(minimum !== -Number.MAX_VALUE && { minimum }),
      ...(maximum !== Number.MAX_VALUE && { maximum }),
      ...notes,
    },
    expected,
    read(node, reader) {
      const value = node instanceof JsonNumber ? Number(node.text) : node;
      if (typeof value !== "number") return reader.fail(mustBe(expected, node));
      if (type === "integer" && !Number.isInteger(value)) return reader.fail(mustBe(expected, node));
      if (value < minimum) return reader.fail(`must be at least ${minimum}, got ${describeJson(node)}`);
      if (value > maximum) return reader.fail(`must be at most ${maximum}, got ${describeJson(node)}`);
      return value;
    },
    write,
  };
}

export function boolean(notes: Notes = {}): Schema<boolean> {
  return {
    json: { type: "boolean", ...notes },
    expected: "true or false",
    read: (node, reader) => (typeof node === "boolean" ? node : reader.fail(mustBe("true or false", node))),
    write: String,
  };
}

/** One of some words. */
export function oneOf<const Word extends string>(words: readonly Word[], notes: Notes = {}): Schema<Word> {
  const expected = words.length === 1 ? `"${words[0]}"` : `one of ${words.join(", ")}`;
  return {
    json: { enum: words, ...notes },
    expected,
    read(node, reader) {
      const word = words.find((known) => known === node);
      if (word !== undefined) return word;
      return reader.fail(mustBe(expected, node) + (typeof node === "string" ? didYouMean(node, words) : ""));
    },
    write: (value) => JSON.stringify(value),
  };
}

/** Any JSON value, kept without loss. */
export function anyJson(notes: Notes = {}): Schema<JsonNode, unknown> {
  return { json: { ...notes }, expected: "a JSON value", read: (node) => node, write: stringifyJson };
}

export function nullable<Out, In>(schema: Schema<Out, In>): Schema<Out | null, In | null> {
  return {
    json: { anyOf: [schema.json, { type: "null" }] },
    expected: `${schema.expected} or null`,
    read: (node, reader) => (node === null ? null : schema.read(node, reader)),
    write: (value) => (value === null ? "null" : schema.write(value)),
  };
}

export interface ArrayOptions extends Notes {
  readonly minItems?: number;
  /** Items that are written alike are one too many. */
  readonly uniqueItems?: boolean;
}

export function array<Out, In>(items: Schema<Out, In>, options: ArrayOptions = {}): Schema<Out[], readonly In[]> {
  const { minItems = 0, uniqueItems = false } = options;
  return {
    json: { type: "array", items: items.json, ...options },
    expected: "an array",
    read(node, reader) {
      if (!Array.isArray(node)) return reader.fail(mustBe("an array", node));
      if (node.length < minItems) return reader.fail("must not be empty");
      const before = reader.count;
      const values: Out[] = [];
      const known = new Set<string>();
      for (const [index, item] of node.entries()) {
        const value = reader.child(index, items, item);
        if (value === undefined) continue;
        values.push(value);
        if (!uniqueItems) continue;
        const text = items.write(value);
        if (known.has(text)) reader.failAt(index, `is ${text}, like an item before it`);
        known.add(text);
      }
      return reader.count === before ? values : undefined;
    },
    write: (values) => `[${values.map((value) => items.write(value)).join(",")}]`,
  };
}

/** A tuple of two. */
export function pair<Out, In>(
  item: Schema<Out, In>,
  options: { expected: string; rule?: Rule<readonly [Out, Out]> } & Notes,
): Schema<readonly [Out, Out], readonly [In, In]> {
  const { expected, rule, ...notes } = options;
  return {
    json: { type: "array", prefixItems: [item.json, item.json], items: false, minItems: 2, ...notes },
    expected,
    read(node, reader) {
      if (!Array.isArray(node)) return reader.fail(mustBe(expected, node));
      if (node.length !== 2) return reader.fail(`must be ${expected}, got an array of ${node.length}`);
      const [first, second] = node.map((value, index) => reader.child(index, item, value));
      if (first === undefined || second === undefined) return undefined;
      const wrong = rule?.([first, second]);
      return wrong === undefined ? [first, second] : reader.fail(wrong);
    },
    write: ([first, second]) => `[${item.write(first)},${item.write(second)}]`,
  };
}

/** One schema for arrays, another for a scalar or an object: `"a"` or `["a", "b"]`. */
export function arrayOr<Many, ManyIn, One, OneIn>(
  many: Schema<Many, ManyIn>,
  one: Schema<One, OneIn>,
  options: { isMany: (value: Many | One) => value is Many & (Many | One) } & Notes,
): Schema<Many | One, ManyIn | OneIn> {
  const { isMany, ...notes } = options;
  const expected = `${one.expected} or ${many.expected}`;
  return {
    json: { anyOf: [one.json, many.json], ...notes },
    expected,
    read: (node, reader) => (Array.isArray(node) ? many.read(node, reader) : readAs(one, expected, node, reader)),
    write: (value) => (isMany(value) ? many.write(value) : one.write(value)),
  };
}

/** Reads a scalar or an object; one of another type is refused in the words of the whole choice. */
function readAs<Out>(schema: Schema<Out, unknown>, expected: string, node: JsonNode, reader: Reader): Out | undefined {
  if (schema.json["type"] === "object") {
    return node instanceof Map ? schema.read(node, reader) : reader.fail(mustBe(expected, node));
  }
  const isScalar = (typeof node !== "object" && typeof node !== "boolean") || node instanceof JsonNumber;
  const takesText = schema.json["type"] === "string" || "enum" in schema.json;
  const fits = isScalar && takesText === (typeof node === "string");
  return fits ? schema.read(node, reader) : reader.fail(mustBe(expected, node));
}

/** An object used as a dictionary. It has no prototype, so `__proto__` is a name like any other. */
export function record<Out, In>(
  values: Schema<Out, In>,
  options: Notes & { nameRule?: Rule<string>; namePattern?: RegExp } = {},
): Schema<Record<string, Out>, Readonly<Record<string, In>>> {
  const { nameRule, namePattern, ...notes } = options;
  return {
    json: {
      type: "object",
      ...(namePattern && { propertyNames: { pattern: namePattern.source } }),
      additionalProperties: values.json,
      ...notes,
    },
    expected: "an object",
    read(node, reader) {
      if (!(node instanceof Map)) return reader.fail(mustBe("an object", node));
      const before = reader.count;
      const result = Object.create(null) as Record<string, Out>;
      for (const [name, member] of node) {
        const wrong = nameRule?.(name);
        if (wrong !== undefined) reader.failAt(name, wrong);
        const value = reader.child(name, values, member);
        if (value !== undefined) result[name] = value;
      }
      return reader.count === before ? result : undefined;
    },
    write: (value) =>
      `{${Object.entries(value)
        .map(([name, member]) => `${JSON.stringify(name)}:${values.write(member)}`)
        .join(",")}}`,
  };
}
