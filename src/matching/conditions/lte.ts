import { defineComparison } from "./comparison.ts";

export const lte = defineComparison({
  description: "is at most this number, or not after this date-time",
  words: "at most",
  compare: (value, bound) => value <= bound,
  step: 0,
});
