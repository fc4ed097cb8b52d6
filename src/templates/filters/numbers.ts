import { Failure } from "../template-error.ts";
import { type Filter, numberFilter } from "./filter.ts";

const ONE = { least: 1 };

function divisor(value: number): number {
  if (value === 0) throw new Failure("divides by 0");
  return value;
}

/** Rounds half away from zero; by moving the point in the text of the number, so that 1.005 is what it looks like. */
function round(value: number, digits: number): number {
  const moved = Math.round(movePoint(Math.abs(value), digits));
  const rounded = movePoint(moved, -digits);
  return Number.isFinite(rounded) ? Math.sign(value) * rounded : value;
}

function movePoint(value: number, digits: number): number {
  const [mantissa = "0", exponent = "0"] = String(value).split("e");
  return Number(`${mantissa}e${Number(exponent) + Math.trunc(digits)}`);
}

/** Filters of numbers: a text that is one is taken for it. */
export const numbers = {
  abs: numberFilter("The number without its sign.", ["{{ -3 | abs }}", 3], Math.abs),
  at_least: numberFilter(
    "The number, or this one if it is less.",
    ["{{ 3 | at_least: 5 }}", 5],
    (value, [other = 0]) => Math.max(value, other),
    ONE,
  ),
  at_most: numberFilter(
    "The number, or this one if it is more.",
    ["{{ 3 | at_most: 2 }}", 2],
    (value, [other = 0]) => Math.min(value, other),
    ONE,
  ),
  ceil: numberFilter("The number, rounded up.", ["{{ 1.2 | ceil }}", 2], Math.ceil),
  divided_by: numberFilter(
    "The number divided by another one; by 0 it fails.",
    ["{{ 7 | divided_by: 2 }}", 3.5],
    (value, [other = 0]) => value / divisor(other),
    ONE,
  ),
  floor: numberFilter("The number, rounded down.", ["{{ 1.8 | floor }}", 1], Math.floor),
  minus: numberFilter(
    "The number less another one.",
    ["{{ 3 | minus: 1 }}", 2],
    (value, [other = 0]) => value - other,
    ONE,
  ),
  modulo: numberFilter(
    "What is left when the number is divided by another one; by 0 it fails.",
    ["{{ -1 | modulo: 3 }}", 2],
    (value, [other = 0]) => ((value % divisor(other)) + other) % other,
    ONE,
  ),
  plus: numberFilter(
    "The number and another one.",
    ["{{ '3' | plus: 1 }}", 4],
    (value, [other = 0]) => value + other,
    ONE,
  ),
  round: numberFilter(
    "The number, rounded to so many digits behind the point.",
    ["{{ 1.005 | round: 2 }}", 1.01],
    (value, [digits = 0]) => round(value, digits),
  ),
  times: numberFilter(
    "The number so many times.",
    ["{{ 2 | times: 3 }}", 6],
    (value, [other = 0]) => value * other,
    ONE,
  ),
} satisfies Record<string, Filter>;
