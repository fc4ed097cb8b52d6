import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../test/support/manual-clock.ts";
import { WorldClock } from "./world-clock.ts";

const START = Date.UTC(2026, 0, 1);

function setUp() {
  const real = new ManualClock(START);
  const clock = new WorldClock(real);
  const endings: string[] = [];
  const wait = (name: string, milliseconds: number) =>
    clock.wait(milliseconds, (ending) => endings.push(`${name} ${ending} at ${clock.now() - START}`));
  return { real, clock, endings, wait };
}

describe("Whoever waits by the clock of a world", () => {
  it("is called when the time is over, each at its own", () => {
    const { real, clock, endings, wait } = setUp();
    wait("slow", 2000);
    wait("fast", 500);

    real.advance(499);
    expect(endings).toEqual([]);
    real.advance(1);
    real.advance(1500);

    expect(endings).toEqual(["fast elapsed at 500", "slow elapsed at 2000"]);
    expect([clock.waiting, real.waiting]).toEqual([0, 0]);
  });

  it("leaves without being called, and holds no timer", () => {
    const { real, clock, endings, wait } = setUp();
    const leave = wait("gone", 1000);
    wait("here", 1000);

    leave();
    leave();

    expect([clock.waiting, real.waiting]).toEqual([1, 1]);
    real.advance(1000);
    expect(endings).toEqual(["here elapsed at 1000"]);
  });

  it("is called at once when all are released", () => {
    const { real, clock, endings, wait } = setUp();
    wait("a", 1000);
    wait("b", 500);

    clock.release("stopped");

    expect(endings).toEqual(["b stopped at 0", "a stopped at 0"]);
    expect([clock.waiting, real.waiting]).toEqual([0, 0]);
  });

  it("is called in order when time passes at once, and so is who comes meanwhile", () => {
    const { real, clock, endings, wait } = setUp();
    clock.wait(1000, () => {
      endings.push(`first at ${clock.now() - START}`);
      wait("between", 500);
      wait("behind", 5000);
    });
    wait("last", 2000);
    real.advance(100);

    clock.change({ kind: "advance", time: 3000 });

    expect(endings).toEqual(["first at 1000", "between elapsed at 1500", "last elapsed at 2000"]);
    expect(clock.now() - START).toBe(3100);
    expect(real.waits).toEqual([2900]);
  });
});

describe("The clock of a world", () => {
  it("runs on from where it is set, forwards and backwards, and nobody waits longer for that", () => {
    const { real, clock, endings, wait } = setUp();
    wait("a", 1000);

    clock.change({ kind: "set", instant: START - 1_000_000 });
    real.advance(1000);

    expect(endings).toEqual(["a elapsed at -999000"]);
    expect([clock.now() - START, clock.mode]).toEqual([-999_000, "running"]);
  });

  it("has its date stand while others wait, if it is fixed", () => {
    const { real, clock, endings, wait } = setUp();
    clock.change({ kind: "fix", instant: START + 5 });
    wait("a", 1000);
    real.advance(1000);

    expect(endings).toEqual(["a elapsed at 5"]);
    clock.change({ kind: "advance", time: 100 });
    expect([clock.now() - START, clock.mode]).toEqual([105, "fixed"]);
  });

  it("has everything stand if it is frozen, until it is resumed", () => {
    const { real, clock, endings, wait } = setUp();
    wait("before", 1000);
    real.advance(400);
    clock.change({ kind: "freeze", instant: null });
    wait("after", 1000);
    real.advance(10_000);
    expect([endings, clock.now() - START, real.waiting]).toEqual([[], 400, 0]);

    clock.change({ kind: "advance", time: 600 });
    expect([endings, clock.mode]).toEqual([["before elapsed at 1000"], "frozen"]);
    clock.change({ kind: "resume" });
    real.advance(400);

    expect(endings).toEqual(["before elapsed at 1000", "after elapsed at 1400"]);
    expect(clock.now() - START).toBe(1400);
  });

  it("goes back to its start, and nobody waits any more", () => {
    const real = new ManualClock(START);
    const clock = new WorldClock(real, { kind: "fix", instant: 7 });
    const endings: string[] = [];
    clock.change({ kind: "freeze", instant: 100 });
    clock.wait(1000, (ending) => endings.push(ending));

    clock.reset();

    expect([endings, clock.now(), clock.mode, clock.waiting]).toEqual([["released"], 7, "fixed", 0]);
  });

  it("calls everybody once, at the time that was agreed, whatever is done to it", () => {
    const change = fc.oneof(
      fc.record({ kind: fc.constantFrom("set" as const, "fix" as const), instant: fc.nat(10_000) }),
      fc.record({ kind: fc.constant("freeze" as const), instant: fc.option(fc.nat(10_000)) }),
      fc.record({ kind: fc.constant("advance" as const), time: fc.nat(3000) }),
      fc.constant({ kind: "resume" as const }),
      fc.record({ kind: fc.constant("pass" as const), time: fc.nat(3000) }),
      fc.record({ kind: fc.constant("wait" as const), time: fc.nat(3000) }),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (steps) => {
        const real = new ManualClock(START);
        const clock = new WorldClock(real);
        // By hand: how much time has passed for those who wait.
        let flow = 0;
        const due: number[] = [];
        const called: number[] = [];
        for (const step of steps) {
          if (step.kind === "wait") {
            const at = flow + step.time;
            due.push(at);
            clock.wait(step.time, () => called.push(at));
          } else if (step.kind === "pass") {
            if (clock.mode !== "frozen") flow += step.time;
            real.advance(step.time);
          } else {
            if (step.kind === "advance") flow += step.time;
            clock.change(step);
          }
          // What is due this very moment may be called in the next turn only.
          expect(sorted(called).filter((at) => at < flow)).toEqual(sorted(due).filter((at) => at < flow));
        }
        expect(called).toEqual(sorted(called));
        expect(clock.waiting).toBe(due.length - called.length);
      }),
    );
  });
});

function sorted(times: readonly number[]): number[] {
  return times.toSorted((a, b) => a - b);
}
