import { describe, expect, it } from "vitest";
import { ManualClock } from "../../test/support/manual-clock.ts";
import { type LogFields, silentLog } from "./log.ts";
import { MissLog } from "./miss-log.ts";

function setUp() {
  const clock = new ManualClock();
  const lines: [string, LogFields | undefined][] = [];
  const misses = new MissLog({ ...silentLog, info: (message, fields) => void lines.push([message, fields]) }, clock);
  const miss = (times: number): void => {
    for (let time = 0; time < times; time += 1) misses.miss("GET", `/${time}`);
  };
  return { clock, lines, miss };
}

describe("Requests that no Route matches", () => {
  it("are logged each by itself, while they are few", () => {
    const { clock, lines, miss } = setUp();

    miss(2);
    clock.advance(1000);

    expect(lines).toEqual([
      ["no Route matches", { method: "GET", path: "/0" }],
      ["no Route matches", { method: "GET", path: "/1" }],
    ]);
  });

  it("are counted beyond ten a second", () => {
    const { clock, lines, miss } = setUp();

    miss(1000);
    expect(lines).toHaveLength(10);

    clock.advance(1000);
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toEqual(["more requests that no Route matches", { count: 990 }]);
  });

  it("are logged anew in the next second", () => {
    const { clock, lines, miss } = setUp();

    miss(10);
    clock.advance(999);
    miss(1);
    expect(lines).toHaveLength(10);

    clock.advance(1);
    expect(lines.at(-1)).toEqual(["more requests that no Route matches", { count: 1 }]);
    miss(1);
    expect(lines).toHaveLength(12);
  });

  it("leave no timer waiting once it is quiet", () => {
    const { clock, miss } = setUp();

    miss(100);
    expect(clock.waiting).toBe(1);
    clock.advance(1000);
    expect(clock.waiting).toBe(0);
  });
});
