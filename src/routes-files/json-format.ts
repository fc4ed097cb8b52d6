import { JsonSyntaxError, parseJson } from "../json/parse-json.ts";
import { type Document, FormatError, type RoutesFormat, nearestAbove, positionAt } from "./routes-format.ts";

export const jsonFormat: RoutesFormat = {
  extensions: [".json"],
  parse(text, maxDepth): Document {
    try {
      return { node: parseJson(text, { maxDepth }), locate: (pointer) => locate(text, pointer, maxDepth) };
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      throw new FormatError(positionAt(text, error.offset), `is no JSON: ${error.message}`);
    }
  },
};

/** Reads the text once more, noting places: only who has a fault to show pays for that. */
function locate(text: string, pointer: string, maxDepth: number) {
  const offsets = new Map<string, number>();
  parseJson(text, { maxDepth, offsets });
  return positionAt(text, nearestAbove(pointer, (at) => offsets.get(at)) ?? 0);
}
