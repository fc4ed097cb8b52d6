import type { Answer } from "../http/answer.ts";
import type { RequestHead } from "../http/request.ts";
import { Entry, type EntryKeeper, type OutcomeName } from "./entry.ts";
import type { Chosen } from "../routes/live-response.ts";
import { type JournalSpace, isLarge } from "./journal-space.ts";
import { Page } from "./page.ts";

/** Is told of every entry: when it is made, and whenever more is known of it. */
export type Listener = (entry: Entry, isNew: boolean) => void;

export interface JournalPorts {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Calls back when the work of this turn is done. */
  readonly soon: (callback: () => void) => void;
}

/** So many entries wait at most to be filed. */
const MOST_UNFILED = 256;

/**
 * The requests of one world, in the order in which they came: bounded, the oldest are dropped. New ones are filed away in
 * pages when a turn of the loop is over, many at a time, and whenever somebody asks.
 */
export class Journal implements EntryKeeper, Iterable<Entry> {
  readonly #space: JournalSpace;
  readonly #ports: JournalPorts;
  /** The oldest first. */
  readonly #pages: Page[] = [];
  #last: Page | undefined;
  #unfiled: Entry[] = [];
  /** When the first of them came. */
  #at = 0;
  /** Of those that are filed. */
  #count = 0;
  #nextSerial = 1;
  #dropped = 0;
  #unmatched = 0;
  #generation = 0;
  /** `null`: none, so that asking costs one comparison. */
  #listeners: Set<Listener> | null = null;

  constructor(space: JournalSpace, ports: JournalPorts) {
    this.#space = space;
    this.#ports = ports;
  }

  now(): number {
    return this.#ports.now();
  }

  get mostBody(): number {
    return this.#space.limits.body;
  }

  get limits() {
    return this.#space.limits;
  }

  /** How many entries there are. */
  get count(): number {
    this.#file();
    return this.#count;
  }

  /** Bytes that the entries take, large answers aside: the space keeps count. */
  held = 0;

  /** How many are filed. */
  get filed(): number {
    return this.#count;
  }

  /** How many had to make room since the last `clear`. */
  get dropped(): number {
    this.#file();
    return this.#dropped;
  }

  /** How many there were since the last `clear`. */
  get total(): number {
    return this.count + this.#dropped;
  }

  /** The serial of the next entry. */
  get nextSerial(): number {
    return this.#nextSerial;
  }

  /** The serial of the oldest entry; that of the next one if there is none. */
  get firstSerial(): number {
    return this.#nextSerial - this.count;
  }

  record(head: RequestHead, outcome: OutcomeName, chosen: Chosen): Entry {
    // The clock is asked once a turn: that takes as long as all the rest.
    if (this.#unfiled.length === 0) this.#at = this.#ports.now();
    const entry = new Entry(this, this.#nextSerial, this.#at, head, outcome, chosen);
    this.#nextSerial += 1;
    const waiting = this.#unfiled.push(entry);
    if (waiting === 1) this.#ports.soon(this.#file);
    else if (waiting === MOST_UNFILED) this.#file();
    if (this.#listeners !== null) this.#tell(entry, true);
    return entry;
  }

  changed(entry: Entry, bytes: number): void {
    if (this.#isFiled(entry)) this.#update(entry, bytes);
    if (this.#listeners !== null) this.#tell(entry, false);
  }

  get(serial: number): Entry | undefined {
    if (serial < this.firstSerial || serial >= this.#nextSerial) return undefined;
    return this.#pageOf(serial)?.get(serial, this);
  }

  /** The oldest first. */
  [Symbol.iterator](): Iterator<Entry> {
    return this.from(1);
  }

  /** Those with this serial or a later one. What is dropped meanwhile is passed over. */
  *from(serial: number): Generator<Entry, void, undefined> {
    for (let next = serial; ; next += 1) {
      next = Math.max(next, this.firstSerial);
      const entry = this.get(next);
      if (entry === undefined) return;
      yield entry;
    }
  }

  /** Drops so many of the oldest. */
  dropOldest(count: number): void {
    for (let left = Math.min(count, this.#count); left > 0;) {
      const removed = this.#removeOldest(left);
      left -= removed;
      this.#dropped += removed;
    }
  }

  clear(): void {
    this.#file();
    while (this.#count > 0) this.#removeOldest(this.#count);
    this.#dropped = 0;
    this.#unmatched = 0;
    this.#generation += 1;
  }

  /** How many of all of them no Route matched, but for what browsers ask for by themselves. */
  get unmatched(): number {
    this.#file();
    return this.#unmatched;
  }

  /** Another one after every `clear`. */
  get generation(): number {
    return this.#generation;
  }

  /** Tells a listener from now on; returns how to stop that. */
  listen(listener: Listener): () => void {
    this.#listeners ??= new Set();
    this.#listeners.add(listener);
    return () => {
      this.#listeners?.delete(listener);
      if (this.#listeners?.size === 0) this.#listeners = null;
    };
  }

  #tell(entry: Entry, isNew: boolean): void {
    for (const listener of this.#listeners ?? []) listener(entry, isNew);
  }

  readonly #file = (): void => {
    if (this.#unfiled.length === 0) return;
    const entries = this.#unfiled;
    this.#unfiled = [];
    let bytes = 0;
    for (const entry of entries) bytes += this.#add(entry);
    this.#space.add(this, entries.length, bytes);
  };

  /** Returns the bytes that are kept for it. */
  #add(entry: Entry): number {
    const page = this.#last?.add(entry) === true ? this.#last : this.#turn(entry);
    this.#count += 1;
    if (entry.outcome === "unmatched" && !entry.isAskedByBrowsers) this.#unmatched += 1;
    if (entry.answer !== null) this.#hold(page, entry.answer);
    return (entry.body?.size ?? 0) + (entry.explanation?.length ?? 0);
  }

  #update(entry: Entry, bytes: number): void {
    const page = this.#pageOf(entry.serial);
    if (page === undefined || entry.serial < page.firstSerial + page.gone) return;
    const isNew = entry.answer !== null && page.answerOf(entry.serial) === null;
    page.update(entry);
    if (isNew && entry.answer !== null) this.#hold(page, entry.answer);
    this.#space.grow(this, bytes);
  }

  #hold(page: Page, answer: Answer): void {
    page.hasLarge ||= isLarge(answer);
    this.#space.hold(this, answer);
  }

  #isFiled({ serial }: Entry): boolean {
    return serial < this.#nextSerial - this.#unfiled.length;
  }

  #pageOf(serial: number): Page | undefined {
    return this.#pages.findLast(({ firstSerial }) => firstSerial <= serial);
  }

  #turn(entry: Entry): Page {
    const page = Page.behind(this.#last, entry.serial, { head: entry.head, spare: this.#space.takeSpare() });
    page.add(entry);
    this.#pages.push(page);
    this.#last = page;
    this.#space.grow(this, page.bytes);
    return page;
  }

  /** What a small answer takes is given back with its page: of most entries nothing but their number changes. */
  #removeOldest(most: number): number {
    const [page] = this.#pages;
    if (page === undefined) return 0;
    const count = Math.min(most, page.count - page.gone);
    const kept = page.forget(count);
    this.#count -= count;
    if (page.hasLarge) for (const answer of page.takeLarge(count)) this.#space.release(this, answer);
    this.#space.remove(this, count, kept);
    if (page.gone < page.count) return count;
    this.#pages.shift();
    if (page === this.#last) this.#last = undefined;
    this.#space.free(this, page);
    return count;
  }
}
