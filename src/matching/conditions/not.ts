import { CONDITION, defineOperator } from "./condition.ts";
import { otherThan } from "./others.ts";

export const not = defineOperator({
  description: "does not satisfy this condition; holds when no value does, so also when none is there",
  json: CONDITION,
  example: "x",
  read(operand, reader, context) {
    const condition = context.condition(operand, reader);
    if (condition === undefined) return undefined;
    const demands = condition.tests.map(({ demand }) => demand).join(" and ");
    return {
      judges: "all",
      demand: `not ${demands}`,
      holds: (values, inspection) => !condition.holds(values, inspection),
      suggest: otherThan,
    };
  },
});
