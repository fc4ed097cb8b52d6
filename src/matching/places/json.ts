import { JsonPathError, compileJsonPath } from "../json-path.ts";
import { placeOfNames } from "./place.ts";

const NONE = [] as const;

export const json = placeOfNames("json", {
  description: "The body as JSON: JSONPath (RFC 9535) and a condition on its nodes. A body that is no JSON has none.",
  example: { "$.total": { gte: 3 } },
  source: "json",
  readsBody: true,
  find(name, reader) {
    try {
      const query = compileJsonPath(name);
      const key = `json ${name}`;
      return {
        subject: `json ${name}`,
        isSingular: query.isQuick,
        values(inspection) {
          const found = inspection.request.body?.json ?? null;
          if (found === null) return NONE;
          if (query.isQuick) return query.find(found.value, inspection);
          return inspection.once(key, () => query.find(found.value, inspection));
        },
      };
    } catch (error) {
      if (error instanceof JsonPathError) return reader.fail(`must be a JSONPath (RFC 9535): ${error.message}`);
      throw error;
    }
  },
});
