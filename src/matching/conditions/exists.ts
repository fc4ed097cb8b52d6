import { describeJson } from "../../json/json-node.ts";
import { defineOperator } from "./condition.ts";

export const exists = defineOperator({
  description: "is there (true) or absent (false)",
  json: { type: "boolean" },
  example: true,
  read(operand, reader) {
    if (typeof operand !== "boolean") return reader.fail(`must be true or false, got ${describeJson(operand)}`);
    return {
      judges: "all",
      demand: operand ? "be there" : "be absent",
      holds: (values) => values.length > 0 === operand,
      suggest: () => (operand ? ["any", true, 0] : []),
    };
  },
});
