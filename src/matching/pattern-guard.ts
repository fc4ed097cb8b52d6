/** How much time patterns may still take of one request. */
export interface MatchBudget {
  /**
   * The result of `test`, which may take too long: or "expired" if it took longer than a pattern may, or than is left
   * for slow ones. It is then ended wherever it is.
   */
  run(test: () => boolean): Verdict;
  /** Whether nothing is left for the others, by the time that has passed since this was first asked. */
  isSpent(): boolean;
}

export type Verdict = boolean | "expired";

/** Bounds the time of patterns. The engine's core has no clock, so that the guard is handed in. */
export interface PatternGuard {
  /** The budget of a new request. */
  newBudget(): MatchBudget;
}
