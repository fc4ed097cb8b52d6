import type { Clock } from "./clock.ts";

/** `running`: with real time; `fixed`: its date stands, and waiting goes on; `frozen`: everything stands. */
export type ClockMode = "running" | "fixed" | "frozen";

/** What becomes of a clock. Instants are milliseconds since the epoch, times milliseconds. */
export type ClockChange =
  | { readonly kind: "set" | "fix"; readonly instant: number }
  /** Where it stands, if no instant is given. */
  | { readonly kind: "freeze"; readonly instant: number | null }
  | { readonly kind: "advance"; readonly time: number }
  | { readonly kind: "resume" };

/** Why somebody who waited is called: the time is over, the world goes back to its start or ends, or the server stops. */
export type Ending = "elapsed" | "released" | "stopped";

/** Somebody who waits. */
interface Timer {
  /** By `flow`. */
  readonly due: number;
  /** The order of equals. */
  readonly serial: number;
  readonly done: (ending: Ending) => void;
  /** Calls off the timer of real time; `null`: the clock is frozen. */
  callOff: (() => void) | null;
}

/**
 * The time of one world. It has two hands: `now`, a date, and the flow of time, by which delays and scheduled effects
 * are measured; so that whoever sets the date has nobody wait longer or shorter.
 */
export class WorldClock {
  readonly #real: Clock;
  readonly #start: ClockChange | null;
  #mode: ClockMode = "running";
  /** What `now` is ahead of real time; in another mode than `running`, where it stands. */
  #date = 0;
  /** What the flow is ahead of real time; where it stands if it is frozen. */
  #flow = 0;
  /** The first that is due first. */
  readonly #timers: Timer[] = [];
  #serial = 0;
  #isOver = false;

  /** `start`: what is done to it before anything else, and again by a reset. */
  constructor(real: Clock, start: ClockChange | null = null) {
    this.#real = real;
    this.#start = start;
    if (start !== null) this.change(start);
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return this.#mode === "running" ? this.#real.now() + this.#date : this.#date;
  }

  get mode(): ClockMode {
    return this.#mode;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#timers.length;
  }

  /** The world has ended: all who wait are called, and whoever comes later at once. */
  end(): void {
    this.#isOver = true;
    this.release("released");
  }

  /** Calls back once, after so many milliseconds of its flow or when it is released; returns how to call it off. */
  wait(milliseconds: number, done: (ending: Ending) => void): () => void {
    if (this.#isOver) return this.#real.after(0, () => done("released"));
    const timer: Timer = { due: this.#flowNow() + milliseconds, serial: this.#serial, done, callOff: null };
    this.#serial += 1;
    this.#timers.splice(this.#placeOf(timer), 0, timer);
    if (this.#mode !== "frozen") this.#arm(timer);
    return () => this.#remove(timer);
  }

  /** `advance` calls all back that are due by then, each at its own time and in order, those included that come meanwhile. */
  change(change: ClockChange): void {
    switch (change.kind) {
      case "set":
        this.#go("running", change.instant);
        break;
      case "fix":
        this.#go("fixed", change.instant);
        break;
      case "freeze":
        this.#go("frozen", change.instant ?? this.now());
        break;
      case "resume":
        this.#go("running", this.now());
        break;
      case "advance":
        this.#advance(change.time);
        break;
    }
  }

  /** Calls all back that wait, at once. */
  release(ending: Exclude<Ending, "elapsed">): void {
    for (const timer of this.#timers.splice(0)) {
      timer.callOff?.();
      timer.done(ending);
    }
  }

  /** Goes back to its start. */
  reset(): void {
    this.release("released");
    this.#mode = "running";
    this.#date = 0;
    this.#flow = 0;
    if (this.#start !== null) this.change(this.#start);
  }

  #flowNow(): number {
    return this.#mode === "frozen" ? this.#flow : this.#real.now() + this.#flow;
  }

  #go(mode: ClockMode, instant: number): void {
    const [flow, real] = [this.#flowNow(), this.#real.now()];
    const wasFrozen = this.#mode === "frozen";
    this.#mode = mode;
    this.#date = mode === "running" ? instant - real : instant;
    this.#flow = mode === "frozen" ? flow : flow - real;
    if (mode === "frozen") for (const timer of this.#timers) disarm(timer);
    else if (wasFrozen) for (const timer of this.#timers) this.#arm(timer);
  }

  #advance(time: number): void {
    const { mode } = this;
    const date = this.now() + time;
    this.#go("frozen", this.now());
    const end = this.#flow + time;
    try {
      for (;;) {
        const [next] = this.#timers;
        if (next === undefined || next.due > end) break;
        this.#date += next.due - this.#flow;
        this.#flow = next.due;
        this.#timers.shift();
        next.done("elapsed");
      }
    } finally {
      this.#flow = end;
      this.#go(mode, date);
    }
  }

  #arm(timer: Timer): void {
    timer.callOff = this.#real.after(Math.max(0, timer.due - this.#flowNow()), () => {
      this.#remove(timer);
      timer.done("elapsed");
    });
  }

  #remove(timer: Timer): void {
    disarm(timer);
    const at = this.#placeOf(timer);
    if (this.#timers[at] === timer) this.#timers.splice(at, 1);
  }

  /** Where it stands, or would. */
  #placeOf({ due, serial }: Timer): number {
    let [low, high] = [0, this.#timers.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#timers[middle];
      if (other !== undefined && (other.due < due || (other.due === due && other.serial < serial))) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function disarm(timer: Timer): void {
  timer.callOff?.();
  timer.callOff = null;
}
