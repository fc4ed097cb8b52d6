import type { Entry } from "../../journal/entry.ts";
import type { Journal } from "../../journal/journal.ts";
import type { LiveRoute } from "../../routes/live-route.ts";
import { isFallback } from "../../routes/route.ts";
import type { Steps } from "../../routes/steps.ts";
import type { RequestFilter } from "../request-filter.ts";

/** Bytes of bodies that are looked at in one step. */
const LOOKED_AT_ONCE = 256 * 1024;

/** What looking at an entry costs at least, in bytes. */
const LOOK = 2048;

/** What has been seen so far of what is verified. */
export interface Tally {
  /** How many there are by now. */
  readonly count: number;
  /** How many more there may have been, of which nothing is known any more. */
  readonly unknown: number;
  /** Takes in what has come since; in steps. */
  advance(): Steps;
  /** Whether it waits for bodies that are still arriving. */
  readonly isWaiting: boolean;
  /** Whether an entry is one of those that were counted. */
  has(entry: Entry): boolean;
}

/** Counts by a counter that nothing bounds: all that was asked of a Route, or what became of it. */
export class RouteTally implements Tally {
  readonly #live: () => LiveRoute | undefined;
  readonly #filter: RequestFilter;

  constructor(live: () => LiveRoute | undefined, filter: RequestFilter) {
    this.#live = live;
    this.#filter = filter;
  }

  get count(): number {
    const live = this.#live();
    if (live === undefined) return 0;
    const { outcome } = this.#filter.definition;
    const { served, refused } = live.seen;
    if (outcome === undefined) return served + refused;
    const counted = new Set([outcome].flat());
    const name = isFallback(live.route) ? "unmatched" : "matched";
    return (counted.has(name) ? served : 0) + (counted.has("unauthorized") ? refused : 0);
  }

  get unknown(): number {
    return 0;
  }

  get isWaiting(): boolean {
    return false;
  }

  *advance(): Steps {}

  has(entry: Entry): boolean {
    return this.#filter.test(entry) === true;
  }
}

/** Counts the entries of the journal that a filter means. Bodies that are still arriving are looked at again. */
export class RequestTally implements Tally {
  readonly #journal: Journal;
  readonly #filter: RequestFilter;
  #next = 1;
  #taken = 0;
  #count = 0;
  #waiting: number[] = [];

  constructor(journal: Journal, filter: RequestFilter) {
    this.#journal = journal;
    this.#filter = filter;
  }

  get count(): number {
    return this.#count;
  }

  get unknown(): number {
    return this.#journal.total - this.#taken - this.#waiting.length;
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  *advance(): Steps {
    for (const serial of this.#waiting.splice(0)) {
      const entry = this.#journal.get(serial);
      if (entry !== undefined) this.#take(entry);
    }
    yield* walk(this.#journal, this.#next, (entry) => {
      this.#next = entry.serial + 1;
      this.#take(entry);
      return true;
    });
  }

  has(entry: Entry): boolean {
    return this.#filter.test(entry) === true;
  }

  #take(entry: Entry): void {
    const verdict = this.#filter.test(entry);
    if (verdict === "unread") return void this.#waiting.push(entry.serial);
    // Of one whose body is cut nothing is known.
    if (verdict === "cut") return;
    this.#taken += 1;
    if (verdict) this.#count += 1;
  }
}

/** Looks for requests that come one after the other; counts how many of them have come. */
export class SequenceTally implements Tally {
  readonly #journal: Journal;
  readonly #filters: readonly RequestFilter[];
  #next = 1;
  #taken = 0;
  #isWaiting = false;
  /** The entries that were found. */
  readonly found: number[] = [];

  constructor(journal: Journal, filters: readonly RequestFilter[]) {
    this.#journal = journal;
    this.#filters = filters;
  }

  get count(): number {
    return this.found.length;
  }

  get unknown(): number {
    return this.#journal.total - this.#taken - (this.#isWaiting ? 1 : 0);
  }

  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  *advance(): Steps {
    this.#isWaiting = false;
    yield* walk(this.#journal, this.#next, (entry) => {
      const verdict = this.#filters[this.count]?.test(entry) ?? false;
      this.#isWaiting = verdict === "unread";
      if (verdict === "unread") return false;
      this.#next = entry.serial + 1;
      if (verdict !== "cut") this.#taken += 1;
      if (verdict === true) this.found.push(entry.serial);
      return true;
    });
  }

  has(entry: Entry): boolean {
    return this.found.includes(entry.serial);
  }
}

/** Shows entries until one is refused. */
function* walk(journal: Journal, from: number, visit: (entry: Entry) => boolean): Steps {
  let looked = 0;
  for (const entry of journal.from(from)) {
    if (!visit(entry)) return;
    looked += LOOK + (entry.body?.bytes.length ?? 0);
    if (looked < LOOKED_AT_ONCE) continue;
    looked = 0;
    yield;
  }
}
