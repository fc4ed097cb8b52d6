import { type JsonNode, JsonNumber, stringifyJson } from "../../json/json-node.ts";
import { Reader } from "../../schema/reader.ts";
import type { Schema } from "../../schema/schema.ts";
import { CONDITION, type Condition } from "./condition.ts";
import { type ConditionDefinition, readCondition } from "./read-condition.ts";

/** How often something must have come: a number, or a condition on it. */
export const countSchema: Schema<Condition, ConditionDefinition> = {
  json: { description: "How often: a number, or a condition on it.", allOf: [CONDITION], examples: [1, { gte: 2 }] },
  expected: "a number or a condition on it",
  read(node, reader) {
    if (typeof node === "number" || node instanceof JsonNumber || node instanceof Map) {
      return readCondition(node, reader, "json", { isSingular: true });
    }
    return reader.fail("must be a number or a condition on it");
  },
  write: ({ node }) => stringifyJson(node),
};

/** A count that is known to be one. */
export function readCount(node: JsonNode): Condition {
  const condition = countSchema.read(node, new Reader());
  if (condition === undefined) throw new TypeError("the count is none");
  return condition;
}
