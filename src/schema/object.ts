import { type JsonNode, type JsonObject, describeJson } from "../json/json-node.ts";
import type { InputOf, Notes, OutputOf, Schema } from "./schema.ts";
import { didYouMean } from "./nearest.ts";
import { Reader } from "./reader.ts";

/** How a field may be missing. */
type Presence = "required" | "optional" | "defaulted" | "readOnly";

export interface Field<Out, In, How extends Presence> {
  readonly schema: Schema<Out, In>;
  readonly presence: How;
  readonly fallback?: JsonNode;
}

// A table of fields holds fields of every type; only `any` says that.
// oxlint-disable-next-line typescript/no-explicit-any
type AnyField = Field<any, any, Presence>;
// oxlint-disable-next-line typescript/no-explicit-any -- as above
type AnySchema = Schema<any, any>;
export type Fields = Readonly<Record<string, AnyField>>;

type NamesOf<F extends Fields, How extends Presence> = {
  [K in keyof F]: F[K] extends Field<infer _Out, infer _In, infer P> ? (P extends How ? K : never) : never;
}[keyof F];
type OutOf<F> = F extends Field<infer Out, infer _In, infer _P> ? Out : never;
type InOf<F> = F extends Field<infer _Out, infer In, infer _P> ? In : never;
type Flat<T> = { [K in keyof T]: T[K] };

/** The value of an object: defaults filled in, read-only fields left out. */
export type ObjectOutput<F extends Fields> = Flat<
  { -readonly [K in NamesOf<F, "required" | "defaulted">]: OutOf<F[K]> } & {
    -readonly [K in NamesOf<F, "optional">]?: OutOf<F[K]>;
  }
>;

/** What may be given for an object. */
export type ObjectInput<F extends Fields> = Flat<
  { readonly [K in NamesOf<F, "required">]: InOf<F[K]> } & {
    readonly [K in NamesOf<F, "optional" | "defaulted">]?: InOf<F[K]>;
  } & { readonly [K in NamesOf<F, "readOnly">]?: InOf<F[K]> }
>;

export function required<O, I>(schema: Schema<O, I>): Field<O, I, "required"> {
  return { schema, presence: "required" };
}

/** May be missing, and then does not appear when it is read back. */
export function optional<O, I>(schema: Schema<O, I>): Field<O, I, "optional"> {
  return { schema, presence: "optional" };
}

/** May be missing, and then reads back as `fallback`. */
export function defaulted<O, I>(schema: Schema<O, I>, fallback: JsonNode): Field<O, I, "defaulted"> {
  return { schema, presence: "defaulted", fallback };
}

/** Written by Trickster; accepted and ignored, whatever it is, so that what was read can be sent back. */
export function readOnly<O, I>(schema: Schema<O, I>): Field<O, I, "readOnly"> {
  return { schema, presence: "readOnly" };
}

export interface ObjectOptions<F extends Fields> extends Notes {
  /** "Route": how messages and the OpenAPI document call it. */
  readonly title: string;
  /** Names that mean something else, or will: what to say instead of "is not a field". */
  readonly reserved?: Readonly<Record<string, string>>;
  /** Looks at the object before its fields are read: fills in what depends on other fields. */
  readonly prepare?: (object: JsonObject) => JsonObject;
  /** Rules between fields, as JSON Schema keywords and as a check that names what is wrong. */
  readonly constraint?: { readonly json: object; check(object: JsonObject, reader: Reader): void };
  /** A last look at the value. */
  readonly check?: (value: ObjectOutput<F>, reader: Reader) => void;
}

export interface ObjectSchema<F extends Fields, In = ObjectInput<F>> extends Schema<ObjectOutput<F>, In> {
  readonly title: string;
  readonly fields: F;
  /** The text without its braces, so that other members can stand beside these. */
  writeMembers(value: ObjectOutput<F>, only?: (name: string) => boolean): string;
}

