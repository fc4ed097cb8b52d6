import { readJsonSchema } from "../json-schema.ts";
import { defineOperator } from "./condition.ts";

export const schema = defineOperator({
  description: "is valid under this JSON Schema (2020-12)",
  json: { type: ["object", "boolean"] },
  example: { type: "object", required: ["total"] },
  read(operand, reader) {
    const compiled = readJsonSchema(operand, reader);
    if (compiled === undefined) return undefined;
    return {
      judges: "one",
      demand: "be valid under its schema",
      holds(value, inspection) {
        return compiled.isQuick(inspection.size)
          ? compiled.isValid(value)
          : inspection.inTime("a JSON Schema", () => compiled.isValid(value));
      },
      why: (value) => compiled.faultOf(value),
      suggest: () => [],
    };
  },
});
