import { defineComparison } from "./comparison.ts";

export const gte = defineComparison({
  description: "is at least this number, or not before this date-time",
  words: "at least",
  compare: (value, bound) => value >= bound,
  step: 0,
});
