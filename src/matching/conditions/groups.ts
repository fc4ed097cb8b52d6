import { describeJson } from "../../json/json-node.ts";
import type { JsonNode } from "../../json/json-node.ts";
import type { Reader } from "../../schema/reader.ts";
import { CONDITION, type Condition, type OperatorContext } from "./condition.ts";
import { demandsOf } from "./length.ts";

/** The operand of `all`, `any` and `none`. */
export const CONDITIONS = { type: "array", items: CONDITION, minItems: 1 } as const;

export function readConditions(node: JsonNode, reader: Reader, context: OperatorContext): Condition[] | undefined {
  if (!Array.isArray(node)) return reader.fail(`must be an array of conditions, got ${describeJson(node)}`);
  if (node.length === 0) return reader.fail("must not be empty");
  const before = reader.count;
  const conditions: Condition[] = [];
  for (const [at, item] of node.entries()) {
    const condition = reader.child(at, { read: (each, own) => context.condition(each, own) }, item);
    if (condition !== undefined) conditions.push(condition);
  }
  return reader.count === before ? conditions : undefined;
}

export function joinDemands(conditions: readonly Condition[], word: string): string {
  return conditions.map(demandsOf).join(` ${word} `);
}

export function* suggestionsOf(
  conditions: readonly Condition[],
  actual: Parameters<Condition["tests"][number]["suggest"]>[0],
) {
  for (const { tests } of conditions) for (const test of tests) yield* test.suggest(actual);
}
