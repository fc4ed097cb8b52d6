import type { ElementText } from "./array-splitter.ts";
import type { JsonNode } from "./json-node.ts";
import { JsonSyntaxError, parseJson } from "./parse-json.ts";

/** A place in a text; both count from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** An element that is no JSON, or no UTF-8. */
export class ElementSyntaxError extends Error {
  readonly position: Position;

  constructor(position: Position, message: string) {
    super(message);
    this.position = position;
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** An element of an array, and where in the whole text its values stand. */
export class ArrayElement {
  readonly node: JsonNode;
  readonly #text: string;
  readonly #start: Position;
  readonly #maxDepth: number;
  #offsets: Map<string, number> | undefined;

  /** `maxDepth`: how deep the element may be nested. Throws an `ElementSyntaxError`. */
  constructor({ bytes, line, column }: ElementText, maxDepth: number) {
    this.#start = { line, column };
    this.#maxDepth = maxDepth;
    this.#text = this.#decode(bytes);
    this.node = this.#parse();
  }

  /** The place of the value at a JSON pointer, if there is one. */
  positionOf(pointer: string): Position | undefined {
    const offset = this.#findOffsets().get(pointer);
    return offset === undefined ? undefined : this.#positionAt(offset);
  }

  #decode(bytes: Uint8Array): string {
    try {
      return decoder.decode(bytes);
    } catch {
      throw new ElementSyntaxError(this.#start, "is no valid UTF-8");
    }
  }

  #parse(): JsonNode {
    try {
      return parseJson(this.#text, { maxDepth: this.#maxDepth, isElement: true });
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      throw new ElementSyntaxError(this.#positionAt(error.offset), error.message);
    }
  }

  /** Parses the text once more, noting places: only who has a fault to show pays for that. */
  #findOffsets(): ReadonlyMap<string, number> {
    if (this.#offsets !== undefined) return this.#offsets;
    const offsets = new Map<string, number>();
    parseJson(this.#text, { maxDepth: this.#maxDepth, offsets });
    return (this.#offsets = offsets);
  }

  #positionAt(offset: number): Position {
    const { line, column } = this.#start;
    const before = this.#text.slice(0, offset);
    const lineEnd = before.lastIndexOf("\n");
    if (lineEnd === -1) return { line, column: column + offset };
    return { line: line + before.split("\n").length - 1, column: offset - lineEnd };
  }
}
