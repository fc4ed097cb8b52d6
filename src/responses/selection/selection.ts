import { cycle } from "./cycle.ts";
import { greedy } from "./greedy.ts";
import { random } from "./random.ts";
import type { SelectionStrategy } from "./selection-strategy.ts";

/** The strategies, by the word that stands for them. A new one is a file and an entry here. */
export const selectionStrategies = { greedy, random, cycle } satisfies Record<string, SelectionStrategy>;

export type SelectionName = keyof typeof selectionStrategies;

export const selectionNames = Object.keys(selectionStrategies) as SelectionName[];
