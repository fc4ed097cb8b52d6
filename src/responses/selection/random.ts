import type { SelectionStrategy } from "./selection-strategy.ts";

export const random: SelectionStrategy = {
  description: "a draw by `weight` among the active Responses; if all weigh nothing, they are equally likely",
  select(candidates, draw) {
    let total = 0;
    for (const { response } of candidates) total += response.weight;
    if (total === 0) return candidates[Math.floor(draw() * candidates.length)] ?? candidates[0];
    let left = draw() * total;
    let [chosen] = candidates;
    for (const candidate of candidates) {
      if (candidate.response.weight === 0) continue;
      // What rounding leaves over goes to the last that weighs anything.
      chosen = candidate;
      left -= candidate.response.weight;
      if (left < 0) break;
    }
    return chosen;
  },
};
