import { budgetOf } from "../../test/support/patient-guard.ts";
import { describe, expect, it } from "vitest";
import { createPatternGuard } from "./system-ports.ts";

/** Lets the time of the wall pass, and uses none of the processor's. */
function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

describe("The guard of patterns", () => {
  const guard = createPatternGuard({ perPattern: 10, perRequest: 40 });

  it("gives the result of a test that ends in time", () => {
    expect(guard.run(() => true, guard.newBudget())).toBe(true);
    expect(guard.run(() => false, guard.newBudget())).toBe(false);
  });

  it("ends a test that does not", () => {
    const budget = guard.newBudget();
    expect(guard.run(() => /^(?=a)(?:a+)+$/.test(`${"a".repeat(60)}!`), budget)).toBe("expired");
    expect(budget.left).toBeLessThan(40);
  });

  it("tries nothing when the budget of the request is used up", () => {
    let runs = 0;
    expect(guard.run(() => (runs += 1) > 0, budgetOf(0))).toBe("expired");
    expect(runs).toBe(0);
  });

  it("lets no test suffer for a process that had no time", () => {
    let runs = 0;
    const result = guard.run(() => {
      runs += 1;
      if (runs === 1) pause(2000);
      return true;
    }, guard.newBudget());
    expect(result).toBe(true);
    expect(runs).toBe(2);
  });

  it("passes on what a test throws", () => {
    expect(() =>
      guard.run(() => {
        throw new RangeError("no");
      }, guard.newBudget()),
    ).toThrow("no");
  });
});
