import { type JsonNode, describeJson } from "../../json/json-node.ts";
import type { JsonValue } from "../../json/json-value.ts";
import type { Reader } from "../../schema/reader.ts";
import {
  CONDITION,
  type Condition,
  type Operator,
  type OperatorContext,
  type Test,
  defineOperator,
} from "./condition.ts";
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

interface GroupOptions {
  readonly description: string;
  readonly example: readonly unknown[];
  /** Stands between what the conditions demand. */
  readonly word: string;
  /** Whether enough of the conditions hold. */
  readonly suffices: (conditions: readonly Condition[], holds: (condition: Condition) => boolean) => boolean;
}

/** An operator that takes conditions together: of one value, if none of them asks for more. */
export function defineGroup({ description, example, word, suffices }: GroupOptions): Operator {
  return defineOperator({
    description,
    example,
    json: CONDITIONS,
    read(operand, reader, context): Test | undefined {
      const conditions = readConditions(operand, reader, context);
      if (conditions === undefined) return undefined;
      const holds: (...given: Parameters<Condition["holds"]>) => boolean = (values, inspection) =>
        suffices(conditions, (condition) => condition.holds(values, inspection));
      const common = {
        demand: joinDemands(conditions, word),
        suggest: (actual: JsonValue | undefined) => suggestionsOf(conditions, actual),
      };
      return conditions.every(({ judgesOne }) => judgesOne)
        ? { ...common, judges: "one", holds: (value, inspection) => holds([value], inspection) }
        : { ...common, judges: "all", holds };
    },
  });
}

function* suggestionsOf(conditions: readonly Condition[], actual: JsonValue | undefined): Generator<JsonValue> {
  for (const { tests } of conditions) for (const test of tests) yield* test.suggest(actual);
}
