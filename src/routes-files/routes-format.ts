import type { Position } from "../json/array-element.ts";
import type { JsonNode } from "../json/json-node.ts";

/** A Route of a file, not looked at yet. */
export interface RoutesElement {
  readonly node: JsonNode;
  /** The place of the value at this JSON pointer into the Route, or of what is nearest above it. */
  locate(pointer: string): Position;
}

/** A way to write Routes files. */
export interface RoutesFormat {
  readonly extensions: readonly string[];
  /** The Routes of a file, one by one. Throws a `FormatError` where the text is not of this format. */
  read(chunks: AsyncIterable<Uint8Array>, maxDepth: number): AsyncIterable<RoutesElement>;
}

export class FormatError extends Error {
  readonly position: Position;

  constructor({ line, column }: Position, message: string) {
    super(message);
    this.position = { line, column };
  }
}

/** Turns offsets in a text into lines and columns. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

/** The same for many offsets of one text: its lines are counted once, when the first place is asked for. */
export function locator(text: string): (offset: number) => Position {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
    const line = starts.findLastIndex((start) => start <= offset);
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
}

/** The value at the pointer, or the nearest above it for which `find` knows a place. */
export function nearestAbove<T>(pointer: string, find: (pointer: string) => T | undefined): T | undefined {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf("/"))) {
    const found = find(at);
    if (found !== undefined || at === "") return found;
  }
}
