import { type JsonValue, numberOf } from "../json/json-value.ts";
import type { Inspection } from "./inspection.ts";
import type { Check } from "./places/place.ts";

/**
 * A condition that asks for one value of one thing: Routes that differ in it are found by what a request has there,
 * instead of being tried one after the other.
 */
export interface Selector {
  /** What it is about: the same for all Routes that ask for a value of the same thing. */
  readonly about: string;
  readonly readsBody: boolean;
  /** The value that it asks for. */
  readonly key: Key;
  /** What a request has there; the body is read by then, if that is needed. */
  keys(inspection: Inspection): readonly Key[];
}

export type Key = string | number | boolean | null;

/** The selector of a match with these checks, if it has one. */
export function selectorOf(checks: readonly Check[]): Selector | null {
  const check = checks.find(({ condition, at }) => condition.scalar !== undefined && at[0] !== "path");
  if (check === undefined) return null;
  return {
    about: JSON.stringify(
      check.at.map((part, index) => (index === 1 && check.at[0] === "headers" ? part.toLowerCase() : part)),
    ),
    readsBody: check.readsBody,
    key: check.condition.scalar ?? null,
    keys: (inspection) => keysOf(check, inspection),
  };
}

/** A value may be what several operands ask for: the text `1.0` is the string and the number. */
function keysOf(check: Check, inspection: Inspection): readonly Key[] {
  const found = check.values(inspection);
  const [only] = found;
  if (only === undefined) return NONE;
  const toKeys = check.source === "text" ? keysOfText : keysOfAny;
  return found.length === 1 ? toKeys(only) : [...new Set(found.flatMap(toKeys))];
}

const NONE: readonly Key[] = [];

function keysOfText(value: JsonValue): Key[] {
  if (typeof value !== "string") return keysOfAny(value);
  if (value === "true" || value === "false") return [value, value === "true"];
  const number = MAY_BE_NUMBER.test(value) ? numberOf(value) : undefined;
  return number === undefined ? [value] : [value, number];
}

const MAY_BE_NUMBER = /^[-\d]/;

/** Nobody asks for arrays and objects here. */
function keysOfAny(value: JsonValue): Key[] {
  return typeof value === "object" && value !== null ? [] : [value];
}
