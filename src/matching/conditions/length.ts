import { JsonNumber, type JsonNode } from "../../json/json-node.ts";
import type { JsonValue } from "../../json/json-value.ts";
import type { Reader } from "../../schema/reader.ts";
import { CONDITION, type Condition, type OperatorContext, defineOperator } from "./condition.ts";

export const length = defineOperator({
  description: "string: number of code points: a number or a condition",
  json: CONDITION,
  example: { lte: 80 },
  read(operand, reader, context) {
    const condition = readNumberCondition(operand, reader, context);
    if (condition === undefined) return undefined;
    return {
      judges: "one",
      demand: `have a length of ${amountOf(condition)}`,
      holds: (value, inspection) => typeof value === "string" && condition.holds([countPoints(value)], inspection),
      *suggest(actual) {
        const text = typeof actual === "string" ? actual : "";
        for (const wanted of numbersFor(condition)) {
          yield [...text].slice(0, wanted).join("") + "a".repeat(Math.max(0, wanted - countPoints(text)));
        }
      },
    };
  },
});

function countPoints(text: string): number {
  let count = text.length;
  for (let at = 1; at < text.length; at += 1) {
    if (isLow(text.charCodeAt(at)) && isHigh(text.charCodeAt(at - 1))) count -= 1;
  }
  return count;
}

/** The halves of a surrogate pair, which is one code point. */
function isHigh(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLow(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

/** A condition on a number that is counted. */
export function readNumberCondition(node: JsonNode, reader: Reader, context: OperatorContext): Condition | undefined {
  if (typeof node === "number" || node instanceof JsonNumber || node instanceof Map) {
    return context.condition(node, reader, { source: "json", isSingular: true });
  }
  return reader.fail("must be a number or a condition on it");
}

/** "at most 3", after a word for what is counted. */
export function amountOf({ tests }: Condition): string {
  return tests.map(({ demand }) => demand.replace(/^be /, "")).join(" and ");
}

export function demandsOf({ tests }: Condition): string {
  return tests.map(({ demand }) => demand).join(" and ");
}

/** No suggestion is larger. */
const LARGEST = 10_000;

/** Numbers that may be what a condition wants. */
export function* numbersFor({ tests }: Condition): Generator<number> {
  for (const test of tests) {
    for (const value of test.suggest(undefined)) if (isCount(value)) yield value;
  }
}

function isCount(value: JsonValue): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= LARGEST;
}
