import type { SelectionStrategy } from "./selection-strategy.ts";

export const greedy: SelectionStrategy = {
  description: "the first active Response",
  select: ([first]) => first,
};
