import { JsonSyntaxError, parseJson } from "../json/parse-json.ts";
import { type Document, FormatError, type RoutesFormat, locator, nearestAbove, positionAt } from "./routes-format.ts";

export const jsonFormat: RoutesFormat = {
  extensions: [".json"],
  parse(text, maxDepth): Document {
    try {
      return { node: parseJson(text, { maxDepth }), locate: createLocate(text, maxDepth) };
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      throw new FormatError(positionAt(text, error.offset), `is no JSON: ${error.message}`);
    }
  },
};

/** Reads the text once more, noting places: only who has a fault to show pays for that. */
function createLocate(text: string, maxDepth: number): Document["locate"] {
  let offsets: Map<string, number> | undefined;
  const position = locator(text);
  return (pointer) => {
    if (offsets === undefined) parseJson(text, { maxDepth, offsets: (offsets = new Map<string, number>()) });
    return position(nearestAbove(pointer, (at) => offsets?.get(at)) ?? 0);
  };
}
