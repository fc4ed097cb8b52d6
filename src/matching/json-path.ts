import type * as JsonP3 from "json-p3";
import { RE2JS } from "re2js";
import { type JsonValue, isMembers } from "../json/json-value.ts";
import type { Inspection } from "./inspection.ts";
import { loadLibrary } from "../load-library.ts";
import { toRe2 } from "./pattern-dialect.ts";

/** A text that is no JSONPath. */
export class JsonPathError extends Error {}

export interface JsonPath {
  /** Whether it is not worth while to keep what it finds. */
  readonly isQuick: boolean;
  /** The nodes that it selects; none if that takes too long. `size`: characters of the value, by default of the body. */
  find(value: JsonValue, inspection: Inspection, size?: number): readonly JsonValue[];
}

/** No path that people write is longer. */
const LONGEST = 10_000;

/** Compiles a JSONPath (RFC 9535). Throws a `JsonPathError`. */
export function compileJsonPath(source: string): JsonPath {
  if (source.length > LONGEST) throw new JsonPathError(`it is longer than ${LONGEST} characters`);
  const steps = readSteps(source);
  return steps === null ? generalPath(source) : stepsPath(steps);
}

/** `$.a.b[0]`: a way to one node, which most paths are; it needs no library. */
const STEP = /\.([A-Za-z_]\w*)|\[(0|[1-9]\d{0,14})\]|\['([^'\\\p{Cc}]*)'\]|\["([^"\\\p{Cc}]*)"\]/uy;

/** The names and indices on the way to one node; `null` if a path is more than that. */
export function readSteps(source: string): (string | number)[] | null {
  if (!source.startsWith("$")) return null;
  const steps: (string | number)[] = [];
  STEP.lastIndex = 1;
  let at = 1;
  for (let found = STEP.exec(source); found !== null; found = STEP.exec(source)) {
    const [, name, index, single, double] = found;
    steps.push(index === undefined ? (name ?? single ?? double ?? "") : Number(index));
    at = STEP.lastIndex;
  }
  return at === source.length ? steps : null;
}

const NONE: readonly JsonValue[] = [];

function stepsPath(steps: readonly (string | number)[]): JsonPath {
  return {
    isQuick: true,
    find(value) {
      let node: JsonValue | undefined = value;
      for (const step of steps) {
        if (node === undefined) return NONE;
        if (typeof step === "number") node = Array.isArray(node) ? (node as readonly JsonValue[])[step] : undefined;
        else node = isMembers(node) && Object.hasOwn(node, step) ? node[step] : undefined;
      }
      return node === undefined ? NONE : [node];
    },
  };
}

/** Characters of a body in which no query of a usual length takes more than a millisecond. */
const UNGUARDED_SIZE = 4096;

/** A query with filters, or that selects nodes more than once, can take a time that is a power of the size. */
const COSTLY = /[?,]|\.\..*\.\./s;

function generalPath(source: string): JsonPath {
  const query = parse(source);
  const isCostly = COSTLY.test(source);
  const find = (value: JsonValue): readonly JsonValue[] => query.query(value as never).values() as readonly JsonValue[];
  return {
    isQuick: false,
    find(value, inspection, size = inspection.size) {
      if (!isCostly && size <= UNGUARDED_SIZE) return attempt(() => find(value));
      let found: readonly JsonValue[] = NONE;
      inspection.inTime(source, () => {
        found = attempt(() => find(value));
        return true;
      });
      return found;
    },
  };
}

/** What a query can't do with a value, such as going deeper than the library does, selects nothing. */
function attempt(find: () => readonly JsonValue[]): readonly JsonValue[] {
  try {
    return find();
  } catch {
    return NONE;
  }
}

function parse(source: string): JsonP3.JSONPathQuery {
  const { environment, JSONPathError: Refused } = load();
  try {
    return environment.compile(source);
  } catch (error) {
    if (error instanceof Refused || error instanceof RangeError)
      throw new JsonPathError(readable((error as Error).message));
    throw error;
  }
}

function readable(message: string): string {
  return message.replace(/\s*\('.*'?:\d+\)$/s, "").slice(0, 200);
}

let loaded: { environment: JsonP3.JSONPathEnvironment; JSONPathError: typeof JsonP3.JSONPathError } | undefined;

/** Made when the first query needs it: loading takes longer than most starts may. */
function load(): NonNullable<typeof loaded> {
  if (loaded !== undefined) return loaded;
  const library = loadLibrary("json-p3") as typeof JsonP3;
  const { LogicalType, ValueType } = library.FunctionExpressionType;
  const environment = new library.JSONPathEnvironment();
  for (const [name, test] of Object.entries(regularExpressions)) {
    environment.functionRegister.set(name, { argTypes: [ValueType, ValueType], returnType: LogicalType, call: test });
  }
  loaded = { environment, JSONPathError: library.JSONPathError };
  return loaded;
}

/** The functions of RFC 9535, sections 2.4.6 and 2.4.7, by the engine that can't be hung. */
const regularExpressions = {
  match: (text: unknown, pattern: unknown) =>
    isRegex(text, pattern) && (compileOnce(pattern as string)?.testExact(text as string) ?? false),
  search: (text: unknown, pattern: unknown) =>
    isRegex(text, pattern) && (compileOnce(pattern as string)?.test(text as string) ?? false),
};

function isRegex(text: unknown, pattern: unknown): boolean {
  return typeof text === "string" && typeof pattern === "string";
}

/** Patterns may come from the data; most come from the query, and are the same for each node. */
const MOST_COMPILED = 100;
const compiled = new Map<string, RE2JS | null>();

function compileOnce(pattern: string): RE2JS | null {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const made = compileRegex(pattern);
  if (compiled.size >= MOST_COMPILED) compiled.clear();
  compiled.set(pattern, made);
  return made;
}

/** I-Regexp (RFC 9485): `.` matches no line end; what is none matches nothing. */
function compileRegex(pattern: string): RE2JS | null {
  try {
    return RE2JS.compile(
      toRe2(
        pattern.replaceAll(/\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|\./g, (token) =>
          token === "." ? "[^\\n\\r]" : token,
        ),
      ),
    );
  } catch {
    return null;
  }
}
