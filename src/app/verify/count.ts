import { requestOf } from "../../http/described-request.ts";
import type { Condition } from "../../matching/conditions/condition.ts";
import { numbersOf } from "../../matching/conditions/count-schema.ts";
import { amountOf } from "../../matching/conditions/length.ts";
import { Inspection } from "../../matching/inspection.ts";
import type { PatternGuard } from "../../matching/pattern-guard.ts";

/** A condition on a number that only grows. */
export class Count {
  readonly #condition: Condition;
  readonly #inspection: Inspection;
  /** Where it may begin or cease to hold, in their order: between them it holds for all numbers or for none. */
  readonly #turns: readonly number[];

  constructor(condition: Condition, guard: PatternGuard) {
    this.#condition = condition;
    this.#inspection = new Inspection(requestOf({ method: "GET", path: "/" }), guard.newBudget());
    const turns = numbersOf(condition.node).flatMap((number) => [
      Math.floor(number),
      Math.ceil(number),
      Math.floor(number) + 1,
    ]);
    this.#turns = [...new Set(turns)].toSorted((a, b) => a - b);
  }

  /** "at least 1" */
  get words(): string {
    return amountOf(this.#condition);
  }

  holds(count: number): boolean {
    return this.#condition.holds([count], this.#inspection);
  }

  /** Whether it holds, however many of up to `more` there are besides. */
  holdsWithUpTo(count: number, more: number): boolean {
    return this.#upTo(count, more).every((each) => this.holds(each));
  }

  /** Whether it would hold with some number of up to `more` besides. */
  mayHoldWithUpTo(count: number, more: number): boolean {
    return this.#upTo(count, more).some((each) => this.holds(each));
  }

  /** Whether it may still hold when more have come. */
  canStillHold(count: number): boolean {
    return this.mayHoldWithUpTo(count, Number.MAX_SAFE_INTEGER);
  }

  /** One number of each kind. */
  #upTo(count: number, more: number): number[] {
    const last = count + more;
    return [count, ...this.#turns.filter((turn) => turn > count && turn <= last)];
  }
}
