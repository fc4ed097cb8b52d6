import { ArrayElement, ElementSyntaxError } from "../json/array-element.ts";
import { ArraySplitter, ArraySyntaxError } from "../json/array-splitter.ts";
import { FormatError, type RoutesElement, type RoutesFormat, nearestAbove } from "./routes-format.ts";

/** A file may have a hundred thousand Routes: they are read one by one, and never held as a whole. */
export const jsonFormat: RoutesFormat = {
  extensions: [".json"],
  async *read(chunks, maxDepth): AsyncGenerator<RoutesElement> {
    const splitter = new ArraySplitter(Number.POSITIVE_INFINITY);
    try {
      for await (const chunk of chunks) {
        for (const text of splitter.push(chunk)) yield elementOf(new ArrayElement(text, maxDepth), text);
      }
      splitter.end();
    } catch (error) {
      if (error instanceof ArraySyntaxError) throw new FormatError(error, describe(error.message));
      if (error instanceof ElementSyntaxError) throw new FormatError(error.position, describe(error.message));
      throw error;
    }
  },
};

function elementOf(element: ArrayElement, { line, column }: { line: number; column: number }): RoutesElement {
  return {
    node: element.node,
    locate: (pointer) => nearestAbove(pointer, (at) => element.positionOf(at)) ?? { line, column },
  };
}

function describe(message: string): string {
  if (message.startsWith("must be an array")) return "must hold an array of Routes";
  return message === "is no valid UTF-8" ? message : `is no JSON: ${message}`;
}
