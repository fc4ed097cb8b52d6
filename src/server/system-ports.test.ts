import { describe, expect, it } from "vitest";
import { createPatternGuard } from "./system-ports.ts";

/** Lets the time of the wall pass, and uses none of the processor's. */
function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

describe("The guard of patterns", () => {
  const guard = createPatternGuard({ perPattern: 10, perRequest: 40 });

  it("gives the result of a test that ends in time", () => {
    expect(guard.newBudget().run(() => true)).toBe(true);
    expect(guard.newBudget().run(() => false)).toBe(false);
  });

  it("ends a test that does not", () => {
    const budget = guard.newBudget();
    expect(budget.run(() => /^(?=a)(?:a+)+$/.test(`${"a".repeat(60)}!`))).toBe("expired");
  });

  it("tries nothing when the budget of the request is used up", () => {
    let runs = 0;
    const spent = createPatternGuard({ perPattern: 10, perRequest: 0 }).newBudget();
    expect(spent.run(() => (runs += 1) > 0)).toBe("expired");
    expect(runs).toBe(0);
  });

  it("lets no test suffer for a process that had no time", () => {
    let runs = 0;
    const result = guard.newBudget().run(() => {
      runs += 1;
      if (runs === 1) pause(2000);
      return true;
    });
    expect(result).toBe(true);
    expect(runs).toBe(2);
  });

  it("passes on what a test throws", () => {
    expect(() =>
      guard.newBudget().run(() => {
        throw new RangeError("no");
      }),
    ).toThrow("no");
  });
});
