import { createContext, Script } from "node:vm";
import type { Clock } from "../app/clock.ts";
import type { PatternGuard } from "../matching/pattern-guard.ts";

/** Real time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

/**
 * Runs patterns under V8's watchdog, which ends even a regular expression in the middle of its backtracking. That
 * costs about 0.1 ms, and so only patterns that need it come here.
 *
 * Times are in milliseconds: for one pattern, and for all patterns of one request.
 */
export function createPatternGuard({
  perPattern,
  perRequest,
}: {
  perPattern: number;
  perRequest: number;
}): PatternGuard {
  // What is called belongs to this context; the other one only gives the watchdog something to end.
  const sandbox: { test: () => boolean } = { test: () => false };
  const context = createContext(sandbox);
  const script = new Script("test()");
  return {
    newBudget: () => ({ left: perRequest }),
    run(test, budget) {
      const timeout = Math.floor(Math.min(perPattern, budget.left));
      if (timeout < 1) return "expired";
      sandbox.test = test;
      const start = performance.now();
      try {
        return script.runInContext(context, { timeout }) as boolean;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return "expired";
        throw error;
      } finally {
        budget.left -= performance.now() - start;
      }
    },
  };
}
