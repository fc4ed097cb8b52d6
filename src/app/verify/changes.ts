import type { Journal } from "../../journal/journal.ts";

export interface ChangesOptions {
  readonly turn: () => Promise<void>;
  readonly soon: (callback: () => void) => void;
}

/** Those who are woken in one turn. */
const WOKEN_AT_ONCE = 64;

/** Wakes those who wait for something to happen in a journal: once a turn at most, and never all in one. */
export class Changes {
  readonly #journal: Journal;
  readonly #options: ChangesOptions;
  readonly #sleepers = new Set<() => void>();
  #stopListening: (() => void) | null = null;
  #isScheduled = false;

  constructor(journal: Journal, options: ChangesOptions) {
    this.#journal = journal;
    this.#options = options;
  }

  get sleepers(): number {
    return this.#sleepers.size;
  }

  /** Calls back once, when something has happened; returns how to call that off. */
  next(wake: () => void): () => void {
    this.#sleepers.add(wake);
    this.#stopListening ??= this.#journal.listen(() => this.#schedule());
    return () => this.#remove(wake);
  }

  /** Wakes all. */
  wakeAll(): void {
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#options.soon(() => void this.#wake());
  }

  async #wake(): Promise<void> {
    const sleepers = [...this.#sleepers];
    this.#isScheduled = false;
    for (const [at, wake] of sleepers.entries()) {
      if (at % WOKEN_AT_ONCE === WOKEN_AT_ONCE - 1) await this.#options.turn();
      if (!this.#sleepers.has(wake)) continue;
      this.#remove(wake);
      wake();
    }
  }

  #remove(wake: () => void): void {
    this.#sleepers.delete(wake);
    if (this.#sleepers.size > 0) return;
    this.#stopListening?.();
    this.#stopListening = null;
  }
}
