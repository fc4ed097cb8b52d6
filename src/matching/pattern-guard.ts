/** How much time patterns may still take of one request. */
export interface MatchBudget {
  /** For those that run under the guard, in milliseconds. */
  left: number;
  /** Whether nothing is left for the others, by the time that has passed since this was first asked. */
  isSpent(): boolean;
}

/**
 * Runs a test that may take too long. The engine's core has no clock, so that the guard is handed in.
 */
export interface PatternGuard {
  /** The budget of a new request. */
  newBudget(): MatchBudget;
  /**
   * The result of `test`, or "expired" if it took longer than a pattern may, or than is left of the budget; it is
   * then ended wherever it is.
   */
  run(test: () => boolean, budget: MatchBudget): boolean | "expired";
}
