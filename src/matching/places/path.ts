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
});
