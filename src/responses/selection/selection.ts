import { cycle } from "./cycle.ts";
import { greedy } from "./greedy.ts";
import { random } from "./random.ts";

/** What a strategy looks at. */
export interface Candidate {
  readonly usedCount: number;
  readonly response: { readonly weight: number };
}

/** A strategy picks one of the Responses that may be served: there is at least one, and they stand in their order. */
export interface SelectionStrategy {
  readonly description: string;
  readonly select: <C extends Candidate>(candidates: readonly [C, ...C[]], random: () => number) => C;
}

export const selectionStrategies = { greedy, random, cycle } satisfies Record<string, SelectionStrategy>;

export type SelectionName = keyof typeof selectionStrategies;

export const selectionNames = Object.keys(selectionStrategies) as SelectionName[];
