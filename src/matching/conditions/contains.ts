import { type JsonValue, fold, isMembers } from "../../json/json-value.ts";
import { describeJson, stringifyJson } from "../../json/json-node.ts";
import { shorten } from "../words.ts";
import { CONDITION, defineOperator } from "./condition.ts";

export const contains = defineOperator({
  description: "string: has this substring; array: has an element which satisfies this condition",
  json: CONDITION,
  example: "x",
  read(operand, reader, context) {
    const { source, modifiers } = context;
    if (source === "text" && typeof operand !== "string") {
      return reader.fail(`must be a string, got ${describeJson(operand)}`);
    }
    const element = source === "text" ? undefined : context.condition(operand, reader, { isSingular: true, modifiers });
    if (element === undefined && source === "json") return undefined;
    const part = typeof operand === "string" ? (modifiers.ignoreCase ? fold(operand) : operand) : undefined;
    const isPart = (value: string): boolean =>
      part !== undefined && (modifiers.ignoreCase ? fold(value) : value).includes(part);
    return {
      judges: "one",
      demand: `contain ${shorten(stringifyJson(operand))}`,
      holds(value, inspection) {
        if (typeof value === "string") return isPart(value);
        return Array.isArray(value) && value.some((item: JsonValue) => element?.holds([item], inspection) === true);
      },
      *suggest(actual) {
        if (typeof operand === "string") yield typeof actual === "string" ? actual + operand : operand;
        for (const test of element?.tests ?? []) {
          for (const item of test.suggest(undefined)) yield Array.isArray(actual) ? [...actual, item] : [item];
        }
        if (typeof operand === "string" && isMembers(actual ?? null)) yield operand;
      },
    };
  },
});
