import { describeJson } from "../../json/json-node.ts";
import { PatternError } from "../pattern-error.ts";
import { type Pattern, parsePattern } from "../pattern.ts";
import { exampleOf } from "../regex/example.ts";
import { shorten } from "../words.ts";
import { defineOperator } from "./condition.ts";

/** No pattern that people write is longer. */
const LONGEST_PATTERN = 10_000;

export const matches = defineOperator({
  description: "as a whole matches this regular expression (`.` matches line ends too)",
  json: { type: "string", maxLength: LONGEST_PATTERN },
  example: "[0-9a-f]{32}",
  read(operand, reader, { modifiers: { ignoreCase } }) {
    if (typeof operand !== "string") return reader.fail(`must be a string, got ${describeJson(operand)}`);
    if (operand.length > LONGEST_PATTERN) {
      return reader.fail(`must be at most ${LONGEST_PATTERN} characters long, got ${operand.length}`);
    }
    let pattern: Pattern;
    try {
      pattern = parsePattern(operand, { dotAll: true, ignoreCase });
    } catch (error) {
      if (error instanceof PatternError) return reader.fail(`must be a regular expression: ${error.message}`);
      throw error;
    }
    return {
      judges: "one",
      demand: `match ${shorten(operand)}`,
      holds(value, inspection) {
        // Of many elements the first that takes too long speaks for all.
        if (typeof value !== "string" || inspection.expired.includes(operand)) return false;
        const verdict = pattern.matches(value, inspection.budget);
        if (verdict === "expired") inspection.giveUp(operand);
        return verdict === true;
      },
      suggest() {
        const example = exampleOf(operand);
        return example === null ? [] : [example];
      },
    };
  },
});
