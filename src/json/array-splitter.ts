/** An element of an array, not parsed yet. */
export interface ElementText {
  readonly bytes: Uint8Array;
  /** Where it begins in the whole text; both count from 1, columns in UTF-16 units. */
  readonly line: number;
  readonly column: number;
}

/** An element that is longer than it may be. */
export class LongElementError extends Error {
  readonly index: number;

  constructor(index: number) {
    super("the element is too long");
    this.index = index;
  }
}

/** A text that is no array: something else, or one that is not written as it should be. */
export class ArraySyntaxError extends Error {
  readonly line: number;
  readonly column: number;

  constructor(line: number, column: number, message: string) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

type State = "before" | "first" | "element" | "next" | "after";

const BOM = [0xef, 0xbb, 0xbf];
const [QUOTE, BACKSLASH, COMMA, NEWLINE] = [0x22, 0x5c, 0x2c, 0x0a];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Cuts the text of a JSON array into the texts of its elements as it arrives, so that none but the current one is ever
 * held. It sees to brackets, strings and commas only: what an element is, its parser says.
 */
export class ArraySplitter {
  readonly #longest: number;
  #state: State = "before";
  #count = 0;
  /** The bytes of the current element that came in earlier chunks. */
  #parts: Uint8Array[] = [];
  #length = 0;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #line = 1;
  /** Bytes before the current chunk, and where the current line began. */
  #offset = 0;
  #lineStart = 0;
  /** Bytes of the current line that are no UTF-16 unit of their own. */
  #surplus = 0;
  #start = { line: 1, column: 1 };

  /** `longest`: bytes of one element. */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** The elements that end in this chunk. Throws an `ArraySyntaxError`, or a `LongElementError`. */
  *push(chunk: Uint8Array): Generator<ElementText> {
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte === NEWLINE) this.#newLine(at);
      else if (byte >= 0x80) this.#countSurplus(byte);
      if (this.#state === "element") {
        if (!this.#endsElement(byte)) continue;
        yield this.#take(chunk.subarray(from, at));
        this.#state = byte === COMMA ? "next" : "after";
      } else if (!isSpace(byte)) {
        from = at;
        this.#step(byte, at);
      }
    }
    if (this.#state === "element") this.#keep(chunk.subarray(from));
    this.#offset += chunk.length;
  }

  /** Throws an `ArraySyntaxError` if the array has not ended. */
  end(): void {
    if (this.#state === "after") return;
    if (this.#state === "before") this.#fail(0, "must be an array, found the end of the text");
    this.#fail(0, "the array has no closing bracket");
  }

  /** A byte that is no white space, between elements. */
  #step(byte: number, at: number): void {
    const found = JSON.stringify(String.fromCharCode(byte));
    if (this.#state === "before") {
      if (byte === BOM[this.#offset + at]) return void (this.#surplus = at + 1 + this.#offset);
      if (byte !== OPEN_ARRAY) this.#fail(at, `must be an array, found ${found}`);
      this.#state = "first";
    } else if (this.#state === "after") {
      this.#fail(at, `unexpected ${found} after the end of the array`);
    } else if (byte === CLOSE_ARRAY && this.#state === "first") {
      this.#state = "after";
    } else if (byte === COMMA || byte === CLOSE_ARRAY) {
      this.#fail(at, `expected a JSON value, found ${found}`);
    } else {
      this.#state = "element";
      this.#start = { line: this.#line, column: this.#column(at) };
      this.#endsElement(byte);
    }
  }

  /** Follows strings and brackets; whether the byte is the first behind the element. */
  #endsElement(byte: number): boolean {
    if (this.#isInString) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === BACKSLASH) this.#isEscaped = true;
      else if (byte === QUOTE) this.#isInString = false;
      return false;
    }
    if (byte === QUOTE) this.#isInString = true;
    else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) this.#depth += 1;
    else if (byte === COMMA) return this.#depth === 0;
    else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
      if (this.#depth === 0) return true;
      this.#depth -= 1;
    }
    return false;
  }

  #keep(part: Uint8Array): void {
    this.#parts.push(part);
    this.#length += part.length;
    if (this.#length > this.#longest) throw new LongElementError(this.#count);
  }

  #take(last: Uint8Array): ElementText {
    this.#keep(last);
    const bytes = this.#parts.length === 1 ? last : Buffer.concat(this.#parts, this.#length);
    this.#parts = [];
    this.#length = 0;
    this.#count += 1;
    return { bytes, ...this.#start };
  }

  #newLine(at: number): void {
    this.#line += 1;
    this.#lineStart = this.#offset + at + 1;
    this.#surplus = 0;
  }

  /** Of the bytes of a character in UTF-8 one counts, or two if it takes four. */
  #countSurplus(byte: number): void {
    if (byte < 0xc0) this.#surplus += 1;
    else if (byte >= 0xf0) this.#surplus -= 1;
  }

  #column(at: number): number {
    return this.#offset + at - this.#lineStart - this.#surplus + 1;
  }

  #fail(at: number, message: string): never {
    throw new ArraySyntaxError(this.#line, this.#column(at), message);
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === NEWLINE || byte === 0x0d || byte === 0x09;
}
