import { type JsonNode, JsonNumber, stringifyJson } from "../../json/json-node.ts";
import { type Equality, type JsonValue, areEqual, valueOf } from "../../json/json-value.ts";
import type { Reader } from "../../schema/reader.ts";
import { shorten } from "../words.ts";
import { type Modifiers, type OperatorContext, type Source, type Test, defineOperator } from "./condition.ts";
import { canPair } from "./pairs.ts";
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

/** An array is compared with the value that is one, or with all values together. */
function equalsArray(operand: JsonNode[], { source, modifiers, isSingular }: OperatorContext): Test {
  const value = operand.map(valueOf);
  const [only] = value;
  const isEqual = (values: readonly JsonValue[]): boolean => {
    if (source === "text") return areSame(values, value, modifiers);
    const [first] = values;
    if (values.length === 1 && first !== undefined && areEqual(first, value, modifiers)) return true;
    return !isSingular && values.length > 0 && areEqual(values, value, modifiers);
  };
  return {
    judges: "all",
    demand: `be ${shorten(stringifyJson(operand))}`,
    holds: (values, inspection) =>
      modifiers.anyOrder && inspection.size > UNGUARDED_SIZE
        ? inspection.inTime("any_order", () => isEqual(values))
        : isEqual(values),
    suggest: () => (source === "text" && value.length === 1 && only !== undefined ? [only] : [value]),
  };
}

/** Bytes of a body that are brought in order in less than a millisecond. */
const UNGUARDED_SIZE = 4096;

/** Texts, each as the operand that it is compared with. */
function areSame(texts: readonly JsonValue[], value: readonly JsonValue[], modifiers: Modifiers): boolean {
  if (texts.length !== value.length) return false;
  if (modifiers.anyOrder) return canPair(value, texts, (operand, text) => isSame(text, operand, "text", modifiers));
  return texts.every((text, at) => isSame(text, value[at] ?? null, "text", modifiers));
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
