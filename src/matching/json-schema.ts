import type * as AjvModule from "ajv/dist/2020.js";
import { RE2JS } from "re2js";
import { type JsonValue, areEqual, canonicalText, isMembers, valueOf } from "../json/json-value.ts";
import { loadLibrary } from "../load-library.ts";
import { type JsonNode, describeJson } from "../json/json-node.ts";
import type { Fault, Reader } from "../schema/reader.ts";
import { toRe2 } from "./pattern-dialect.ts";
import { shorten } from "./words.ts";

type Ajv = AjvModule.Ajv2020;

/** A value that is no JSON Schema, or one that is too much. */
class SchemaError extends Error {}

export interface CompiledSchema {
  isValid(value: JsonValue): boolean;
  /** What is wrong with a value, if it is not valid. */
  faultOf(value: JsonValue): string | undefined;
  /** Makes `faultsOf` ready, so that no value has to wait for that. */
  prepareFaults(): void;
  /** The same with its places; all faults of a short value if that is ready, at least one of any other. */
  faultsOf(value: JsonValue, isShort: boolean): Fault[];
  /** Whether a look at so many characters takes less than a millisecond, so that nobody has to guard it. */
  isQuick(characters: number): boolean;
  /** Whether its time grows at most with the product of its size and that of the value: nothing in it is looked at again. */
  readonly isBounded: boolean;
  /** Keywords and values in it. */
  readonly size: number;
}

/** The largest product of schema and value that is not guarded. */
const UNGUARDED_STEPS = 1_000_000;

/** Compiling takes some microseconds for each keyword. */
const LARGEST = 2000;

/** What refers to other schemas: some lines can stand for a million. */
const REFERENCES = new Set(["$ref", "$dynamicRef", "$recursiveRef"]);

/** What takes longer than a look, or many. */
const COSTLY = new Set([
  ...REFERENCES,
  "format",
  "propertyNames",
  "uniqueItems",
  "pattern",
  "patternProperties",
  "contains",
]);

/** Reads a JSON Schema of a definition, and compiles it. */
export function readJsonSchema(node: JsonNode, reader: Reader): CompiledSchema | undefined {
  if (typeof node !== "boolean" && !(node instanceof Map)) {
    return reader.fail(`must be a JSON Schema, an object or a boolean, got ${describeJson(node)}`);
  }
  try {
    return compileJsonSchema(valueOf(node));
  } catch (error) {
    if (error instanceof SchemaError) return reader.fail(`must be a JSON Schema: ${error.message}`);
    throw error;
  }
}

