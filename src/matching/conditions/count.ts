import { CONDITION, defineOperator } from "./condition.ts";
import { amountOf, numbersFor, readNumberCondition } from "./length.ts";

export const count = defineOperator({
  description: "how many values or nodes there are: a number or a condition",
  json: CONDITION,
  example: 2,
  read(operand, reader, context) {
    const condition = readNumberCondition(operand, reader, context);
    if (condition === undefined) return undefined;
    return {
      judges: "all",
      demand: `be there so often: ${amountOf(condition)}`,
      holds: (values, inspection) => condition.holds([values.length], inspection),
      *suggest(actual) {
        for (const wanted of numbersFor(condition)) yield Array.from({ length: wanted }, () => actual ?? "any");
      },
    };
  },
});
