import type { Situation } from "../situation.ts";
import { Failure } from "../template-error.ts";
import { describeValue, isNothing, toNumber } from "../values.ts";

/** The arguments of a filter: `plus: 1`, `fake: min: 1, max: 6`. */
export interface Args {
  readonly plain: readonly unknown[];
  readonly named: Readonly<Record<string, unknown>>;
}

/** What a filter makes of a value. Throws a `Failure`. */
export type Apply = (value: unknown, args: Args, situation: Situation) => unknown;

/** A filter: a name for something that is made of a value. */
export interface Filter {
  readonly description: string;
  /** A template, and what comes of it. */
  readonly example: readonly [template: string, value: unknown];
  /** How many arguments it must have. */
  readonly least: number;
  /** The names that arguments may have. */
  readonly names: readonly string[] | "any";
  /** One with its arguments; those that are the same for every answer are known. Throws a `TemplateFault`. */
  prepare(known: Known): Apply;
}

/** What is known when a template is written: `undefined` for what is not. */
export interface Known {
  readonly value: unknown;
  readonly plain: readonly unknown[];
}

interface Options {
  readonly least?: number;
  readonly names?: Filter["names"];
}

/** One that needs no preparation. */
export function filter(
  description: string,
  example: Filter["example"],
  apply: Apply,
  { least = 0, names = [] }: Options = {},
): Filter {
  return { description, example, least, names, prepare: () => apply };
}

/** One that makes something of a text. */
export function textFilter(
  description: string,
  example: Filter["example"],
  make: (text: string, args: readonly string[], situation: Situation) => unknown,
  options: Options = {},
): Filter {
  return filter(
    description,
    example,
    (value, { plain }, situation) => {
      const args = plain.map((arg) => situation.text(arg));
      return bounded(make(situation.text(value), args, situation), situation);
    },
    options,
  );
}

/** One that makes something of a number; nothing is 0. */
export function numberFilter(
  description: string,
  example: Filter["example"],
  make: (value: number, args: readonly number[]) => number,
  options: Options = {},
): Filter {
  return filter(description, example, (value, { plain }) => make(numberOf(value), plain.map(numberOf)), options);
}

/** One that makes something of an array; nothing is an empty one, and anything else the only element. */
export function listFilter(
  description: string,
  example: Filter["example"],
  make: (items: readonly unknown[], args: readonly unknown[], situation: Situation) => unknown,
  options: Options = {},
): Filter {
  return filter(
    description,
    example,
    (value, { plain }, situation) => {
      const items = listOf(value);
      situation.use(items.length);
      return bounded(make(items, plain, situation), situation);
    },
    options,
  );
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isNothing(value) ? [] : [value];
}

export function numberOf(value: unknown): number {
  if (isNothing(value)) return 0;
  const number = toNumber(value);
  if (number === undefined) throw new Failure(`is no number: ${describeValue(value)}`);
  return number;
}

function bounded(made: unknown, situation: Situation): unknown {
  if (typeof made === "string" || Array.isArray(made)) situation.refuseLong(made.length);
  return made;
}
