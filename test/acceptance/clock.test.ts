import { createHmac } from "node:crypto";
import { expect } from "vitest";
import { expectError } from "../support/expect-error.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";

const NEW_YEAR = "2026-01-01T00:00:00Z";

function change(server: TestServer, payload: object, headers: Record<string, string> = {}) {
  return server.request("POST /internal/clock", {
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(payload),
  });
}

/** Asks for a Route that takes its time, and lets the request arrive. */
async function askSlow(server: TestServer, path = "/slow"): Promise<{ status: number | undefined }> {
  const clock = async () => (await server.read("/internal/clock")) as { waiting: number };
  const { waiting } = await clock();
  const asked: { status: number | undefined } = { status: undefined };
  void server.request(path).then(({ status }) => (asked.status = status));
  while ((await clock()).waiting === waiting) await new Promise(setImmediate);
  return asked;
}

async function settled(asked: { status: number | undefined }): Promise<number> {
  while (asked.status === undefined) await new Promise(setImmediate);
  return asked.status;
}

const slow = { id: "slow", path: "/slow", responses: [{ delay: 60, body: "" }] };

describeFeature("The clock of a world", { routes: [slow] }, (test) => {
  test("is real time at first", async (server) => {
    expect(await server.read("/internal/clock")).toEqual({ now: NEW_YEAR, mode: "running", waiting: 0 });
  });

  test("is set, fixed, frozen, moved and resumed", async (server) => {
    const at = "2030-06-01T12:00:00.500Z";

    expect((await change(server, { set: "2030-06-01T14:00:00.5+02:00" })).json()).toMatchObject({ now: at });
    server.clock.advance(1000);
    expect(await server.read("/internal/clock")).toMatchObject({ now: "2030-06-01T12:00:01.500Z", mode: "running" });
    expect((await change(server, { fix: NEW_YEAR })).json()).toMatchObject({ now: NEW_YEAR, mode: "fixed" });
    server.clock.advance(1000);
    expect((await change(server, { advance: 1.5 })).json()).toMatchObject({ now: "2026-01-01T00:00:01.500Z" });
    expect((await change(server, { freeze: true })).json()).toMatchObject({ mode: "frozen" });
    expect((await change(server, { freeze: NEW_YEAR })).json()).toMatchObject({ now: NEW_YEAR, mode: "frozen" });
    expect((await change(server, { resume: true })).json()).toMatchObject({ now: NEW_YEAR, mode: "running" });
  });

  test("moves those who wait", async (server) => {
    const asked = await askSlow(server);
    expect(await server.read("/internal/clock")).toMatchObject({ waiting: 1 });

    await change(server, { advance: 59.999 });
    expect(await server.read("/internal/clock")).toMatchObject({ waiting: 1 });
    await change(server, { advance: 0.001 });

    expect(await settled(asked)).toBe(200);
  });

  test("has them wait for ever while it is frozen; a reset releases them", async (server) => {
    await change(server, { freeze: true });
    const asked = await askSlow(server);
    server.clock.advance(1_000_000);
    expect(await server.read("/internal/clock")).toMatchObject({ waiting: 1 });

    await server.request("POST /internal/reset");

    expect(await settled(asked)).toBe(200);
    expect(await server.read("/internal/clock")).toMatchObject({ mode: "running", waiting: 0 });
  });

  test("is what a signature is compared with", async (server) => {
    await server.add({ path: "/signed", auth: { method: "hmac", key: "k" }, responses: [{ body: "" }] });
    const target = `/signed?hmac_timestamp=${Date.UTC(2030, 0, 1) / 1000}`;
    const url = `${target}&hmac_sign=${createHmac("sha1", "k").update(target).digest("hex")}`;

    expect((await server.request(url)).status).toBe(401);
    await change(server, { set: "2030-01-01T00:00:00Z" });
    expect((await server.request(url)).status).toBe(200);
  });

  test("is each sandbox's own, which may begin with one", async (server) => {
    await server.call("POST /internal/sandboxes", { id: "one", clock: { fix: "2000-01-01T00:00:00Z" } });
    const headers = { "trickster-sandbox": "one" };
    const read = async () => (await server.request("/internal/clock", { headers })).json();

    expect(await read()).toEqual({ now: "2000-01-01T00:00:00Z", mode: "fixed", waiting: 0 });
    await change(server, { set: "2010-01-01T00:00:00Z" }, headers);
    expect(await server.read("/internal/clock")).toMatchObject({ now: NEW_YEAR });
    await server.request("POST /internal/reset", { headers });
    expect(await read()).toMatchObject({ now: "2000-01-01T00:00:00Z", mode: "fixed" });
  });

  test("releases who waits in a sandbox that ends", async (server) => {
    await server.call("POST /internal/sandboxes", { id: "one", clock: { freeze: true } });
    const asked: { status?: number } = {};
    void server.request("/~one/slow").then(({ status }) => (asked.status = status));
    const waiting = async () => (await server.read("/~one/internal/clock")) as { waiting: number };
    while ((await waiting()).waiting === 0) await new Promise(setImmediate);

    await server.request("DELETE /internal/sandboxes/one");

    while (asked.status === undefined) await new Promise(setImmediate);
    expect(asked.status).toBe(200);
  });

  test("refuses what is no change", async (server) => {
    const cases: [object, string][] = [
      [{}, "The payload must have one of set, fix, freeze, advance, resume."],
      [{ set: NEW_YEAR, fix: NEW_YEAR }, "The payload must have one of set and fix, not both."],
      [{ set: "tomorrow" }, 'set must be a date-time (RFC 3339) such as 2026-01-31T12:00:00Z, got "tomorrow".'],
      [{ freeze: false }, "freeze must be a date-time (RFC 3339), got false."],
      [{ resume: false }, "resume must be true."],
      [{ advance: -1 }, "advance must be at least 0, got -1."],
      [{ advance: 1e300 }, "advance must be at most 3153600000, got 1e+300."],
    ];
    for (const [payload, message] of cases) expectError(await change(server, payload), 400, message);
    await change(server, { set: "9999-01-01T00:00:00Z" });
    expectError(await change(server, { advance: 3e9 }), 400, "advance must not lead beyond the year 9999.");
  });
});
