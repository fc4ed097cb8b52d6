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

/** A value as it stands in a text. */
export function toText(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return numberText(value);
    case "boolean":
    case "bigint":
      return String(value);
    case "object":
      return value === null ? "" : objectText(value);
    default:
      return "";
  }
}

function objectText(value: object): string {
  if (Array.isArray(value)) return value.map(toText).join("");
  if (value instanceof Instant) return value.toString();
  return isSymbolic(value) ? "" : toJson(value);
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new Failure("comes to no number");
  return String(value);
}

/** A value as JSON; nothing is `null`. */
export function toJson(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
      return numberText(value);
    case "boolean":
    case "bigint":
      return String(value);
    case "object":
      if (value === null || isSymbolic(value)) return "null";
      return JSON.stringify(value, replaceUnsayable);
    default:
      return "null";
  }
}

/** Of large integers JSON knows nothing. */
function replaceUnsayable(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
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
