import { type JsonValue, isMembers } from "../../json/json-value.ts";
import { CONDITION, defineOperator } from "./condition.ts";
import { amountOf, numbersFor, readNumberCondition } from "./length.ts";

export const size = defineOperator({
  description: "array or object: number of elements or members: a number or a condition",
  json: CONDITION,
  example: 2,
  read(operand, reader, context) {
    if (context.source === "text") return reader.fail("counts elements or members, and this is text; use length");
    const condition = readNumberCondition(operand, reader, context);
    if (condition === undefined) return undefined;
    return {
      judges: "one",
      demand: `have a size of ${amountOf(condition)}`,
      holds(value, inspection) {
        const count = sizeOf(value);
        return count !== undefined && condition.holds([count], inspection);
      },
      *suggest(actual) {
        for (const wanted of numbersFor(condition)) yield resize(actual, wanted);
      },
    };
  },
});

function sizeOf(value: JsonValue): number | undefined {
  if (Array.isArray(value)) return value.length;
  return isMembers(value) ? Object.keys(value).length : undefined;
}

function resize(actual: JsonValue | undefined, wanted: number): JsonValue {
  const items: readonly JsonValue[] = Array.isArray(actual) ? actual : [];
  const last = items.at(-1) ?? null;
  return Array.from({ length: wanted }, (_, at) => items[at] ?? last);
}
