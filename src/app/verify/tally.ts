import type { Entry } from "../../journal/entry.ts";
import type { Journal } from "../../journal/journal.ts";
import type { LiveRoute } from "../../routes/live-route.ts";
import { isFallback } from "../../routes/route.ts";
import type { Steps } from "../../routes/steps.ts";
import { lookThrough } from "../look-through.ts";
import type { FilterVerdict, RequestFilter } from "../request-filter.ts";

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
    const { served, refused, failed } = live.seen;
    if (outcome === undefined) return served + refused + failed;
    const counted = new Set([outcome].flat());
    const name = isFallback(live.route) ? "unmatched" : "matched";
    const answered = (counted.has(name) ? served : 0) + (counted.has("unauthorized") ? refused : 0);
    return answered + (counted.has("failed") ? failed : 0);
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
    return this.#journal.total - this.#taken;
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  *advance(): Steps {
    for (const serial of this.#waiting.splice(0)) {
      const entry = this.#journal.get(serial);
      if (entry !== undefined) this.#note(entry, this.#filter.test(entry));
    }
    yield* lookThrough(this.#journal, this.#next, (entry, look) => {
      this.#next = entry.serial + 1;
      this.#note(entry, look(this.#filter));
      return true;
    });
  }

  has(entry: Entry): boolean {
    return this.#filter.test(entry) === true;
  }

  /** Of those of which nothing can be told nothing is taken. */
  #note(entry: Entry, verdict: FilterVerdict): void {
    if (verdict === "unread") this.#waiting.push(entry.serial);
    if (typeof verdict !== "boolean") return;
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
    return this.#journal.total - this.#taken;
  }

  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  *advance(): Steps {
    this.#isWaiting = false;
    yield* lookThrough(this.#journal, this.#next, (entry, look) => {
      const filter = this.#filters[this.count];
      if (filter === undefined) return false;
      const verdict = look(filter);
      this.#isWaiting = verdict === "unread";
      if (verdict === "unread") return false;
      this.#next = entry.serial + 1;
      if (verdict !== "unknown") this.#taken += 1;
      if (verdict === true) this.found.push(entry.serial);
      return true;
    });
  }

  has(entry: Entry): boolean {
    return this.found.includes(entry.serial);
  }
}
