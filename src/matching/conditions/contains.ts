import { type JsonValue, fold, isMembers } from "../../json/json-value.ts";
import { describeJson, stringifyJson } from "../../json/json-node.ts";
import { shorten } from "../words.ts";
import { CONDITION, defineOperator } from "./condition.ts";
import { finderOf } from "./find-text.ts";

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
    const includes = typeof operand === "string" ? finderOf(modifiers.ignoreCase ? fold(operand) : operand) : undefined;
    return {
      judges: "one",
      demand: `contain ${shorten(stringifyJson(operand))}`,
      holds(value, inspection) {
        if (typeof value === "string") {
          return includes?.(modifiers.ignoreCase ? inspection.fold(value) : value) ?? false;
        }
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
