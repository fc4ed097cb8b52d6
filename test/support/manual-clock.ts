import type { Clock } from "../../src/index.ts";

/** A clock that only goes when it is told to. */
export class ManualClock implements Clock {
  #now: number;
  readonly #due = new Map<() => void, number>();
  #watchers: (() => void)[] = [];

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const call = (): void => callback();
    this.#due.set(call, this.#now + milliseconds);
    for (const watcher of this.#watchers.splice(0)) watcher();
    return () => void this.#due.delete(call);
  }

  /** How many callbacks are waiting. */
  get waiting(): number {
    return this.#due.size;
  }

  /** When the waiting callbacks are due, in milliseconds from now. */
  get waits(): number[] {
    return [...this.#due.values()].map((time) => time - this.#now).toSorted((a, b) => a - b);
  }

  /** Resolves as soon as so many callbacks are waiting. */
  async whenWaiting(count: number): Promise<void> {
    while (this.waiting < count) await new Promise<void>((resolve) => void this.#watchers.push(resolve));
  }

  /** Lets so many milliseconds pass, calling back whatever becomes due, in its order. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const [next] = [...this.#due].filter(([, time]) => time <= end).toSorted(([, a], [, b]) => a - b);
      if (next === undefined) break;
      this.#due.delete(next[0]);
      this.#now = next[1];
      next[0]();
    }
    this.#now = end;
  }
}
