import { type Test, defineOperator } from "./condition.ts";
import { CONDITIONS, joinDemands, readConditions, suggestionsOf } from "./groups.ts";

export const all = defineOperator({
  description: "satisfies all of these conditions",
  json: CONDITIONS,
  example: [{ starts_with: "a" }, { ends_with: "z" }],
  read(operand, reader, context): Test | undefined {
    const conditions = readConditions(operand, reader, context);
    if (conditions === undefined) return undefined;
    const common = {
      demand: joinDemands(conditions, "and"),
      suggest: (actual: Parameters<Test["suggest"]>[0]) => suggestionsOf(conditions, actual),
    };
    if (conditions.every(({ judgesOne }) => judgesOne)) {
      return {
        ...common,
        judges: "one",
        holds: (value, inspection) => conditions.every((condition) => condition.holds([value], inspection)),
      };
    }
    return {
      ...common,
      judges: "all",
      holds: (values, inspection) => conditions.every((condition) => condition.holds(values, inspection)),
    };
  },
});
