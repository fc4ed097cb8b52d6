import type { SelectionStrategy } from "./selection-strategy.ts";

export const cycle: SelectionStrategy = {
  description: "the active Response that was used least, the first of them on a tie",
  select(candidates) {
    let [least] = candidates;
    for (const candidate of candidates) {
      if (candidate.usedCount < least.usedCount) least = candidate;
    }
    return least;
  },
};
