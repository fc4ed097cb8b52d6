import { describe, expect, it } from "vitest";
import { ManualClock } from "../../test/support/manual-clock.ts";
import { WaitingRoom } from "./waiting-room.ts";

function setUp() {
  const clock = new ManualClock();
  const room = new WaitingRoom(clock);
  const endings: string[] = [];
  const wait = (name: string, seconds: number) => room.wait(seconds, (ending) => endings.push(`${name} ${ending}`));
  return { clock, room, endings, wait };
}

describe("Answers that wait out their delay", () => {
  it("go when it is over, each at its time", () => {
    const { clock, room, endings, wait } = setUp();
    wait("slow", 2);
    wait("fast", 0.5);

    clock.advance(499);
    expect(endings).toEqual([]);
    clock.advance(1);
    expect(endings).toEqual(["fast elapsed"]);
    clock.advance(1500);
    expect(endings).toEqual(["fast elapsed", "slow elapsed"]);
    expect(room.size).toBe(0);
  });

  it("leave without being called when their client has gone, and hold no timer", () => {
    const { clock, room, endings, wait } = setUp();
    const leave = wait("gone", 1);
    wait("here", 1);

    leave();
    leave();

    expect([room.size, clock.waiting]).toEqual([1, 1]);
    clock.advance(1000);
    expect(endings).toEqual(["here elapsed"]);
  });

  it("are all let go at once when the server stops, and only once", () => {
    const { clock, room, endings, wait } = setUp();
    wait("a", 1);
    wait("b", 2);

    expect(room.release()).toBe(2);
    expect(room.release()).toBe(0);
    clock.advance(10_000);

    expect(endings).toEqual(["a released", "b released"]);
    expect([room.size, clock.waiting]).toEqual([0, 0]);
  });
});
