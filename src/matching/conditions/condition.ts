import type { JsonNode } from "../../json/json-node.ts";
import type { JsonValue } from "../../json/json-value.ts";
import type { Reader } from "../../schema/reader.ts";
import type { JsonSchema } from "../../schema/schema.ts";
import type { Inspection } from "../inspection.ts";

/** Where values come from: text is read as the number or boolean that an operand is; of JSON nothing is converted. */
export type Source = "text" | "json";

/** What an operator asks. */
export type Test = TestOfOne | TestOfAll;

interface Demand {
  /** What a value must do, after "must": "be at least 3", "begin with "a"". */
  readonly demand: string;
  /** Values that may do it, the likeliest first; `actual` is what was there. */
  suggest(actual: JsonValue | undefined): Iterable<JsonValue>;
}

/** Asks something of a value: all such tests of a condition must hold for one and the same. */
export interface TestOfOne extends Demand {
  readonly judges: "one";
  holds(value: JsonValue, inspection: Inspection): boolean;
  /** What is wrong with a value that does not do it, if more can be said than what it must do. */
  why?(value: JsonValue): string | undefined;
}

/** Asks something of all values together, none included. */
export interface TestOfAll extends Demand {
  readonly judges: "all";
  holds(values: readonly JsonValue[], inspection: Inspection): boolean;
}

/** What values must be. */
export interface Condition {
  /** As it was written. */
  readonly node: JsonNode;
  readonly tests: readonly Test[];
  /** The one scalar that it asks for, if it asks for nothing else: found by looking it up. */
  readonly scalar: string | number | boolean | null | undefined;
  /** Whether it asks nothing of all values together. */
  readonly judgesOne: boolean;
  readonly holds: (values: readonly JsonValue[], inspection: Inspection) => boolean;
}

export interface Modifiers {
  readonly ignoreCase: boolean;
  readonly anyOrder: boolean;
  readonly moreElements: boolean;
}

/** What a condition is about. */
export interface ConditionOn {
  readonly source: Source;
  readonly isSingular: boolean;
  /** What a value that stands for itself is compared by. */
  readonly modifiers: Modifiers;
}

export interface OperatorContext {
  readonly source: Source;
  readonly modifiers: Modifiers;
  /** Whether there is at most one value, which may be an array. */
  readonly isSingular: boolean;
  /** Reads a condition below this operator, by default on the same values. */
  condition(node: JsonNode, reader: Reader, on?: Partial<ConditionOn>): Condition | undefined;
}

/** One operator: what it means, which operand it takes, and the test that this makes. */
export interface Operator {
  readonly description: string;
  /** The JSON Schema of its operand. */
  readonly json: JsonSchema;
  /** An operand, for the reference. */
  readonly example: unknown;
  readonly read: (operand: JsonNode, reader: Reader, context: OperatorContext) => Test | undefined;
}

export function defineOperator(operator: Operator): Operator {
  return operator;
}

/** The JSON Schema of conditions. What it holds is filled in where all operators are known. */
export const CONDITION: { [keyword: string]: unknown } = { title: "Condition" };
