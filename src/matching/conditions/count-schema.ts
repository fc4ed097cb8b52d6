import { type JsonNode, JsonNumber, stringifyJson } from "../../json/json-node.ts";
import { Reader } from "../../schema/reader.ts";
import type { Schema } from "../../schema/schema.ts";
import { CONDITION, type Condition } from "./condition.ts";
import { type ConditionDefinition, readCondition } from "./read-condition.ts";

/** What compares numbers: of these it is known what they say of all numbers that are not tried. */
const COMPARISONS = new Set(["equals", "not", "one_of", "gt", "gte", "lt", "lte", "all", "any", "none"]);

/** Nobody needs more numbers to say how often. */
const MOST_NUMBERS = 100;

/** How often something must have come: a number, or a condition that compares it with numbers. */
export const countSchema: Schema<Condition, ConditionDefinition> = {
  json: {
    description: `How often: a number, or a condition that compares it with at most ${MOST_NUMBERS} numbers.`,
    allOf: [CONDITION],
    examples: [1, { gte: 2 }],
  },
  expected: "a number or a condition on it",
  read(node, reader) {
    if (typeof node !== "number" && !(node instanceof JsonNumber) && !(node instanceof Map)) {
      return reader.fail("must be a number or a condition on it");
    }
    const condition = readCondition(node, reader, "json", { isSingular: true });
    if (condition === undefined) return undefined;
    const other = otherThanComparison(node);
    if (other !== undefined)
      return reader.fail(`must compare numbers (${[...COMPARISONS].join(", ")}), and has ${other}`);
    if (numbersOf(node).length > MOST_NUMBERS) return reader.fail(`must not have more than ${MOST_NUMBERS} numbers`);
    return condition;
  },
  write: ({ node }) => stringifyJson(node),
};

/** A count that is known to be one. */
export function readCount(node: JsonNode): Condition {
  const condition = countSchema.read(node, new Reader());
  if (condition === undefined) throw new TypeError("the count is none");
  return condition;
}

function otherThanComparison(node: JsonNode): string | undefined {
  if (Array.isArray(node)) return node.map(otherThanComparison).find((found) => found !== undefined);
  if (typeof node === "number" || node instanceof JsonNumber) return undefined;
  if (!(node instanceof Map)) return stringifyJson(node);
  for (const [name, operand] of node) {
    if (!COMPARISONS.has(name)) return name;
    const found = otherThanComparison(operand);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The numbers that a count is compared with: between them it holds for all or for none. */
export function numbersOf(node: JsonNode): number[] {
  if (typeof node === "number") return [node];
  if (node instanceof JsonNumber) return [Number(node.text)];
  if (Array.isArray(node)) return node.flatMap(numbersOf);
  return node instanceof Map ? [...node.values()].flatMap(numbersOf) : [];
}
