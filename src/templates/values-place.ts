import type { JsonValue } from "../json/json-value.ts";
import { placeOfNames } from "../matching/places/place.ts";
import { compileExpression } from "./expression.ts";
import { situationOf } from "./deciding.ts";
import { TemplateFault } from "./template-error.ts";
import { TemplateScope } from "./template-scope.ts";
import { isNothing, toJson } from "./values.ts";

const NONE = [] as const;

/** Conditions on what expressions come to. */
export const values = placeOfNames("values", {
  description:
    "Expressions with the [names of templates](templates.md), but for those that draw, and a condition on what each comes to; one that fails comes to nothing.",
  example: { "data.sessions[cookies.sid]": { exists: true } },
  source: "json",
  find(source, reader) {
    const scope = new TemplateScope("deciding");
    try {
      const evaluate = compileExpression(source, scope);
      const { readsBody, pathNames } = scope;
      return {
        subject: source,
        isSingular: true,
        readsBody,
        pathNames: pathNames.map(({ name }) => name),
        values: (inspection) => valuesOf(() => evaluate(situationOf(inspection))),
      };
    } catch (error) {
      if (error instanceof TemplateFault) return reader.fail(error.message);
      throw error;
    }
  },
});

function valuesOf(evaluate: () => unknown): readonly JsonValue[] {
  try {
    const value = evaluate();
    return isNothing(value) ? NONE : [jsonOf(value)];
  } catch {
    return NONE;
  }
}

/** A value as conditions know it. */
function jsonOf(value: unknown): JsonValue {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return JSON.parse(toJson(value)) as JsonValue;
}
