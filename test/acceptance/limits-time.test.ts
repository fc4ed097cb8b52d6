import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createTrickster } from "../../src/index.ts";
import { expectFault } from "../support/expect-error.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { RawConnection, head, readError } from "../support/raw-client.ts";
import { describeFeature } from "../support/transports.ts";

const HOST = "host: localhost";
const get = (path: string): string => `GET ${path} HTTP/1.1\r\n${HOST}\r\n\r\n`;

describe("A request that does not arrive", () => {
  it.each([
    ["has no end of its headers", { headerTimeout: 0.05 }, `GET / HTTP/1.1\r\n${HOST}\r\n`],
    ["has not even begun", { headerTimeout: 0.05 }, ""],
    ["has a body that never ends", { requestTimeout: 0.05 }, `${head("POST /form", HOST, "content-length: 10")}abc`],
    ["has no end of its headers, and the whole may not take so long", { requestTimeout: 0.05 }, "GET / HTTP/1.1\r\n"],
  ])("(it %s) is a 408, and the end of the connection", async (_, options, bytes) => {
    await using trickster = createTrickster(options);
    trickster.addRoute({
      path: "/form",
      method: "POST",
      auth: { method: "form", fields: { a: "b" } },
      responses: [{ body: "in" }],
    });
    const { port } = await trickster.listen({ port: 0 });
    const connection = await RawConnection.open(port);
    await connection.write(bytes);

    expect(readError(await connection.untilEnd())).toEqual({
      status: 408,
      body: {
        error: "Request Timeout",
        message: "The request did not arrive in time; see --header-timeout and --request-timeout.",
      },
    });
  });

  it("is waited for without end if --request-timeout is 0", async () => {
    await using trickster = createTrickster({
      requestTimeout: 0,
      routes: [{ path: "/", responses: [{ body: "hello" }] }],
    });
    const { port } = await trickster.listen({ port: 0 });
    const connection = await RawConnection.open(port);
    await connection.write("GET / HTTP/1.1\r\n");
    await connection.write(`${HOST}\r\n\r\n`);

    expect(await connection.until(/hello$/)).toMatch(/^HTTP\/1\.1 200/);
    connection.close();
  });
});

describe("A client that never reads a large answer", () => {
  const large = "x".repeat(30_000_000);

  /** Asks, reads nothing, and waits until nobody is answered any more. */
  async function askAndSleep(requests: string, options: { files: string | null }, definition: object): Promise<void> {
    await using trickster = createTrickster({
      writeTimeout: 0.1,
      drainTimeout: 20,
      maxBody: 2 * large.length,
      ...options,
    });
    trickster.addRoute({ path: "/large", responses: [{ body: large, ...definition }] });
    trickster.addRoute({ path: "/small", responses: [{ body: "small" }] });
    const { port } = await trickster.listen({ port: 0 });
    const connection = await RawConnection.open(port);
    connection.socket.pause();
    await connection.write(requests);
    while (trickster.routes()[0]?.used_count === 0) await new Promise((resolve) => void setImmediate(resolve));

    // It was given up: nothing is cut off, because nothing is under way.
    expect(await trickster.close()).toBe(0);
    connection.close();
  }

  it("is given up after --write-timeout", () => askAndSleep(get("/large"), { files: null }, {}));

  it("is given up behind other answers too", () =>
    askAndSleep(get("/small") + get("/small") + get("/large"), { files: null }, {}));

  it("is given up if the answer is a file", async () => {
    const files = await mkdtemp(join(tmpdir(), "trickster-"));
    await writeFile(join(files, "large.bin"), large);
    await askAndSleep(get("/large"), { files }, { body: undefined, body_file: "large.bin" });
    await rm(files, { recursive: true });
  });
});

describe("Many large answers on one connection", () => {
  it("leave nothing behind on it", async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on("warning", note);
    await using trickster = createTrickster({ routes: [{ path: "/", responses: [{ body: "x".repeat(5_000_000) }] }] });
    const { port } = await trickster.listen({ port: 0 });
    const connection = await RawConnection.open(port);
    await connection.write(get("/").repeat(20) + head("GET /", HOST));
    await connection.untilEnd();
    process.off("warning", note);

    expect(warnings).toEqual([]);
    expect(trickster.routes()[0]?.used_count).toBe(21);
  });
});

