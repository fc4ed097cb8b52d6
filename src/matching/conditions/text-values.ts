import { type JsonValue, numberOf } from "../../json/json-value.ts";

/** What a text is, if an operand of this type is compared with it; nothing else is converted. */
export function asOperand(value: JsonValue, operand: JsonValue): JsonValue {
  if (typeof value !== "string") return value;
  if (typeof operand === "number") return numberOf(value) ?? value;
  if (typeof operand === "boolean") return value === "true" ? true : value === "false" ? false : value;
  return value;
}
