import { fold } from "../../json/json-value.ts";
import { describeJson } from "../../json/json-node.ts";
import { shorten } from "../words.ts";
import { defineOperator } from "./condition.ts";

export const startsWith = defineOperator({
  description: "begins with this string",
  json: { type: "string" },
  example: "Bearer ",
  read(operand, reader, { modifiers: { ignoreCase } }) {
    if (typeof operand !== "string") return reader.fail(`must be a string, got ${describeJson(operand)}`);
    const start = ignoreCase ? fold(operand) : operand;
    return {
      judges: "one",
      demand: `begin with ${shorten(JSON.stringify(operand))}`,
      holds: (value, inspection) =>
        typeof value === "string" && (ignoreCase ? inspection.fold(value) : value).startsWith(start),
      suggest: (actual) => (typeof actual === "string" ? [operand + actual, operand] : [operand]),
    };
  },
});
