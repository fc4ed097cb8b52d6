import type { MatchBudget, PatternGuard } from "../../src/matching/pattern-guard.ts";

/** Lets every pattern come to its end. */
export const patience: MatchBudget = { run: (test) => test(), isSpent: () => false };

/** Lets none begin that may take long. */
export const impatience: MatchBudget = { run: () => "expired", isSpent: () => false };

export const patientGuard: PatternGuard = { newBudget: () => patience };
