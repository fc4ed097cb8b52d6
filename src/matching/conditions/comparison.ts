import { type JsonNode, JsonNumber, describeJson } from "../../json/json-node.ts";
import { type JsonValue, numberOf } from "../../json/json-value.ts";
import { readDateTime, writeDateTime } from "../date-time.ts";
import { type Operator, type Source, defineOperator } from "./condition.ts";

export interface Comparison {
  readonly description: string;
  /** "at least" */
  readonly words: string;
  readonly compare: (value: number, bound: number) => boolean;
  /** What lies nearest to the bound, by how much. */
  readonly step: number;
}

/** Numbers and date-times are compared alike: the latter as instants. */
export function defineComparison({ description, words, compare, step }: Comparison): Operator {
  return defineOperator({
    description,
    json: { type: ["number", "string"] },
    example: 3,
    read(operand, reader, { source }) {
      const bound = boundOf(operand);
      if (bound === undefined) {
        return reader.fail(`must be a number or an ISO 8601 date-time, got ${describeJson(operand)}`);
      }
      const isTime = typeof operand === "string";
      return {
        judges: "one",
        demand: `be ${words} ${isTime ? operand : describeJson(operand)}`,
        holds(value) {
          const given = isTime ? timeOf(value) : numberIn(value, source);
          return given !== undefined && compare(given, bound);
        },
        suggest: () => (isTime ? [writeDateTime(bound + step * SECOND)] : [bound + step]),
      };
    },
  });
}

const SECOND = 1000;

function boundOf(operand: JsonNode): number | undefined {
  if (typeof operand === "string") return readDateTime(operand);
  const value = operand instanceof JsonNumber ? Number(operand.text) : operand;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function timeOf(value: JsonValue): number | undefined {
  return typeof value === "string" ? readDateTime(value) : undefined;
}

/** A number; a text that is one, where values are text. */
function numberIn(value: JsonValue, source: Source): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && source === "text" ? numberOf(value) : undefined;
}
