import { type JsonNode, JsonNumber, stringifyJson } from "../../json/json-node.ts";
import { type Equality, type JsonValue, areEqual, valueOf } from "../../json/json-value.ts";
import type { Reader } from "../../schema/reader.ts";
import { shorten } from "../words.ts";
import { type OperatorContext, type Source, type Test, defineOperator } from "./condition.ts";
import { asOperand } from "./text-values.ts";

export const equals = defineOperator({
  description: "is this JSON value, deeply; the order of members does not matter; 1 and 1.0 are the same",
  json: {},
  example: { total: 3 },
  read(operand, reader, context) {
    if (!canEqual(operand, reader, context.source)) return undefined;
    return Array.isArray(operand) ? equalsArray(operand, context) : equalsOne(operand, context);
  },
});

function equalsOne(operand: JsonNode, { source, modifiers }: OperatorContext): Test {
  const value = valueOf(operand);
  return {
    judges: "one",
    demand: `be ${shorten(stringifyJson(operand))}`,
    holds: (given) => isSame(given, value, source, modifiers),
    suggest: () => [value],
  };
}

/** An array is compared with a value that is one, and with all values together. */
function equalsArray(operand: JsonNode[], { source, modifiers }: OperatorContext): Test {
  const value = operand.map(valueOf);
  const [only] = value;
  return {
    judges: "all",
    demand: `be ${shorten(stringifyJson(operand))}`,
    holds(values) {
      if (source === "json" && values.length === 1 && areEqual(values[0] ?? null, value, modifiers)) return true;
      const converted = source === "json" ? values : values.map((each, at) => asOperand(each, value[at] ?? null));
      return areEqual(converted, value, modifiers);
    },
    suggest: () => (source === "text" && value.length === 1 && only !== undefined ? [only] : [value]),
  };
}

/** Whether a value is what an operand stands for. */
export function isSame(value: JsonValue, operand: JsonValue, source: Source, equality: Equality): boolean {
  return areEqual(source === "text" ? asOperand(value, operand) : value, operand, equality);
}

/** A text is never null, and never an object. */
export function canEqual(operand: JsonNode, reader: Reader, source: Source): boolean {
  if (source === "json") return true;
  if (operand === null) reader.fail('can\'t be null, which no text is; use {"exists": false}');
  else if (operand instanceof Map) reader.fail("can't be an object, which no text is");
  else if (Array.isArray(operand)) return operand.every((item, at) => canBeText(item, at, reader));
  else return true;
  return false;
}

function canBeText(item: JsonNode, at: number, reader: Reader): boolean {
  if (item !== null && (typeof item !== "object" || item instanceof JsonNumber)) return true;
  reader.failAt(at, "must be a string, a number or a boolean");
  return false;
}
