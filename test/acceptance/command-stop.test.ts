import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { createTrickster } from "../../src/index.ts";
import { type Command, startServer } from "../support/command.ts";
import { RawConnection, head, readError } from "../support/raw-client.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";

const HOST = "host: localhost";
const get = (path: string): string => `GET ${path} HTTP/1.1\r\n${HOST}\r\n\r\n`;

const slow = (delay: number) => ({ id: "slow", path: "/slow", responses: [{ body: "late", delay }] });

/** Sends a request, and resolves when its Response is chosen. */
async function askSlowly(command: Command, connections = 1): Promise<RawConnection[]> {
  const port = await command.port();
  const asked = await Promise.all(Array.from({ length: connections }, () => RawConnection.open(port)));
  for (const connection of asked) await connection.write(get("/slow"));
  const used = async (): Promise<number> =>
    ((await command.call("GET", "/routes/slow")) as { used_count: number }).used_count;
  await expect.poll(used, { timeout: 10_000 }).toBe(connections);
  return asked;
}

async function refusal(port: number): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException];
  return error.code ?? "";
}

describe.each(["SIGTERM", "SIGINT"] as const)("On %s", (signal) => {
  it("requests under way are answered, delays included, new connections refused, and the status is 0", async () => {
    await using command = startServer();
    const port = await command.port();
    await command.call("POST", "/routes", slow(0.7));
    const asked = await askSlowly(command, 5);

    command.signal(signal);
    await command.until(new RegExp(`stopping signal=${signal}`));
    await expect.poll(() => refusal(port)).toBe("ECONNREFUSED");
    for (const connection of asked) {
      const answer = await connection.untilEnd();
      expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*late$/);
      expect(answer.toLowerCase()).toContain("\r\nconnection: close\r\n");
    }

    expect(await command.status()).toBe(0);
    expect(command.stdout).toMatch(/stopped; every request was answered\n$/);
    expect(command.stderr).toBe("");
  });
});

describe("A stop", () => {
  it("is over at once if nobody waits, idle connections or not", async () => {
    await using command = startServer(["--drain-timeout", "1000"]);
    const port = await command.port();
    const [used, unused] = await Promise.all([RawConnection.open(port), RawConnection.open(port)]);
    await used.write(get("/none"));
    await used.until(/\}$/);

    command.signal("SIGTERM");

    expect(await command.status()).toBe(0);
    expect([await used.ended, await unused.ended]).toEqual([false, false]);
  });

  it("beyond --drain-timeout answers 503, counts what it cut off in the last line, and has the status 1", async () => {
    await using command = startServer(["--drain-timeout", "0.1"]);
    await command.port();
    await command.call("POST", "/routes", slow(1000));
    const asked = await askSlowly(command, 3);

    command.signal("SIGTERM");

    for (const connection of asked) {
      expect(readError(await connection.untilEnd())).toEqual({
        status: 503,
        body: {
          error: "Service Unavailable",
          message: "Trickster is stopping, and the delay of this Response is not over.",
        },
      });
    }
    expect(await command.status()).toBe(1);
    expect(command.stdout).toMatch(/warn .*stopped; requests were cut off by the end of --drain-timeout requests=3\n$/);
  });

  it("ends for a client that sends no end too", async () => {
    await using command = startServer(["--drain-timeout", "0.1"]);
    const connection = await RawConnection.open(await command.port());
    await connection.write(
      `${head("POST /internal/routes", HOST, "content-type: application/json", "content-length: 9")}{`,
    );
    await command.call("GET", "/health");

    command.signal("SIGTERM");

    expect(await command.status()).toBe(1);
    expect(command.stdout).toMatch(/requests=1\n$/);
    connection.close();
  });

  it("beyond --drain-timeout tells a client that is still sending its request, too", async () => {
    await using command = startServer(["--drain-timeout", "0.1"]);
    const connection = await RawConnection.open(await command.port());
    const sent = `POST /internal/routes HTTP/1.1\r\n${HOST}\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{`;
    await connection.write(sent + " ".repeat(20));
    await command.call("GET", "/health");

    command.signal("SIGTERM");

    const answer = readError(await connection.untilEnd());
    expect([answer.status, answer.body.message]).toEqual([
      503,
      "Trickster is stopping, and the request has not arrived.",
    ]);
    expect(await command.status()).toBe(1);
    expect(command.stdout).toMatch(/requests=1\n$/);
  });

  it("ends at once with a second signal", async () => {
    await using command = startServer(["--drain-timeout", "1000"]);
    await command.port();
    await command.call("POST", "/routes", slow(1000));
    const [asked] = await askSlowly(command);

    command.signal("SIGTERM");
    await command.until(/stopping/);
    command.signal("SIGINT");

    expect(await command.status()).toBe(1);
    expect(command.stdout).toMatch(/warn .*stopped at once; requests under way were cut off\n$/);
    asked?.close();
  });

  it("is in good order as soon as the server listens, also while it begins to watch", async () => {
    await using folder = await TemporaryFolder.create({ "routes.json": [] });
    await using command = startServer(["--watch", "--routes", folder.join("routes.json")]);
    await command.port();

    command.signal("SIGTERM");

    expect(await command.status()).toBe(0);
    expect(command.stdout).toMatch(/stopped; every request was answered\n$/);
  });

  it("loses no request of clients that ask without a pause", async () => {
    await using command = startServer();
    const port = await command.port();
    await command.call("POST", "/routes", { path: "/fast", responses: [{ body: "<fast>" }] });
    await command.call("POST", "/routes", { path: "/slower", responses: [{ body: "<slow>", delay: 0.02 }] });
    let answered = 0;

    /** Asks on one connection until it is told that this is the last answer. */
    async function askOn(path: string): Promise<boolean> {
      const connection = await RawConnection.open(port);
      for (let sent = 1; ; sent += 1) {
        await connection.write(get(path));
        await connection.untilIs((received) => received.split(">").length > sent);
        answered += 1;
        if (/\r\nconnection: close\r\n/i.test(connection.received.slice(-200))) return connection.ended;
      }
    }
    const clients = Array.from({ length: 20 }, (_, index) => askOn(index % 2 === 0 ? "/fast" : "/slower"));
    await expect.poll(() => answered, { timeout: 10_000 }).toBeGreaterThan(200);
    command.signal("SIGTERM");

    // Each request that was sent was answered, or this rejects; and no connection was reset.
    expect(await Promise.all(clients)).toEqual(Array.from({ length: 20 }, () => false));
    expect(await command.status()).toBe(0);
    expect(await refusal(port)).toBe("ECONNREFUSED");
  });
});

describe("A library's close()", () => {
  it("ends connections on which nothing was ever sent", async () => {
    await using trickster = createTrickster({ drainTimeout: 1000 });
    const { port } = await trickster.listen({ port: 0 });
    const connection = await RawConnection.open(port);

    expect(await trickster.close()).toBe(0);
    expect(await connection.ended).toBe(false);
  });

  it("can be called twice, and before anything listens", async () => {
    const trickster = createTrickster();

    expect(await trickster.close()).toBe(0);
    await trickster.listen({ port: 0 });
    expect(await Promise.all([trickster.close(), trickster.close()])).toEqual([0, 0]);
  });
});
