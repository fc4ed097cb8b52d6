import { type JsonNode, type JsonObject, JsonNumber, describeJson, stringifyJson } from "../../json/json-node.ts";
import { type JsonValue, valueOf } from "../../json/json-value.ts";
import { didYouMean } from "../../schema/nearest.ts";
import type { Reader } from "../../schema/reader.ts";
import type { Inspection } from "../inspection.ts";
import {
  CONDITION,
  type Condition,
  type ConditionOn,
  type Modifiers,
  type OperatorContext,
  type Source,
  type Test,
  type TestOfAll,
  type TestOfOne,
} from "./condition.ts";
import { equals } from "./equals.ts";
import { type OperatorName, operators } from "./operators.ts";

/** Words beside operators, which change what these mean. */
export const modifiers = {
  ignore_case: {
    description: "strings that differ only in their case are the same",
    with: ["equals", "like", "one_of", "contains", "starts_with", "ends_with", "matches"],
  },
  any_order: { description: "the order of arrays does not matter", with: ["equals", "like", "one_of"] },
  more_elements: { description: "arrays may have more elements", with: ["like"] },
} satisfies Record<string, { readonly description: string; readonly with: readonly OperatorName[] }>;

/** What may be given for a condition. */
export type ConditionDefinition =
  | string
  | number
  | boolean
  | null
  | readonly unknown[]
  | ({ readonly [operator in OperatorName]?: unknown } & { readonly [modifier in keyof typeof modifiers]?: boolean });

Object.assign(CONDITION, {
  description:
    "What a value must be: a scalar, `null` or an array, which it must equal, or an object of operators, all of which must hold.",
  anyOf: [
    { type: ["string", "number", "boolean", "null", "array"] },
    {
      type: "object",
      minProperties: 1,
      properties: {
        ...Object.fromEntries(Object.entries(operators).map(([name, { json }]) => [name, json])),
        ...Object.fromEntries(Object.keys(modifiers).map((name) => [name, { type: "boolean" }])),
      },
      additionalProperties: false,
    },
  ],
});

/** Reads a condition: a scalar, `null` or an array, which mean `equals`, or an object of operators. */
export function readCondition(
  node: JsonNode,
  reader: Reader,
  source: Source,
  { isSingular = false, modifiers: implied = NO_MODIFIERS }: Partial<Omit<ConditionOn, "source">> = {},
): Condition | undefined {
  if (!(node instanceof Map)) {
    return conditionOf(node, [equals.read(node, reader, contextFor(source, implied, isSingular))]);
  }
  if (node.size === 0) {
    return reader.fail('must have an operator; use {"exists": true} for anything that is there, {"equals": {}} for {}');
  }
  return readOperators(node, reader, source, isSingular);
}

function readOperators(node: JsonObject, reader: Reader, source: Source, isSingular: boolean): Condition | undefined {
  const before = reader.count;
  const given = readModifiers(node, reader);
  const context = contextFor(source, given, isSingular);
  const tests: (Test | undefined)[] = [];
  for (const [name, operand] of node) {
    if (Object.hasOwn(modifiers, name)) continue;
    const operator = Object.hasOwn(operators, name) ? operators[name as OperatorName] : undefined;
    if (operator === undefined) reader.failAt(name, unknownOperator(name, node));
    else tests.push(reader.child(name, { read: (each, own) => operator.read(each, own, context) }, operand));
  }
  return reader.count === before ? conditionOf(node, tests) : undefined;
}

function readModifiers(node: JsonObject, reader: Reader): Modifiers {
  for (const [name, { with: allowed }] of Object.entries(modifiers)) {
    const value = node.get(name);
    if (value === undefined) continue;
    if (typeof value !== "boolean") reader.failAt(name, `must be true or false, got ${describeJson(value)}`);
    if (!allowed.some((operator) => node.has(operator))) {
      reader.failAt(name, `changes nothing without one of ${allowed.join(", ")} beside it`);
    }
  }
  return {
    ignoreCase: node.get("ignore_case") === true,
    anyOrder: node.get("any_order") === true,
    moreElements: node.get("more_elements") === true,
  };
}

/** What looks like a value is one that somebody forgot to put into `equals` or `like`. */
function unknownOperator(name: string, node: JsonObject): string {
  const guess = didYouMean(name, [...Object.keys(operators), ...Object.keys(modifiers)]);
  if (guess !== "") return `is no operator${guess}`;
  const value = stringifyJson(node);
  const shown = value.length > 60 ? "{…}" : value;
  return `is no operator; for a value write {"equals": ${shown}}, or {"like": ${shown}} if more members are allowed`;
}

const NO_MODIFIERS: Modifiers = { ignoreCase: false, anyOrder: false, moreElements: false };

function contextFor(source: Source, given: Modifiers, isSingular: boolean): OperatorContext {
  return {
    source,
    modifiers: given,
    isSingular,
    condition: (node, reader, on = {}) => readCondition(node, reader, on.source ?? source, { isSingular, ...on }),
  };
}

/** The condition of these tests, if all of them could be read. */
export function conditionOf(node: JsonNode, given: readonly (Test | undefined)[]): Condition | undefined {
  const tests = given.filter((test) => test !== undefined);
  if (tests.length < given.length || tests.length === 0) return undefined;
  const ofOne = tests.filter((test) => test.judges === "one");
  const ofAll = tests.filter((test) => test.judges === "all");
  return { node, tests, scalar: scalarOf(node), judgesOne: ofAll.length === 0, holds: holdsFor(ofOne, ofAll) };
}

/** Most conditions have one test, and most values are alone. */
function holdsFor(ofOne: readonly TestOfOne[], ofAll: readonly TestOfAll[]): Condition["holds"] {
  const [one, ...others] = ofOne;
  if (one === undefined) return (values, inspection) => ofAll.every((test) => test.holds(values, inspection));
  const satisfies =
    others.length === 0
      ? (value: JsonValue, inspection: Inspection) => one.holds(value, inspection)
      : (value: JsonValue, inspection: Inspection) => ofOne.every((test) => test.holds(value, inspection));
  return (values, inspection) =>
    ofAll.every((test) => test.holds(values, inspection)) && values.some((value) => satisfies(value, inspection));
}

function scalarOf(node: JsonNode): Condition["scalar"] {
  const operand = node instanceof Map && node.size === 1 && node.has("equals") ? node.get("equals") : node;
  if (operand === undefined || operand instanceof Map || Array.isArray(operand)) return undefined;
  return operand instanceof JsonNumber ? Number(operand.text) : (valueOf(operand) as Condition["scalar"]);
}
