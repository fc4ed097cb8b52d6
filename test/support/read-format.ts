import type { Position } from "../../src/json/array-element.ts";
import type { JsonNode } from "../../src/json/json-node.ts";
import type { RoutesElement, RoutesFormat } from "../../src/routes-files/routes-format.ts";

/** A text as it comes from a file: in pieces of so many bytes. */
async function* piecesOf(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield Promise.resolve(bytes.subarray(at, at + size));
}

export interface ReadDocument {
  readonly node: JsonNode[];
  /** By a JSON pointer into the whole document. */
  locate(pointer: string): Position | undefined;
}

/** Reads a whole text of one of the formats. */
export async function readFormat(format: RoutesFormat, text: string, maxDepth = 200): Promise<ReadDocument> {
  const elements: RoutesElement[] = [];
  for await (const element of format.read(piecesOf(text, 7), maxDepth)) elements.push(element);
  return {
    node: elements.map(({ node }) => node),
    locate(pointer) {
      const [, index = "", rest = ""] = /^\/(\d+)(.*)$/.exec(pointer) ?? [];
      return elements[Number(index)]?.locate(rest);
    },
  };
}
