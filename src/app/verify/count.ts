import { requestOf } from "../../http/described-request.ts";
import type { Condition } from "../../matching/conditions/condition.ts";
import { amountOf } from "../../matching/conditions/length.ts";
import { Inspection } from "../../matching/inspection.ts";
import type { PatternGuard } from "../../matching/pattern-guard.ts";

/** Numbers that are tried out when something is asked of all that may come. */
const MOST_TRIED = 10_000;

/** A condition on a number that only grows. */
export class Count {
  readonly #condition: Condition;
  readonly #inspection: Inspection;

  constructor(condition: Condition, guard: PatternGuard) {
    this.#condition = condition;
    this.#inspection = new Inspection(requestOf({ method: "GET", path: "/" }), guard.newBudget());
  }

  /** "at least 1" */
  get words(): string {
    return amountOf(this.#condition);
  }

  holds(count: number): boolean {
    return this.#condition.holds([count], this.#inspection);
  }

  /** Whether it holds now, and would if there were up to `more`. */
  holdsWithUpTo(count: number, more: number): boolean {
    for (let extra = 0; extra <= Math.min(more, MOST_TRIED); extra += 1) if (!this.holds(count + extra)) return false;
    return this.holds(count + more);
  }

  /** Whether it may still hold when more have come. */
  canStillHold(count: number): boolean {
    for (let extra = 0; extra <= MOST_TRIED; extra += 1) if (this.holds(count + extra)) return true;
    return false;
  }
}
