import type { JsonNode } from "../json/json-node.ts";

/** A place in a text; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A text that was read, and where in it each value stands. */
export interface Document {
  readonly node: JsonNode;
  /** The place of the value at this JSON pointer, or of what is nearest above it. */
  locate(pointer: string): Position;
}

/** A way to write Routes files. */
export interface RoutesFormat {
  readonly extensions: readonly string[];
  /** Throws a `FormatError` if the text is not of this format. */
  parse(text: string, maxDepth: number): Document | Promise<Document>;
}

export class FormatError extends Error {
  readonly position: Position;

  constructor(position: Position, message: string) {
    super(message);
    this.position = position;
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
