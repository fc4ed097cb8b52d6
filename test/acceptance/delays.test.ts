import { expect } from "vitest";
import { type TestServer, describeFeature } from "../support/transports.ts";

let draw = 0;

/** Sends a request whose answer is delayed, and waits until it is. */
async function requestDelayed(server: TestServer, path: string) {
  const waiting = server.clock.waiting;
  let isAnswered = false;
  const answer = server.request(path).finally(() => {
    isAnswered = true;
  });
  await server.clock.whenWaiting(waiting + 1);
  return { answer, isAnswered: () => isAnswered };
}

describeFeature("A delay", { random: () => draw }, (test) => {
  test("is waited out before the Response is sent", async (server) => {
    await server.add({ path: "/a", responses: [{ body: "late", delay: 1.5 }] });

    const { answer, isAnswered } = await requestDelayed(server, "/a");
    expect(server.clock.waits).toEqual([1500]);
    server.clock.advance(1499);
    await server.request("/internal/health");
    expect(isAnswered()).toBe(false);
    server.clock.advance(1);

    expect((await answer).text()).toBe("late");
  });

  test("keeps no other request waiting", async (server) => {
    await server.add({ path: "/slow", responses: [{ body: "slow", delay: 60 }] });
    await server.add({ path: "/fast", responses: [{ body: "fast" }] });

    const { answer } = await requestDelayed(server, "/slow");
    expect((await server.request("/fast")).text()).toBe("fast");
    server.clock.advance(60_000);

    expect((await answer).text()).toBe("slow");
  });

  test("of 0 is none", async (server) => {
    await server.add({ path: "/a", responses: [{ body: "now", delay: 0 }] });

    expect((await server.request("/a")).text()).toBe("now");
    expect(server.clock.waiting).toBe(0);
  });

  test("may be drawn between two times, anew for each request", async (server) => {
    await server.add({ path: "/a", responses: [{ body: "", delay: [1, 3] }] });

    for (const [drawn, waited] of [
      [0, 1000],
      [0.25, 1500],
      [0.5, 2000],
    ] as const) {
      draw = drawn;
      const { answer } = await requestDelayed(server, "/a");
      expect(server.clock.waits).toEqual([waited]);
      server.clock.advance(waited);
      expect((await answer).status).toBe(200);
    }
  });

  test("may be as long as a timer can wait", async (server) => {
    await server.add({ path: "/a", responses: [{ body: "", delay: 2_147_483 }] });

    const { answer } = await requestDelayed(server, "/a");
    expect(server.clock.waits).toEqual([2_147_483_000]);
    server.clock.advance(2_147_483_000);

    expect((await answer).status).toBe(200);
  });

  test("begins when the Response is counted already", async (server) => {
    await server.add({ id: "a", path: "/a", responses: [{ body: "slow", delay: 5, repeat: 1 }] });

    const { answer } = await requestDelayed(server, "/a");

    expect(await server.counts("a")).toEqual([1, 1]);
    expect(await server.read("/internal/routes/a")).toMatchObject({ is_active: false });
    expect((await server.request("/a")).status).toBe(404);
    server.clock.advance(5000);
    expect((await answer).text()).toBe("slow");
    expect(await server.counts("a")).toEqual([1, 1]);
  });

  test("of a Route that is deleted meanwhile ends with the Response that was chosen", async (server) => {
    await server.add({ path: "/a", responses: [{ body: "chosen", delay: 5 }] });

    const { answer } = await requestDelayed(server, "/a");
    await server.request("DELETE /internal/routes");
    server.clock.advance(5000);

    expect((await answer).text()).toBe("chosen");
  });

  test("lets answers overtake each other", async (server) => {
    await server.add({ path: "/2", responses: [{ body: "2", delay: 2 }] });
    await server.add({ path: "/1", responses: [{ body: "1", delay: 1 }] });

    const second = await requestDelayed(server, "/2");
    const first = await requestDelayed(server, "/1");
    server.clock.advance(1000);
    expect((await first.answer).text()).toBe("1");
    expect(second.isAnswered()).toBe(false);
    server.clock.advance(1000);
    expect((await second.answer).text()).toBe("2");
  });
});