/** Compiles a JSON Schema (2020-12), once. Throws a `SchemaError`. */
function compileJsonSchema(schema: JsonValue): CompiledSchema {
  const { size, keywords, ids } = measure(schema);
  if (size > LARGEST) throw new SchemaError(`it has ${size} keywords and values, and ${LARGEST} are the most`);
  if (keywords.includes("$async")) throw new SchemaError("$async has no meaning here");
  if (ids.some((id) => /^https?:\/\/json-schema\.org\//.test(id))) {
    throw new SchemaError("its $id is that of JSON Schema itself");
  }
  const validate = compileWith(load("one"), schema);
  let validateAll: Validate | undefined;
  const isLinear = !keywords.some((keyword) => COSTLY.has(keyword));
  return {
    size,
    isBounded: !keywords.some((keyword) => REFERENCES.has(keyword)),
    isQuick: (characters) => isLinear && size * characters <= UNGUARDED_STEPS,
    isValid: (value) => attempt(() => validate(value)),
    faultOf(value) {
      if (attempt(() => validate(value))) return undefined;
      const [{ at, message } = UNKNOWN] = faultsIn(validate);
      return `${at === "" ? "" : `at ${at} `}${message}`;
    },
    prepareFaults() {
      validateAll ??= compileWith(load("all"), schema);
    },
    faultsOf(value, isShort) {
      if (attempt(() => validate(value))) return [];
      const first = faultsIn(validate);
      const every = validateAll;
      if (!isShort || every === undefined) return first;
      return attempt(() => every(value)) ? first : faultsIn(every);
    },
  };
}

type Validate = AjvModule.ValidateFunction;

const UNKNOWN: Fault = { at: "", message: "is not valid" };

/** A schema that refers to itself goes as deep as the value, and a stack does not. */
function attempt(validate: () => unknown): boolean {
  try {
    return validate() === true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** What was wrong with the last value. */
function faultsIn({ errors }: Validate): Fault[] {
  if (errors === null || errors === undefined || errors.length === 0) return [UNKNOWN];
  return errors.slice(0, MOST_FAULTS).map(({ instancePath, message = UNKNOWN.message, params }) => {
    const extra = (params as { additionalProperty?: unknown }).additionalProperty;
    const name = typeof extra === "string" ? `: ${shorten(JSON.stringify(extra))}` : "";
    return { at: instancePath, message: message.replace(/^must NOT/, "must not") + name };
  });
}

/** More nobody reads. */
const MOST_FAULTS = 20;

function compileWith(ajv: Ajv, schema: JsonValue): Validate {
  try {
    return ajv.compile(schema as boolean | object);
  } catch (error) {
    if (error instanceof RangeError) throw new SchemaError("it is nested too deep, or refers to itself without end");
    throw new SchemaError(readable(error as Error));
  } finally {
    if (typeof schema === "object" && schema !== null) ajv.removeSchema(schema);
  }
}

function measure(schema: JsonValue): { size: number; keywords: string[]; ids: string[] } {
  let size = 0;
  const keywords: string[] = [];
  const ids: string[] = [];
  const visit = (value: JsonValue): void => {
    size += 1;
    if (Array.isArray(value)) value.forEach(visit);
    else if (isMembers(value)) {
      for (const [name, member] of Object.entries(value)) {
        keywords.push(name);
        if (name === "$id" && typeof member === "string") ids.push(member);
        visit(member);
      }
    }
  };
  visit(schema);
  return { size, keywords, ids };
}

function readable({ message }: Error): string {
  return message
    .replace(/^schema is invalid: /, "")
    .replace(/^can't resolve reference (\S+) from id \S*$/, "$1 refers to nothing in it");
}

/** How many faults are wanted: to find all takes longer. */
type Wants = "one" | "all";

const loaded: Partial<Record<Wants, Ajv>> = {};

/** What a library has compiled it keeps for good: from time to time a new one is made. */
const MOST_COMPILED = 500;
const compiled = { one: 0, all: 0 };

/** Made when the first schema is: loading takes longer than a start without it. */
function load(wants: Wants): Ajv {
  compiled[wants] += 1;
  const known = loaded[wants];
  if (known !== undefined && compiled[wants] % MOST_COMPILED !== 0) return known;
  const { Ajv2020 } = loadLibrary("ajv/dist/2020.js") as typeof AjvModule;
  const addFormats = loadLibrary("ajv-formats") as (ajv: Ajv) => void;
  const made = new Ajv2020({
    strict: false,
    ownProperties: true,
    addUsedSchema: false,
    logger: false,
    allErrors: wants === "all",
    code: { regExp: linear },
  });
  addFormats(made);
  for (const keyword of ownKeywords) made.removeKeyword(keyword.keyword).addKeyword(keyword);
  loaded[wants] = made;
  return made;
}

/**
 * Keywords that compare values. The library's own comparison calls members named `valueOf` and `toString`, whatever they
 * are, and compares every element of an array with every other one.
 */
const ownKeywords = [
  {
    keyword: "const",
    error: { message: "must be equal to constant" },
    validate: (wanted: JsonValue, value: JsonValue) => areEqual(wanted, value),
  },
  {
    keyword: "enum",
    error: { message: "must be equal to one of the allowed values" },
    validate: (wanted: readonly JsonValue[], value: JsonValue) => wanted.some((each) => areEqual(each, value)),
  },
  {
    keyword: "uniqueItems",
    type: "array" as const,
    error: { message: "must NOT have duplicate items" },
    validate: (isWanted: boolean, items: readonly JsonValue[]) =>
      !isWanted || new Set(items.map((item) => canonicalText(item))).size === items.length,
  },
];

/** Patterns of a schema, by the engine that can't be hung. */
const linear = Object.assign((pattern: string) => new SchemaPattern(pattern), { code: "linear" });

class SchemaPattern {
  readonly #source: string;
  readonly #regex: RE2JS;

  constructor(pattern: string) {
    this.#source = pattern;
    this.#regex = RE2JS.compile(toRe2(pattern));
  }

  test(text: string): boolean {
    return this.#regex.test(text);
  }

  /** By which the patterns of all schemas are told apart. */
  toString(): string {
    return this.#source;
  }
}
