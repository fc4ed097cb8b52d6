import { type Test, defineOperator } from "./condition.ts";
import { CONDITIONS, joinDemands, readConditions, suggestionsOf } from "./groups.ts";

export const any = defineOperator({
  description: "satisfies at least one of these conditions",
  json: CONDITIONS,
  example: ["EUR", { starts_with: "U" }],
  read(operand, reader, context): Test | undefined {
    const conditions = readConditions(operand, reader, context);
    if (conditions === undefined) return undefined;
    const common = {
      demand: joinDemands(conditions, "or"),
      suggest: (actual: Parameters<Test["suggest"]>[0]) => suggestionsOf(conditions, actual),
    };
    if (conditions.every(({ judgesOne }) => judgesOne)) {
      return {
        ...common,
        judges: "one",
        holds: (value, inspection) => conditions.some((condition) => condition.holds([value], inspection)),
      };
    }
    return {
      ...common,
      judges: "all",
      holds: (values, inspection) => conditions.some((condition) => condition.holds(values, inspection)),
    };
  },
});
