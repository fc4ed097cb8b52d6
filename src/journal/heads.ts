import type { RequestHead } from "../http/request.ts";

/** Heads that are written in one go: each write costs more than the bytes that it writes. */
const BLOCK = 32;

/** Bytes that a character may take. */
const WIDEST = 3;

const SEPARATOR = "\0";

/** Stands for a head that is like the one before it, as those of one client often are. */
const ALIKE = -1;

/** The heads of some requests, as bytes: thousands of texts would have to be carried along by the garbage collector. */
export class Heads {
  readonly memory: Buffer;
  /** Those of the last block, which are not written yet. */
  #waiting = "";
  #used = 0;
  /** The last one that was not like the one before it. */
  #last: RequestHead | null = null;
  /** Characters of each, and where each block ends in the memory. */
  readonly #lengths: number[] = [];
  readonly #ends: number[] = [];

  constructor(memory: Buffer) {
    this.memory = memory;
  }

  /** Whether there was room for it. */
  add(head: RequestHead): boolean {
    if (this.#last !== null && areAlike(this.#last, head)) this.#lengths.push(ALIKE);
    else {
      const text = textOf(head);
      if (this.#used + (this.#waiting.length + text.length) * WIDEST > this.memory.length) return false;
      const { method, target, httpVersion, fields } = head;
      this.#last = { method, target, httpVersion, fields };
      this.#waiting += text;
      this.#lengths.push(text.length);
    }
    if (this.#lengths.length % BLOCK === 0) this.#write();
    return true;
  }

  get(index: number): RequestHead {
    let from = index;
    while (this.#lengths[from] === ALIKE) from -= 1;
    const block = Math.floor(from / BLOCK);
    const end = this.#ends[block];
    const text = end === undefined ? this.#waiting : this.memory.toString("utf8", this.#ends[block - 1] ?? 0, end);
    let start = 0;
    for (let at = block * BLOCK; at < from; at += 1) start += Math.max(0, this.#lengths[at] ?? 0);
    return readHead(text.slice(start, start + (this.#lengths[from] ?? 0)));
  }

  #write(): void {
    if (this.#waiting !== "") this.#used += this.memory.write(this.#waiting, this.#used);
    this.#waiting = "";
    this.#ends.push(this.#used);
  }
}

/** The memory that a head takes at most. */
export function roomFor({ method, target, httpVersion, fields }: RequestHead): number {
  let length = method.length + target.length + httpVersion.length + 2;
  for (const text of fields) length += text.length + 1;
  return length * WIDEST;
}

function areAlike(a: RequestHead, b: RequestHead): boolean {
  if (a.target !== b.target || a.method !== b.method || a.fields.length !== b.fields.length) return false;
  for (let at = 0; at < a.fields.length; at += 1) if (a.fields[at] !== b.fields[at]) return false;
  return a.httpVersion === b.httpVersion;
}

function textOf({ method, target, httpVersion, fields }: RequestHead): string {
  let text = method + SEPARATOR + target + SEPARATOR + httpVersion;
  for (let at = 0; at < fields.length; at += 1) text += SEPARATOR + (fields[at] ?? "");
  return text;
}

function readHead(text: string): RequestHead {
  const [method = "", target = "", httpVersion = "", ...fields] = text.split(SEPARATOR);
  return { method, target, httpVersion, fields };
}
