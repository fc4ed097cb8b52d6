import { describeJson } from "../../json/json-node.ts";
import { valueOf } from "../../json/json-value.ts";
import { type CompiledSchema, SchemaError, compileJsonSchema } from "../json-schema.ts";
import { defineOperator } from "./condition.ts";

/** The largest product of schema and request that is not guarded: less than a millisecond. */
const UNGUARDED_STEPS = 1_000_000;

export const schema = defineOperator({
  description: "is valid under this JSON Schema (2020-12)",
  json: { type: ["object", "boolean"] },
  example: { type: "object", required: ["total"] },
  read(operand, reader) {
    if (typeof operand !== "boolean" && !(operand instanceof Map)) {
      return reader.fail(`must be a JSON Schema, an object or a boolean, got ${describeJson(operand)}`);
    }
    let compiled: CompiledSchema;
    try {
      compiled = compileJsonSchema(valueOf(operand));
    } catch (error) {
      if (error instanceof SchemaError) return reader.fail(`must be a JSON Schema: ${error.message}`);
      throw error;
    }
    return {
      judges: "one",
      demand: "be valid under its schema",
      holds(value, inspection) {
        const isQuick = compiled.isLinear && compiled.size * inspection.size <= UNGUARDED_STEPS;
        return isQuick ? compiled.isValid(value) : inspection.inTime("a JSON Schema", () => compiled.isValid(value));
      },
      why: (value) => compiled.faultOf(value),
      suggest: () => [],
    };
  },
});
