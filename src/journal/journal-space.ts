import type { Answer } from "../http/answer.ts";
import type { Page } from "./page.ts";

/** A journal, as far as it makes room. */
interface Holder {
  /** How many entries are filed. */
  readonly filed: number;
  dropOldest(): void;
}

/** What all journals together may hold, and so each of them. */
export interface JournalLimits {
  readonly entries: number;
  readonly bytes: number;
  /** Bytes of a body that are kept. */
  readonly body: number;
}

/** Bytes of an answer that are counted with each entry; larger answers are counted once, however many entries have them. */
const SMALL = 4096;

/**
 * The room that journals share. When it is full, the journal with the most entries makes room: what one world does
 * takes nothing from those that ask for less than their share.
 */
export class JournalSpace {
  readonly limits: JournalLimits;
  #entries = 0;
  #bytes = 0;
  /** Those with entries. */
  readonly #journals = new Set<Holder>();
  readonly #large = new Map<Answer, number>();
  #spare: Page | undefined;

  constructor(limits: JournalLimits) {
    this.limits = limits;
  }

  get entries(): number {
    return this.#entries;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** A journal has one entry more, for which so many bytes are kept. */
  add(journal: Holder, count: number, bytes: number): void {
    this.#entries += 1;
    this.#bytes += bytes;
    if (count === 1) this.#journals.add(journal);
    if (this.#isOver) this.#makeRoom(journal);
  }

  /** A journal has one entry less, for which so many bytes were kept. */
  remove(journal: Holder, count: number, bytes: number): void {
    this.#entries -= 1;
    this.#bytes -= bytes;
    if (count === 0) this.#journals.delete(journal);
  }

  grow(journal: Holder, bytes: number): void {
    this.#bytes += bytes;
    if (this.#isOver) this.#makeRoom(journal);
  }

  /** A page is gone, and its answers with it. */
  free(page: Page): void {
    this.#bytes -= page.bytes;
    for (const answer of page.answers()) this.release(answer);
    this.#spare = page;
  }

  /** A page whose memory nobody needs any more. */
  takeSpare(): Page | undefined {
    const spare = this.#spare;
    this.#spare = undefined;
    return spare;
  }

  /** An entry of a journal has this answer. */
  hold(journal: Holder, answer: Answer): void {
    const size = sizeOf(answer);
    if (size > SMALL) {
      const holders = this.#large.get(answer) ?? 0;
      this.#large.set(answer, holders + 1);
      if (holders > 0) return;
    }
    this.grow(journal, size);
  }

  release(answer: Answer): void {
    const size = sizeOf(answer);
    if (size > SMALL) {
      const holders = this.#large.get(answer) ?? 0;
      if (holders > 1) return void this.#large.set(answer, holders - 1);
      this.#large.delete(answer);
    }
    this.#bytes -= size;
  }

  get #isOver(): boolean {
    return this.#entries > this.limits.entries || this.#bytes > this.limits.bytes;
  }

  #makeRoom(journal: Holder): void {
    while (this.#isOver && this.#entries > 0) this.#largest(journal).dropOldest();
  }

  /** Nearly always the one that has just grown. */
  #largest(grown: Holder): Holder {
    if (grown.filed > 0 && grown.filed * this.#journals.size >= this.#entries) return grown;
    let largest = grown;
    for (const journal of this.#journals) if (journal.filed > largest.filed) largest = journal;
    return largest;
  }
}

/** Whether an answer is counted once, and let go by itself. */
export function isLarge(answer: Answer): boolean {
  return sizeOf(answer) > SMALL;
}

function sizeOf({ head, body }: Answer): number {
  return head.length + (typeof body === "string" || body instanceof Uint8Array ? body.length : 0);
}
