import { describeJson, stringifyJson } from "../../json/json-node.ts";
import { valueOf } from "../../json/json-value.ts";
import { shorten } from "../words.ts";
import { defineOperator } from "./condition.ts";
import { canEqual, isSame } from "./equals.ts";

export const oneOf = defineOperator({
  description: "equals one of these",
  json: { type: "array", minItems: 1 },
  example: ["EUR", "USD"],
  read(operand, reader, { source, modifiers }) {
    if (!Array.isArray(operand)) return reader.fail(`must be an array, got ${describeJson(operand)}`);
    if (operand.length === 0) return reader.fail("must not be empty");
    if (!canEqual(operand, reader, source)) return undefined;
    const values = operand.map(valueOf);
    return {
      judges: "one",
      demand: `be one of ${shorten(operand.map(stringifyJson).join(", "))}`,
      holds: (given) => values.some((value) => isSame(given, value, source, modifiers)),
      suggest: () => values,
    };
  },
});
