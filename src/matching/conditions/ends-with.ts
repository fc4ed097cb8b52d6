import { fold } from "../../json/json-value.ts";
import { describeJson } from "../../json/json-node.ts";
import { shorten } from "../words.ts";
import { defineOperator } from "./condition.ts";

export const endsWith = defineOperator({
  description: "ends with this string",
  json: { type: "string" },
  example: ".png",
  read(operand, reader, { modifiers: { ignoreCase } }) {
    if (typeof operand !== "string") return reader.fail(`must be a string, got ${describeJson(operand)}`);
    const end = ignoreCase ? fold(operand) : operand;
    return {
      judges: "one",
      demand: `end with ${shorten(JSON.stringify(operand))}`,
      holds: (value, inspection) =>
        typeof value === "string" && (ignoreCase ? inspection.fold(value) : value).endsWith(end),
      suggest: (actual) => (typeof actual === "string" ? [actual + operand, operand] : [operand]),
    };
  },
});
