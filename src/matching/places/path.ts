import { Reader } from "../../schema/reader.ts";
import { readCondition } from "../conditions/read-condition.ts";
import { placeOfNames } from "./place.ts";

const NONE = [] as const;

export const path = placeOfNames("path", {
  description: "The placeholders and other named parts of `path`.",
  example: { id: { gte: 100 } },
  find: (name) => ({
    subject: `path parameter ${name}`,
    values(inspection) {
      const value = inspection.pathValues.get(name);
      return value === undefined ? NONE : [value];
    },
  }),
  readCondition(node, reader, { name }) {
    const condition = readCondition(node, reader, "text");
    // What is text here by its size only is compared as what it stands for: with no conversion.
    const ofLong = condition && readCondition(node, new Reader(), "json");
    if (condition === undefined || ofLong === undefined) return condition;
    return {
      ...condition,
      holds: (values, inspection) => (inspection.isLongNumber(name) ? ofLong : condition).holds(values, inspection),
    };
  },
});
