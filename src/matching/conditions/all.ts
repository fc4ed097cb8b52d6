import { defineGroup } from "./groups.ts";

export const all = defineGroup({
  description: "satisfies all of these conditions",
  example: [{ starts_with: "a" }, { ends_with: "z" }],
  word: "and",
  suffices: (conditions, holds) => conditions.every(holds),
});
