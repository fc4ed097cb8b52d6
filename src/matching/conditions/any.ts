import { defineGroup } from "./groups.ts";

export const any = defineGroup({
  description: "satisfies at least one of these conditions",
  example: ["EUR", { starts_with: "U" }],
  word: "or",
  suffices: (conditions, holds) => conditions.some(holds),
});
