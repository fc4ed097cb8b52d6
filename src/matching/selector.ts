import { type JsonValue, numberOf } from "../json/json-value.ts";
import type { Inspection } from "./inspection.ts";
import type { Match } from "./match.ts";
import type { Check } from "./places/place.ts";

/**
 * A condition that asks for one value of one thing: Routes that differ in it are found by what a request has there,
 * instead of being tried one after the other.
 */
export interface Selector {
  /** What it is about: the same for all Routes that ask for a value of the same thing. */
  readonly about: string;
  readonly readsBody: boolean;
  /** The key of the value that it asks for. */
  readonly key: string;
  /** The keys of what a request has there; the body is read by then, if that is needed. */
  keys(inspection: Inspection): readonly string[];
}

/** The selector of a match, if it has one; a cheap one if it can be. */
export function selectorOf(match: Match | null): Selector | null {
  const check = match?.checks.find(({ condition, at }) => condition.scalar !== undefined && at[0] !== "path");
  if (check === undefined) return null;
  return {
    about: JSON.stringify(
      check.at.map((part, index) => (index === 1 && check.at[0] === "headers" ? part.toLowerCase() : part)),
    ),
    readsBody: check.readsBody,
    key: keyOf(check.condition.scalar ?? null),
    keys: (inspection) => keysOf(check, inspection),
  };
}

/** A value may be what several operands ask for: the text `1.0` is the string and the number. */
function keysOf({ source, values }: Check, inspection: Inspection): readonly string[] {
  const found = values(inspection);
  const [only] = found;
  if (source === "json" && found.length === 1) return only === undefined ? [] : keyOfAny(only);
  return [...new Set(found.flatMap((value) => (source === "text" ? keysOfText(value) : keyOfAny(value))))];
}

function keysOfText(value: JsonValue): string[] {
  if (typeof value !== "string") return keyOfAny(value);
  const keys = [keyOf(value)];
  const number = numberOf(value);
  if (number !== undefined) keys.push(keyOf(number));
  if (value === "true" || value === "false") keys.push(keyOf(value === "true"));
  return keys;
}

/** Nobody asks for arrays and objects here. */
function keyOfAny(value: JsonValue): string[] {
  return typeof value === "object" && value !== null ? [] : [keyOf(value)];
}

function keyOf(value: string | number | boolean | null): string {
  // -0 is 0.
  return typeof value === "string" ? `s${value}` : String(value === 0 ? 0 : value);
}