export function object<F extends Fields>(fields: F, options: ObjectOptions<F>): ObjectSchema<F> {
  const { title, reserved = {}, prepare, constraint, check, ...notes } = options;
  const table = Object.entries(fields);
  const writable = table.filter(([, field]) => field.presence !== "readOnly");
  const readable = new Map(writable);
  const reservedNames = new Map(Object.entries(reserved));
  const ignored = new Set(table.filter(([, field]) => field.presence === "readOnly").map(([name]) => name));

  function readUnknown(given: JsonObject, reader: Reader): void {
    for (const name of given.keys()) {
      if (readable.has(name) || ignored.has(name)) continue;
      if (reader.isFull) {
        reader.fail("");
        continue;
      }
      const article = /^[AEIOU]/.test(title) ? "an" : "a";
      reader.failAt(
        name,
        reservedNames.get(name) ?? `is not a field of ${article} ${title}${didYouMean(name, readable.keys())}`,
      );
    }
  }

  const members = writable.map(([name, field]) => new Member(name, field));

  function writeMembers(value: ObjectOutput<F>, only?: (name: string) => boolean): string {
    const texts: string[] = [];
    for (const member of members) {
      const given = (value as Record<string, unknown>)[member.name];
      if (given !== undefined && only?.(member.name) !== false) texts.push(member.write(given));
    }
    return texts.join(",");
  }

  return {
    title,
    fields,
    json: { title, type: "object", ...objectKeywords(table), ...constraint?.json, ...notes },
    expected: "an object",
    read(node, reader) {
      if (!(node instanceof Map)) return reader.fail(`must be an object, got ${describeJson(node)}`);
      const before = reader.count;
      readUnknown(node, reader);
      const given = prepare?.(node) ?? node;
      const value: Record<string, unknown> = {};
      for (const member of members) member.read(given, value, reader);
      constraint?.check(node, reader);
      if (reader.count !== before) return undefined;
      check?.(value as ObjectOutput<F>, reader);
      return reader.count === before ? (value as ObjectOutput<F>) : undefined;
    },
    write: (value) => `{${writeMembers(value)}}`,
    writeMembers,
  };
}

/** A field that may be given. What is the same for every object is made once. */
class Member {
  readonly name: string;
  readonly #key: string;
  readonly #schema: AnySchema;
  readonly #isRequired: boolean;
  readonly #fallback: unknown;
  readonly #fallbackText: string;

  constructor(name: string, { schema, presence, fallback }: AnyField) {
    this.name = name;
    this.#key = `${JSON.stringify(name)}:`;
    this.#schema = schema;
    this.#isRequired = presence === "required";
    this.#fallback = fallback === undefined ? undefined : schema.read(fallback, new Reader());
    this.#fallbackText = this.#fallback === undefined ? "" : this.#key + schema.write(this.#fallback);
  }

  read(given: JsonObject, value: Record<string, unknown>, reader: Reader): void {
    const node = given.get(this.name);
    if (node !== undefined) value[this.name] = reader.child(this.name, this.#schema, node);
    else if (this.#isRequired) reader.fail(`is missing the required field "${this.name}"`);
    else if (this.#fallback !== undefined) value[this.name] = this.#fallback;
  }

  /** The member with its name. */
  write(value: unknown): string {
    return value === this.#fallback ? this.#fallbackText : this.#key + this.#schema.write(value);
  }
}

function objectKeywords(table: [string, AnyField][]): object {
  const needed = table.filter(([, field]) => field.presence === "required").map(([name]) => name);
  return {
    properties: Object.fromEntries(table.map(([name, field]) => [name, propertySchema(field)])),
    ...(needed.length > 0 && { required: needed }),
    additionalProperties: false,
  };
}

function propertySchema({ schema, presence, fallback }: AnyField): object {
  if (presence === "readOnly") return { ...schema.json, readOnly: true };
  return fallback === undefined ? schema.json : { ...schema.json, default: plain(fallback) };
}

function plain(node: JsonNode): unknown {
  return node instanceof Map ? Object.fromEntries(node) : node;
}

/** Objects told apart by one member: `{"method": "token", …}`. */
export function tagged<Kinds extends Readonly<Record<string, AnySchema>>>(
  tag: string,
  kinds: Kinds,
  notes: Notes & { readonly title: string },
): Schema<OutputOf<Kinds[keyof Kinds]>, InputOf<Kinds[keyof Kinds]>> {
  const table = new Map<unknown, AnySchema>(Object.entries(kinds));
  const names = Object.keys(kinds);
  const choice = `one of ${names.join(", ")}`;
  return {
    json: { ...notes, oneOf: [...table.values()].map((kind) => kind.json) },
    expected: "an object",
    read(node, reader) {
      if (!(node instanceof Map)) return reader.fail(`must be an object, got ${describeJson(node)}`);
      const name = node.get(tag);
      if (name === undefined) return reader.fail(`is missing the required field "${tag}" (${choice})`);
      const kind = table.get(name);
      if (kind !== undefined) return kind.read(node, reader);
      const hint = typeof name === "string" ? didYouMean(name, names) : "";
      return reader.failAt(tag, `must be ${choice}, got ${describeJson(name)}${hint}`);
    },
    write(value) {
      const kind = table.get((value as Record<string, unknown>)[tag]);
      if (kind === undefined) throw new TypeError(`a ${notes.title} must have a known "${tag}"`);
      return kind.write(value);
    },
  };
}
