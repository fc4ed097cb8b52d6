import { randomInt } from "node:crypto";
import { setImmediate as setImmediateCallback } from "node:timers";
import { setImmediate } from "node:timers/promises";
import { createContext, Script } from "node:vm";
import type { Clock } from "../engine/clock.ts";
import type { MatchBudget, PatternGuard, Verdict } from "../matching/pattern-guard.ts";

/** Real time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, callback, isBackground = false) {
    const timer = setTimeout(callback, milliseconds);
    if (isBackground) timer.unref();
    return () => clearTimeout(timer);
  },
};

/** A seed that nobody can foresee. */
export function newSeed(): number {
  return randomInt(2 ** 48 - 1);
}

/** Lets whatever waits at the sockets have its turn. */
export const nextTurn = (): Promise<void> => setImmediate();

/** Calls back when what has arrived by now is done. */
export const soon = (callback: () => void): void => void setImmediateCallback(callback);

export interface GuardLimits {
  /** Milliseconds that one pattern may take, and all patterns of one request together. */
  readonly perPattern: number;
  readonly perRequest: number;
}

/**
 * Runs patterns under V8's watchdog, which ends even a regular expression in the middle of its backtracking. That
 * costs about 0.1 ms, and so only patterns that need it come here.
 *
 * The watchdog looks at the wall clock; what counts is the time that this process had. On a busy machine it may have
 * had none at all, and an innocent pattern is then given another try.
 */
export function createPatternGuard({ perPattern, perRequest }: GuardLimits): PatternGuard {
  const runWithin = createWatchdog();
  return { newBudget: () => new Budget(perRequest, perPattern, runWithin) };
}

type Watchdog = (timeout: number, test: () => boolean) => Verdict;

class Budget implements MatchBudget {
  /** Milliseconds for patterns that may take too long. */
  #left: number;
  readonly #whole: number;
  readonly #perPattern: number;
  readonly #runWithin: Watchdog;
  #start: { readonly usage: NodeJS.CpuUsage; readonly left: number } | undefined;

  constructor(whole: number, perPattern: number, runWithin: Watchdog) {
    this.#left = whole;
    this.#whole = whole;
    this.#perPattern = perPattern;
    this.#runWithin = runWithin;
  }

  run(test: () => boolean): Verdict {
    const limit = Math.min(this.#perPattern, this.#left);
    const start = process.cpuUsage();
    try {
      for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
        const timeout = Math.floor(limit - usedSince(start));
        if (timeout < 1) break;
        const result = this.#runWithin(timeout, test);
        if (result !== "expired") return result;
      }
      return "expired";
    } finally {
      this.#left -= usedSince(start);
    }
  }

  isSpent(): boolean {
    this.#start ??= { usage: process.cpuUsage(), left: this.#left };
    const bySlow = this.#start.left - this.#left;
    const byOthers = usedSince(this.#start.usage) - bySlow;
    return byOthers >= Math.max(this.#left, this.#whole * RESERVED);
  }
}

/** What slow patterns can't take from the others. */
const RESERVED = 0.2;

/** Each ends after at most the time of a pattern. */
const MOST_ATTEMPTS = 10;

/** Milliseconds of processor time. */
function usedSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function createWatchdog(): Watchdog {
  // What is called belongs to this context; the other one only gives the watchdog something to end.
  const sandbox: { test: () => boolean } = { test: () => false };
  const context = createContext(sandbox);
  const script = new Script("test()");
  return (timeout, test) => {
    sandbox.test = test;
    try {
      return script.runInContext(context, { timeout }) as boolean;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return "expired";
      throw error;
    }
  };
}
