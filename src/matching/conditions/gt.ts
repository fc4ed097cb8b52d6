import { defineComparison } from "./comparison.ts";

export const gt = defineComparison({
  description: "is greater than this number, or later than this ISO 8601 date-time",
  words: "greater than",
  compare: (value, bound) => value > bound,
  step: 1,
});
