import type { Answer } from "../http/answer.ts";
import type { Page } from "./page.ts";

/** A journal, as far as it makes room. */
interface Holder {
  /** How many entries are filed, and the bytes that they take, large answers aside. */
  readonly filed: number;
  held: number;
  dropOldest(count: number): void;
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

  /** A journal has so many entries more, for which so many bytes are kept. */
  add(journal: Holder, entries: number, bytes: number): void {
    this.#entries += entries;
    this.#journals.add(journal);
    this.grow(journal, bytes);
  }

  /** A journal has so many entries less, for which so many bytes were kept. */
  remove(journal: Holder, entries: number, bytes: number): void {
    this.#entries -= entries;
    this.#bytes -= bytes;
    journal.held -= bytes;
    if (journal.filed === 0) this.#journals.delete(journal);
  }

  grow(journal: Holder, bytes: number): void {
    this.#bytes += bytes;
    journal.held += bytes;
    if (this.#isOver) this.#makeRoom(journal);
  }

  /** A page is gone, and its answers with it. */
  free(journal: Holder, page: Page): void {
    this.#bytes -= page.bytes;
    journal.held -= page.bytes;
    for (const answer of page.answers()) this.release(journal, answer);
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
    if (size <= SMALL) return this.grow(journal, size);
    const holders = this.#large.get(answer) ?? 0;
    this.#large.set(answer, holders + 1);
    if (holders > 0) return;
    this.#bytes += size;
    if (this.#isOver) this.#makeRoom(journal);
  }

  release(journal: Holder, answer: Answer): void {
    const size = sizeOf(answer);
    if (size <= SMALL) {
      journal.held -= size;
      this.#bytes -= size;
      return;
    }
    const holders = this.#large.get(answer) ?? 0;
    if (holders > 1) return void this.#large.set(answer, holders - 1);
    this.#large.delete(answer);
    this.#bytes -= size;
  }

  get #isOver(): boolean {
    return this.#entries > this.limits.entries || this.#bytes > this.limits.bytes;
  }

  #makeRoom(journal: Holder): void {
    while (this.#isOver && this.#entries > 0) {
      const tooMany = this.#entries - this.limits.entries;
      const isAlone = this.#journals.size <= 1;
      if (tooMany > 0) this.#largest(journal, this.#entries, ({ filed }) => filed).dropOldest(isAlone ? tooMany : 1);
      else this.#largest(journal, this.#bytes, ({ held }) => held).dropOldest(1);
    }
  }

  /** The one that takes the most of what is too much: nearly always the one that has just grown. */
  #largest(grown: Holder, total: number, shareOf: (journal: Holder) => number): Holder {
    if (grown.filed > 0 && shareOf(grown) * this.#journals.size >= total) return grown;
    let largest: Holder | undefined;
    for (const journal of this.#journals) {
      if (largest === undefined || shareOf(journal) > shareOf(largest)) largest = journal;
    }
    return largest ?? grown;
  }
}

/** Whether an answer is counted once, and let go by itself. */
export function isLarge(answer: Answer): boolean {
  return sizeOf(answer) > SMALL;
}

function sizeOf({ head, body }: Answer): number {
  return head.length + (typeof body === "string" || body instanceof Uint8Array ? body.length : 0);
}
