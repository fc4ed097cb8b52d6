import type { Clock } from "../engine/clock.ts";
import type { Log } from "./log.ts";

const MOST_A_SECOND = 10;

/** Logs unmatched requests: the first few of each second, and how many there were besides. */
export class MissLog {
  readonly #log: Log;
  readonly #clock: Clock;
  #count = 0;

  constructor(log: Log, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  miss(method: string, path: string): void {
    if (this.#count === 0) this.#clock.after(1000, () => this.#endSecond(), true);
    this.#count += 1;
    if (this.#count <= MOST_A_SECOND) this.#log.info("no Route matches", { method, path });
  }

  #endSecond(): void {
    const unlogged = this.#count - MOST_A_SECOND;
    if (unlogged > 0) this.#log.info("more requests that no Route matches", { count: unlogged });
    this.#count = 0;
  }
}
