import { writeDateTime } from "../matching/date-time.ts";
import { Failure } from "./template-error.ts";

/** A date, as templates show it: in UTC, as RFC 3339 has it. */
export class Instant {
  /** Since the epoch. */
  readonly milliseconds: number;

  constructor(milliseconds: number) {
    this.milliseconds = milliseconds;
  }

  toString(): string {
    return writeDateTime(this.milliseconds);
  }

  toJSON(): string {
    return this.toString();
  }
}

export function isNothing(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/** Whether a condition holds: everything does but `false` and nothing. */
export function isTruthy(value: unknown): boolean {
  return value !== false && !isNothing(value);
}

/** What a text may hold if nobody says otherwise. */
const LONGEST = 1024 * 1024;

/** Levels of arrays and objects that are written. */
const DEEPEST = 500;

/** A value as it stands in a text. Throws a `Failure` beyond `most` characters. */
export function toText(value: unknown, most = LONGEST): string {
  if (typeof value === "string") return value;
  return typeof value === "object" && value !== null ? new Writer(most).text(value, 0) : scalarText(value);
}

/** A value as JSON; nothing is `null`. Throws a `Failure` beyond `most` characters. */
export function toJson(value: unknown, most = LONGEST): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "object" && value !== null) return new Writer(most).json(value, 0);
  return isNothing(value) ? "null" : scalarText(value);
}

/** What a value is, in a message. */
export function describeValue(value: unknown): string {
  if (isNothing(value)) return "nothing";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && !(value instanceof Instant)) return "an object";
  const text = JSON.stringify(typeof value === "bigint" ? String(value) : value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function scalarText(value: unknown): string {
  switch (typeof value) {
    case "number":
      if (!Number.isFinite(value)) throw new Failure("comes to no number");
      return String(value);
    case "boolean":
    case "bigint":
      return String(value);
    default:
      return "";
  }
}

/** Writes values piece by piece, so that none becomes longer than it may: parts of one may be the same many times over. */
class Writer {
  #left: number;

  constructor(most: number) {
    this.#left = most;
  }

  text(value: unknown, depth: number): string {
    if (Array.isArray(value)) {
      this.#enter(depth);
      let whole = "";
      for (const item of value as unknown[]) whole += this.text(item, depth + 1);
      return whole;
    }
    if (typeof value === "string") return this.#count(value);
    if (value instanceof Instant) return this.#count(value.toString());
    if (typeof value === "object" && value !== null) return isSymbolic(value) ? "" : this.json(value, depth);
    return this.#count(scalarText(value));
  }

  json(value: unknown, depth: number): string {
    if (typeof value === "string") return this.#count(JSON.stringify(value));
    if (value instanceof Instant) return this.#count(JSON.stringify(value.toString()));
    if (Array.isArray(value)) return this.#array(value, depth);
    if (typeof value === "object" && value !== null && !isSymbolic(value)) return this.#object(value, depth);
    return this.#count(isNothing(value) || isSymbolic(value) ? "null" : scalarText(value) || "null");
  }

  #array(items: readonly unknown[], depth: number): string {
    this.#enter(depth);
    let whole = "";
    for (const item of items) whole += `${whole === "" ? "" : ","}${this.json(item, depth + 1)}`;
    return `[${whole}]`;
  }

  #object(members: object, depth: number): string {
    this.#enter(depth);
    let whole = "";
    for (const name of Object.keys(members)) {
      const member = (members as Record<string, unknown>)[name];
      if (member === undefined) continue;
      whole += `${whole === "" ? "" : ","}${this.#count(JSON.stringify(name))}:${this.json(member, depth + 1)}`;
    }
    return `{${whole}}`;
  }

  #enter(depth: number): void {
    this.#left -= 2;
    if (depth > DEEPEST) throw new Failure(`is nested deeper than ${DEEPEST} levels`);
  }

  #count(text: string): string {
    this.#left -= text.length + 1;
    if (this.#left < 0) throw new Failure("makes more than an answer may hold; see --max-template-output");
    return text;
  }
}

/** What a number is in other words, if it is one: text is read as JSON has numbers. */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

/** A word of Liquid that says how it compares. */
class Symbolic {
  readonly equals: (value: unknown) => boolean;

  constructor(equals: (value: unknown) => boolean) {
    this.equals = equals;
  }
}

function isEmpty(value: unknown): boolean {
  if (typeof value === "string" || Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** The words of Liquid that are no JSON values. */
export const WORDS: Readonly<Record<string, unknown>> = {
  nil: undefined,
  null: undefined,
  empty: new Symbolic(isEmpty),
  blank: new Symbolic((value) => {
    if (isNothing(value) || value === false || isEmpty(value)) return true;
    return typeof value === "string" && value.trim() === "";
  }),
};

export function isSymbolic(value: unknown): value is Symbolic {
  return value instanceof Symbolic;
}

/** A member of a value: own ones only, and `size`, `first` and `last` of what has them. */
export function readMember(value: unknown, key: unknown): unknown {
  if (isNothing(value)) return undefined;
  if (typeof key === "number" && (Array.isArray(value) || typeof value === "string")) {
    return (value as ArrayLike<unknown>)[key < 0 ? value.length + key : key];
  }
  const name = typeof key === "string" ? key : toText(key);
  if (typeof value === "object" && Object.hasOwn(value, name) && !(Array.isArray(value) && name === "length")) {
    return (value as Record<string, unknown>)[name];
  }
  return readDerived(value, name);
}

function readDerived(value: unknown, name: string): unknown {
  const isList = Array.isArray(value);
  switch (name) {
    case "size":
      if (isList || typeof value === "string") return value.length;
      return typeof value === "object" && value !== null ? Object.keys(value).length : undefined;
    case "first":
      return isList ? value[0] : undefined;
    case "last":
      return isList ? value.at(-1) : undefined;
    default:
      return undefined;
  }
}

/** How long it takes to look at a value: characters, elements or members. */
export function sizeOf(value: unknown): number {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  return 1;
}
