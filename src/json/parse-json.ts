import { type JsonNode, type JsonObject, describeJson, numberNode } from "./json-node.ts";
import { formatPointer } from "./json-pointer.ts";

export interface ParseOptions {
  /** How deep arrays and objects may be nested. */
  readonly maxDepth: number;
  /** Whether the text is that of an element, cut out of an array. */
  readonly isElement?: boolean;
  /** Filled with the offset in the text of every value, by its JSON pointer. */
  readonly offsets?: Map<string, number>;
}

/** A text that is no JSON (RFC 8259): `offset` counts UTF-16 units from its start. */
export class JsonSyntaxError extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/**
 * Reads a JSON text without loss. A member given twice is refused: readers differ in which one they take, and
 * here somebody wrote one of them in vain.
 */
export function parseJson(text: string, options: ParseOptions): JsonNode {
  return new JsonParser(text, options).parse();
}

/** V8 copies slices of so many characters by itself. */
const SLICE_IS_COPY = 12;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

class JsonParser {
  readonly #text: string;
  readonly #maxDepth: number;
  readonly #isElement: boolean;
  readonly #offsets: Map<string, number> | undefined;
  /** The way to the current value, if anybody wants to know. */
  readonly #path: (string | number)[] = [];
  #depth = 0;
  #at = 0;

  constructor(text: string, { maxDepth, isElement = false, offsets }: ParseOptions) {
    this.#text = text;
    this.#maxDepth = maxDepth;
    this.#isElement = isElement;
    this.#offsets = offsets;
  }

  parse(): JsonNode {
    if (this.#text.charCodeAt(0) === 0xfeff) this.#at = 1;
    const node = this.#value();
    this.#space();
    if (this.#at === this.#text.length) return node;
    if (this.#isElement) return this.#fail(`expected "," or "]", found ${this.#here()}`);
    return this.#fail(`unexpected ${this.#here()} after the end of the JSON value`);
  }

  #value(): JsonNode {
    this.#space();
    this.#offsets?.set(formatPointer(this.#path), this.#at);
    switch (this.#text[this.#at]) {
      case "{":
        return this.#object();
      case "[":
        return this.#array();
      case '"':
        return this.#string();
      case "t":
        return this.#word("true", true);
      case "f":
        return this.#word("false", false);
      case "n":
        return this.#word("null", null);
      default:
        return this.#number();
    }
  }

  #object(): JsonObject {
    const object: JsonObject = new Map();
    if (this.#open("}")) return object;
    for (;;) {
      this.#space();
      const start = this.#at;
      if (this.#text[start] !== '"') this.#fail(`expected a member name in double quotes, found ${this.#here()}`);
      const name = this.#string();
      if (object.has(name)) this.#failAt(start, `the member ${describeJson(name)} is given twice`);
      this.#space();
      if (this.#text[this.#at] !== ":") this.#fail(`expected ":" after a member name, found ${this.#here()}`);
      this.#at += 1;
      object.set(name, this.#child(name));
      if (this.#close("}")) return object;
    }
  }

  #array(): JsonNode[] {
    const array: JsonNode[] = [];
    if (this.#open("]")) return array;
    for (;;) {
      array.push(this.#child(array.length));
      if (this.#close("]")) return array;
    }
  }

  #child(key: string | number): JsonNode {
    if (this.#offsets === undefined) return this.#value();
    this.#path.push(key);
    const value = this.#value();
    this.#path.pop();
    return value;
  }

  /** Steps into an array or object; true if it ends at once. */
  #open(end: string): boolean {
    if (this.#depth >= this.#maxDepth) this.#fail(`nested deeper than ${this.#maxDepth} levels`);
    this.#at += 1;
    this.#space();
    if (this.#text[this.#at] === end) {
      this.#at += 1;
      return true;
    }
    this.#depth += 1;
    return false;
  }

  /** Steps over a comma (false) or the end (true). */
  #close(end: string): boolean {
    this.#space();
    const char = this.#text[this.#at];
    if (char !== "," && char !== end) this.#fail(`expected "," or "${end}", found ${this.#here()}`);
    this.#at += 1;
    if (char === ",") return false;
    this.#depth -= 1;
    return true;
  }

  #string(): string {
    const text = this.#text;
    const start = this.#at;
    let escaped = false;
    for (let at = start + 1; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === 0x22) {
        this.#at = at + 1;
        // A long slice of a text keeps the whole text, and so do the Routes that keep the slice: it is copied instead.
        return escaped || at - start > SLICE_IS_COPY ? this.#unescape(start, at + 1) : text.slice(start + 1, at);
      }
      if (code === 0x5c) {
        escaped = true;
        at += 1;
      } else if (code < 0x20) {
        this.#failAt(at, "a control character in a string must be written as an escape (\\n, \\u001f)");
      }
    }
    return this.#failAt(start, "a string has no closing quote");
  }

  #unescape(start: number, end: number): string {
    try {
      return JSON.parse(this.#text.slice(start, end)) as string;
    } catch {
      return this.#failAt(start, "a string holds a broken escape; write a backslash as \\\\");
    }
  }

  #number(): JsonNode {
    NUMBER.lastIndex = this.#at;
    const text = NUMBER.exec(this.#text)?.[0];
    if (text === undefined) return this.#fail(`expected a JSON value, found ${this.#here()}`);
    this.#at += text.length;
    return numberNode(text);
  }

  #word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) this.#fail(`expected a JSON value, found ${this.#here()}`);
    this.#at += word.length;
    return value;
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at += 1;
    }
  }

  #here(): string {
    const point = this.#text.codePointAt(this.#at);
    return point === undefined ? "the end of the text" : JSON.stringify(String.fromCodePoint(point));
  }

  #fail(message: string): never {
    return this.#failAt(this.#at, message);
  }

  #failAt(offset: number, message: string): never {
    throw new JsonSyntaxError(offset, message);
  }
}
