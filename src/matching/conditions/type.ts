import { describeJson } from "../../json/json-node.ts";
import { type JsonValue, numberOf, typeOf } from "../../json/json-value.ts";
import { didYouMean } from "../../schema/nearest.ts";
import { defineOperator } from "./condition.ts";

const examples = { string: "a", number: 0.5, integer: 1, boolean: true, array: [], object: {}, null: null } as const;

type TypeName = keyof typeof examples;

const names = Object.keys(examples) as TypeName[];

/** What a text can be read as. */
const ofText: readonly TypeName[] = ["string", "number", "integer", "boolean"];

export const type = defineOperator({
  description: "`string number integer boolean array object null`; of text: whether it is written like one",
  json: { enum: names },
  example: "integer",
  read(operand, reader, { source }) {
    const known = source === "text" ? ofText : names;
    const name = known.find((each) => each === operand);
    if (name === undefined) {
      const guess = typeof operand === "string" ? didYouMean(operand, known) : "";
      return reader.fail(`must be one of ${known.join(", ")}, got ${describeJson(operand)}${guess}`);
    }
    return {
      judges: "one",
      demand: `be of type ${name}`,
      holds: (value) => isOf(name, value) || (source === "text" && isOf(name, readText(value))),
      suggest: () => [examples[name]],
    };
  },
});

function isOf(name: TypeName, value: JsonValue): boolean {
  return name === "integer" ? Number.isInteger(value) : typeOf(value) === name;
}

function readText(value: JsonValue): JsonValue {
  if (typeof value !== "string") return value;
  return value === "true" || value === "false" ? value === "true" : (numberOf(value) ?? value);
}
