import type { JsonValue } from "../../json/json-value.ts";
import { CONDITION, defineOperator } from "./condition.ts";

export const each = defineOperator({
  description: "array: every element satisfies this condition",
  json: CONDITION,
  example: { gt: 0 },
  read(operand, reader, context) {
    if (context.source === "text") return reader.fail("looks into arrays, and this is text");
    const condition = context.condition(operand, reader, { isSingular: true });
    if (condition === undefined) return undefined;
    const demands = condition.tests.map(({ demand }) => demand).join(" and ");
    return {
      judges: "one",
      demand: `be an array of which each element must ${demands}`,
      holds: (value, inspection) =>
        Array.isArray(value) && value.every((item: JsonValue) => condition.holds([item], inspection)),
      *suggest(actual) {
        for (const test of condition.tests) {
          for (const item of test.suggest(undefined)) yield Array.isArray(actual) ? actual.map(() => item) : [item];
        }
        yield [];
      },
    };
  },
});
