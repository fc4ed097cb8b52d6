import type { Situation } from "../situation.ts";
import { Failure } from "../template-error.ts";
import { describeValue, isNothing, toNumber } from "../values.ts";
import { type Filter, filter } from "./filter.ts";

function numberOf(value: unknown, situation: Situation): number | undefined {
  if (typeof value === "string") situation.use(value.length);
  if (isNothing(value) || value === "") return undefined;
  if (typeof value === "boolean") return Number(value);
  const number = toNumber(value);
  if (number === undefined) throw new Failure(`is no number: ${describeValue(value)}`);
  return number;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure(`is no JSON: ${describeValue(text)}`);
  }
}

const FALSE = new Set(["false", "0", "no", "off", ""]);
const TRUE = new Set(["true", "1", "yes", "on"]);

function booleanOf(value: unknown, situation: Situation): boolean | undefined {
  if (isNothing(value)) return undefined;
  if (typeof value === "boolean") return value;
  const word = situation.text(value).toLowerCase();
  if (TRUE.has(word)) return true;
  if (FALSE.has(word)) return false;
  throw new Failure(`is neither true nor false: ${describeValue(value)}`);
}

/** Filters that make a value one of another type. Nothing stays nothing. */
export const conversions = {
  string: filter("The value as a text.", ["{{ 7 | string }}", "7"], (value, _, situation) =>
    isNothing(value) ? undefined : situation.text(value),
  ),
  number: filter("The value as a number; fails if it is none.", ["{{ '7.50' | number }}", 7.5], (value, _, situation) =>
    numberOf(value, situation),
  ),
  integer: filter(
    "The value as a whole number: what is behind the point is cut.",
    ["{{ '7.9' | integer }}", 7],
    (value, _, situation) => {
      const number = numberOf(value, situation);
      return number === undefined ? undefined : Math.trunc(number);
    },
  ),
  boolean: filter(
    "`true`, `1`, `yes` and `on` as true, `false`, `0`, `no`, `off` and the empty text as false.",
    ["{{ 'yes' | boolean }}", true],
    (value, _, situation) => booleanOf(value, situation),
  ),
  json: filter("The JSON of the value, as a text.", ["{{ 'a' | split: ',' | json }}", '["a"]'], (value, _, situation) =>
    situation.json(value),
  ),
  parse_json: filter(
    "The value that a text is the JSON of.",
    ["{{ '[1,2]' | parse_json | last }}", 2],
    (value, _, situation) => (isNothing(value) ? undefined : parseJson(situation.text(value))),
  ),
} satisfies Record<string, Filter>;
