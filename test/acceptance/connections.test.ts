import { describe, expect, it } from "vitest";
import { type TricksterOptions, createTrickster } from "../../src/index.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { RawConnection } from "../support/raw-client.ts";

const routes = [
  { id: "fast", path: "/fast", responses: [{ body: "fast" }] },
  { id: "slow", path: "/slow", responses: [{ body: "slow", delay: 5 }] },
  { id: "post", path: "/slow", method: "POST", responses: [{ body: "posted", delay: 5 }] },
] as const;

async function open(options: TricksterOptions = {}) {
  const clock = new ManualClock();
  const trickster = createTrickster({ clock, routes, ...options });
  const { port } = await trickster.listen({ port: 0 });
  return { clock, trickster, connection: await RawConnection.open(port) };
}

function get(path: string): string {
  return `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`;
}

describe("A stop", () => {
  it("answers every request that was pipelined on a connection", async () => {
    const { clock, trickster, connection } = await open();
    await connection.write(get("/slow") + get("/fast") + get("/slow"));
    await clock.whenWaiting(2);

    const closed = trickster.close();
    clock.advance(5000);

    expect(await closed).toBe(0);
    expect((await connection.untilEnd()).match(/\r\n\r\n(?:slow|fast)/g)).toHaveLength(3);
  });

  it("does not wait for the client of a CONNECT that was answered", async () => {
    const { trickster, connection } = await open();
    await connection.write("CONNECT example.org:443 HTTP/1.1\r\nhost: example.org:443\r\n\r\n");
    await connection.until(/No active Route/);

    expect(await trickster.close()).toBe(0);
    connection.close();
  });

  it("does not wait for connections on which nothing was sent", async () => {
    const { trickster, connection } = await open();

    expect(await trickster.close()).toBe(0);
    connection.close();
  });
});

describe("What is no HTTP", () => {
  it("is never written into an answer that is awaited", async () => {
    const { clock, trickster, connection } = await open();
    await connection.write(`${get("/slow")}garbage\r\n\r\n`);
    await clock.whenWaiting(1);
    clock.advance(5000);

    const received = await connection.untilEnd();
    expect(received).toMatch(/^HTTP\/1\.1 200 /);
    expect(received).toMatch(/\r\n\r\nslow$/);
    await trickster.close({ drainTimeout: 0 });
  });
});

describe("A delayed answer", () => {
  it("comes although nobody looks at the body, however long that is", async () => {
    const { clock, trickster, connection } = await open();
    const body = "x".repeat(5_000_000);
    await connection.write(`POST /slow HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    await clock.whenWaiting(1);
    clock.advance(5000);

    expect(await connection.until(/posted/)).toMatch(/^HTTP\/1\.1 200 /);
    connection.close();
    await trickster.close({ drainTimeout: 0 });
  });
});
