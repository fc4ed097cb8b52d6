import { defineComparison } from "./comparison.ts";

export const lt = defineComparison({
  description: "is less than this number, or before this date-time",
  words: "less than",
  compare: (value, bound) => value < bound,
  step: -1,
});
