import type { Situation } from "../situation.ts";

/** The arguments of a filter: `plus: 1`, `fake: min: 1, max: 6`. */
export interface Args {
  readonly plain: readonly unknown[];
  readonly named: Readonly<Record<string, unknown>>;
}

/** What a filter makes of a value. Throws a `Failure`. */
export type Apply = (value: unknown, args: Args, situation: Situation) => unknown;

/** A filter of Trickster's own. */
export interface Filter {
  readonly description: string;
  /** A template, and what comes of it. */
  readonly example: readonly [template: string, value: unknown];
  /** One with its arguments; those that are the same for every answer are known. Throws a `TemplateFault`. */
  prepare(known: Known): Apply;
}

/** What is known when a template is written: `undefined` for what is not. */
export interface Known {
  readonly value: unknown;
  readonly plain: readonly unknown[];
}

type Description = Omit<Filter, "prepare">;

/** One that needs no preparation. */
export function filter(description: string, example: Description["example"], apply: Apply): Filter {
  return { description, example, prepare: () => apply };
}
