import type { RequestHead } from "../http/request.ts";

/** Heads that are written in one go: each write costs more than the bytes that it writes. */
const BLOCK = 32;

/** Bytes that a character may take. */
const WIDEST = 3;

const SEPARATOR = "\0";

/** The heads of some requests, as bytes: thousands of texts would have to be carried along by the garbage collector. */
export class Heads {
  readonly memory: Buffer;
  /** Those of the last block, which are not written yet. */
  #waiting = "";
  #used = 0;
  #count = 0;
  /** Characters of each, and where each block ends in the memory. */
  readonly #lengths: number[] = [];
  readonly #ends: number[] = [];

  constructor(memory: Buffer) {
    this.memory = memory;
  }

  hasRoomFor(head: string): boolean {
    return this.#used + (this.#waiting.length + head.length) * WIDEST <= this.memory.length;
  }

  add(head: string): void {
    this.#lengths.push(head.length);
    this.#waiting += head;
    this.#count += 1;
    if (this.#count % BLOCK !== 0) return;
    this.#used += this.memory.write(this.#waiting, this.#used);
    this.#waiting = "";
    this.#ends.push(this.#used);
  }

  get(index: number): RequestHead {
    const block = Math.floor(index / BLOCK);
    const first = block * BLOCK;
    const end = this.#ends[block];
    const text = end === undefined ? this.#waiting : this.memory.toString("utf8", this.#ends[block - 1] ?? 0, end);
    let start = 0;
    for (let at = first; at < index; at += 1) start += this.#lengths[at] ?? 0;
    return readHead(text.slice(start, start + (this.#lengths[index] ?? 0)));
  }
}

/** As it is kept. */
export function headOf({ method, target, httpVersion, fields }: RequestHead): string {
  let head = method + SEPARATOR + target + SEPARATOR + httpVersion;
  for (const text of fields) head += SEPARATOR + text;
  return head;
}

function readHead(text: string): RequestHead {
  const [method = "", target = "", httpVersion = "", ...fields] = text.split(SEPARATOR);
  return { method, target, httpVersion, fields };
}

/** The memory that a head takes at most. */
export function roomFor(head: string): number {
  return head.length * WIDEST;
}