describe("More connections than --max-connections", () => {
  it("are answered 503 at once, and taken again as soon as others have ended", async () => {
    await using trickster = createTrickster({
      maxConnections: 2,
      routes: [{ path: "/", responses: [{ body: "hello" }] }],
    });
    const { port } = await trickster.listen({ port: 0 });
    const open = await Promise.all([RawConnection.open(port), RawConnection.open(port)]);
    for (const connection of open) {
      await connection.write(get("/"));
      await connection.until(/hello$/);
    }

    const third = await RawConnection.open(port);
    expect(readError(await third.untilEnd())).toEqual({
      status: 503,
      body: {
        error: "Service Unavailable",
        message: "There are 2 connections already; --max-connections raises the limit.",
      },
    });
    expect(trickster.routes()[0]?.used_count).toBe(2);

    for (const connection of open) connection.close();
    const answered = async (): Promise<boolean> => {
      const connection = await RawConnection.open(port);
      await connection.write(head("GET /", HOST));
      return (await connection.untilEnd()).endsWith("hello");
    };
    await expect.poll(answered, { timeout: 10_000 }).toBe(true);
  });
});

const delayed = (delay: unknown) => ({ path: "/", responses: [{ body: "late", delay }] });

describeFeature("A delay", {}, (test) => {
  test("may be 2,147,483 seconds long, and is waited out", async (server) => {
    await server.call("POST /internal/routes", delayed(2_147_483));
    let answered = false;
    const answer = server.request("/").finally(() => (answered = true));
    await server.clock.whenWaiting(1);

    server.clock.advance(2_147_482_999);
    await server.read("/internal/health");
    expect(answered).toBe(false);
    server.clock.advance(1);
    expect((await answer).text()).toBe("late");
  });

  test("may not be longer, or be no time at all", async (server) => {
    for (const delay of [2_147_484, 1e300, [0, 2_147_484]]) {
      const answer = await server.call("POST /internal/routes", delayed(delay));
      expect([delay, answer.status]).toEqual([delay, 400]);
    }
    expectFault(
      await server.call("POST /internal/routes", delayed(-1)),
      "/responses/0/delay",
      "must be at least 0, got -1",
    );
  });
});

async function slowServer() {
  const clock = new ManualClock();
  const trickster = createTrickster({ clock, drainTimeout: 20 });
  trickster.addRoute({ id: "slow", path: "/slow", responses: [{ body: "late", delay: 1000 }] });
  const { port } = await trickster.listen({ port: 0 });
  return { clock, trickster, connection: await RawConnection.open(port) };
}

describe("A client that goes during a delay", () => {
  it("leaves no timer behind", async () => {
    const { clock, trickster, connection } = await slowServer();
    await connection.write(get("/slow"));
    await clock.whenWaiting(1);
    connection.close();

    await expect.poll(() => clock.waiting).toBe(0);
    expect(await trickster.close()).toBe(0);
    expect(trickster.route("slow").used_count).toBe(1);
  });

  it("leaves none for the requests that it had sent behind it either", async () => {
    const { clock, trickster, connection } = await slowServer();
    await connection.write(get("/slow").repeat(20));
    await clock.whenWaiting(20);
    connection.close();

    await expect.poll(() => clock.waiting).toBe(0);
    expect(await trickster.close()).toBe(0);
  });

  it("is of no interest to the others that wait", async () => {
    const { clock, trickster, connection } = await slowServer();
    const { port } = await trickster.listen({ port: 0 });
    const other = await RawConnection.open(port);
    await connection.write(get("/slow"));
    await other.write(get("/slow"));
    await clock.whenWaiting(2);
    connection.close();
    await expect.poll(() => clock.waiting).toBe(1);

    clock.advance(1_000_000);

    expect(await other.until(/late$/)).toMatch(/^HTTP\/1\.1 200/);
    other.close();
    await trickster.close();
  });
});

describe("A tunnel that a client asks for", () => {
  it("is answered like any other request, and leaves no connection behind", async () => {
    await using trickster = createTrickster({ drainTimeout: 20 });
    trickster.addRoute({ path: ".*", method: "CONNECT", responses: [{ body: "no tunnel" }] });
    const { port } = await trickster.listen({ port: 0 });
    const connection = await RawConnection.open(port);
    await connection.write(`CONNECT example.org:443 HTTP/1.1\r\n${HOST}\r\n\r\nbytes of the tunnel`);
    await connection.until(/no tunnel$/);

    // The client never ends its side.
    expect(await connection.ended).toBe(false);
    expect(await trickster.close()).toBe(0);
    connection.close();
  });
});
