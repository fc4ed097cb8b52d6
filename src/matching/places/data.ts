import { JsonPathError, compileJsonPath } from "../json-path.ts";
import { placeOfNames } from "./place.ts";

export const data = placeOfNames("data", {
  description: "What the world remembers as `data`: JSONPath (RFC 9535) and a condition on its nodes.",
  example: { "$.sessions": { size: { gt: 0 } } },
  source: "json",
  find(name, reader) {
    try {
      const query = compileJsonPath(name);
      return {
        subject: `data ${name}`,
        isSingular: query.isQuick,
        values: (inspection) => query.find(inspection.surroundings.data, inspection, inspection.surroundings.dataSize),
      };
    } catch (error) {
      if (error instanceof JsonPathError) return reader.fail(`must be a JSONPath (RFC 9535): ${error.message}`);
      throw error;
    }
  },
});
