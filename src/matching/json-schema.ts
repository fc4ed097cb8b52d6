import type * as AjvModule from "ajv/dist/2020.js";
import { RE2JS } from "re2js";
import { type JsonValue, isMembers } from "../json/json-value.ts";
import { loadLibrary } from "../load-library.ts";
import { toRe2 } from "./pattern-dialect.ts";

type Ajv = AjvModule.Ajv2020;

/** A value that is no JSON Schema, or one that is too much. */
export class SchemaError extends Error {}

export interface CompiledSchema {
  isValid(value: JsonValue): boolean;
  /** What is wrong with a value, if it is not valid. */
  faultOf(value: JsonValue): string | undefined;
  /** Whether its time grows only with the sizes of the schema and of the value, so that nobody has to guard it. */
  readonly isLinear: boolean;
  /** Keywords and values in it. */
  readonly size: number;
}

/** Compiling takes some microseconds for each keyword. */
const LARGEST = 2000;

/** What refers to other schemas, or compares elements with each other. */
const COSTLY = new Set([
  "format",
  "propertyNames",
  "$ref",
  "$dynamicRef",
  "$recursiveRef",
  "uniqueItems",
  "pattern",
  "patternProperties",
  "contains",
]);

/** Compiles a JSON Schema (2020-12), once. Throws a `SchemaError`. */
export function compileJsonSchema(schema: JsonValue): CompiledSchema {
  const { size, keywords, ids } = measure(schema);
  if (size > LARGEST) throw new SchemaError(`it has ${size} keywords and values, and ${LARGEST} are the most`);
  if (keywords.includes("$async")) throw new SchemaError("$async has no meaning here");
  if (ids.some((id) => /^https?:\/\/json-schema\.org\//.test(id))) {
    throw new SchemaError("its $id is that of JSON Schema itself");
  }
  const ajv = load();
  try {
    const validate = ajv.compile(schema as boolean | object);
    return {
      size,
      faultOf(value) {
        try {
          if (validate(value)) return undefined;
          const [{ instancePath, message = "is not valid" } = { instancePath: "" }] = validate.errors ?? [];
          return `${instancePath === "" ? "" : `at ${instancePath} `}${message.replace(/^must NOT/, "must not")}`;
        } catch {
          return undefined;
        }
      },
      isLinear: !keywords.some((keyword) => COSTLY.has(keyword)),
      isValid(value) {
        try {
          return validate(value);
        } catch (error) {
          // A schema that refers to itself goes as deep as the value, and a stack does not.
          if (error instanceof RangeError) return false;
          throw error;
        }
      },
    };
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

let loaded: Ajv | undefined;

/** What a library has compiled it keeps for good: from time to time a new one is made. */
const MOST_COMPILED = 500;
let compiled = 0;

/** Made when the first schema is: loading takes longer than a start without it. */
function load(): Ajv {
  compiled += 1;
  if (loaded !== undefined && compiled % MOST_COMPILED !== 0) return loaded;
  const { Ajv2020 } = loadLibrary("ajv/dist/2020.js") as typeof AjvModule;
  const addFormats = loadLibrary("ajv-formats") as (ajv: Ajv) => void;
  loaded = new Ajv2020({
    strict: false,
    ownProperties: true,
    addUsedSchema: false,
    logger: false,
    code: { regExp: linear },
  });
  addFormats(loaded);
  return loaded;
}

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
