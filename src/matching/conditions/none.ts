import { defineOperator } from "./condition.ts";
import { CONDITIONS, joinDemands, readConditions } from "./groups.ts";
import { otherThan } from "./others.ts";

export const none = defineOperator({
  description: "satisfies none of these conditions; holds when no value satisfies one, so also when none is there",
  json: CONDITIONS,
  example: ["EUR", "USD"],
  read(operand, reader, context) {
    const conditions = readConditions(operand, reader, context);
    if (conditions === undefined) return undefined;
    return {
      judges: "all",
      demand: `neither ${joinDemands(conditions, "nor")}`,
      holds: (values, inspection) => conditions.every((condition) => !condition.holds(values, inspection)),
      suggest: otherThan,
    };
  },
});
