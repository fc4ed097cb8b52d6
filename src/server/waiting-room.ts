import type { Clock } from "../app/clock.ts";

/** Where answers wait out their delay. */
export class WaitingRoom {
  readonly #clock: Clock;
  readonly #waiting = new Set<(ending: "elapsed" | "released") => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /**
   * Calls back when so many seconds have passed, or before that when the room is emptied. Returns how to leave
   * without being called: a client that has gone must not hold a timer.
   */
  wait(seconds: number, done: (ending: "elapsed" | "released") => void): () => void {
    const callOff = this.#clock.after(seconds * 1000, () => finish("elapsed"));
    const leave = (): void => {
      callOff();
      this.#waiting.delete(finish);
    };
    const finish = (ending: "elapsed" | "released"): void => {
      leave();
      done(ending);
    };
    this.#waiting.add(finish);
    return leave;
  }

  /** Ends every wait at once; returns how many there were. */
  release(): number {
    const waiting = [...this.#waiting];
    for (const finish of waiting) finish("released");
    return waiting.length;
  }
}
