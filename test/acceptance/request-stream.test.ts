import { type IncomingMessage, get } from "node:http";
import { connect } from "node:net";
import { expect, it } from "vitest";
import { type TricksterOptions, createTrickster } from "../../src/index.ts";
import { type TestAnswer, send } from "../support/http-client.ts";
import { ManualClock } from "../support/manual-clock.ts";

interface Event {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: unknown;
}

/** Reads server-sent events one by one. */
class EventReader {
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #incoming: IncomingMessage;
  #text = "";

  constructor(incoming: IncomingMessage) {
    this.#incoming = incoming;
    this.#chunks = incoming[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  static open(port: number, query = "", headers: Record<string, string> = {}): Promise<EventReader> {
    return new Promise((resolve, reject) => {
      const path = `/internal/requests/stream${query}`;
      get({ host: "127.0.0.1", port, path, headers, agent: false }, (incoming) =>
        resolve(new EventReader(incoming)),
      ).on("error", reject);
    });
  }

  /** The next event; a comment is one without a name. `undefined`: the stream has ended. */
  async next(): Promise<Event | undefined> {
    while (!this.#text.includes("\n\n")) {
      const { done, value } = await this.#chunks.next();
      if (done) return undefined;
      this.#text += value.toString();
    }
    const end = this.#text.indexOf("\n\n");
    const lines = this.#text.slice(0, end).split("\n");
    this.#text = this.#text.slice(end + 2);
    const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
    return { id: field("id"), event: field("event"), data: JSON.parse(field("data") ?? "null") };
  }

  close(): void {
    this.#incoming.destroy();
  }
}

async function start(options: TricksterOptions = {}) {
  const clock = new ManualClock();
  const routes = [
    { path: "/hello", responses: [{ body: "Hello!" }] },
    { path: "/slow", responses: [{ body: "slow", delay: 5 }] },
  ];
  const trickster = createTrickster({ clock, routes, ...options });
  const { port } = await trickster.listen({ port: 0 });
  return { clock, port, trickster, [Symbol.asyncDispose]: () => trickster[Symbol.asyncDispose]() };
}

function verify(port: number, what: object): Promise<TestAnswer> {
  const headers = { "content-type": "application/json" };
  return send(port, { method: "POST", url: "/internal/verify", headers, body: JSON.stringify(what) });
}

it("A stream tells of requests as they come, and again when an answer ends later", async () => {
  await using server = await start();
  const reader = await EventReader.open(server.port);
  expect(await reader.next()).toEqual({ id: undefined, event: undefined, data: null });

  await send(server.port, { url: "/hello" });
  expect(await reader.next()).toMatchObject({ id: "1", event: "request", data: { ended: "sent" } });
  const slow = send(server.port, { url: "/slow" });
  const begun = await reader.next();
  expect(begun).toMatchObject({ id: "2", data: { outcome: "matched" } });
  expect(begun?.data).not.toHaveProperty("ended");
  server.clock.advance(5000);
  await slow;
  expect(await reader.next()).toMatchObject({ id: undefined, data: { id: "2", ended: "sent", ms: 5000 } });
  reader.close();
});

it("A stream goes on behind the last event that a reader has seen, and shows a sign of life", async () => {
  await using server = await start();
  for (let at = 0; at < 3; at += 1) await send(server.port, { url: "/hello" });
  const reader = await EventReader.open(server.port, "", { "last-event-id": "2" });

  expect([(await reader.next())?.event, (await reader.next())?.id]).toEqual([undefined, "3"]);
  server.clock.advance(15_000);
  expect(await reader.next()).toEqual({ id: undefined, event: undefined, data: null });
  reader.close();
});

it("Readers that never read take no memory, hold nobody up, and are told what they have missed", async () => {
  await using server = await start({ journal: 10 });
  const silent = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const socket = connect(server.port, "127.0.0.1");
      socket.pause();
      await new Promise((resolve) => void socket.once("connect", resolve));
      socket.write("GET /internal/requests/stream HTTP/1.1\r\nhost: localhost\r\n\r\n");
      return socket;
    }),
  );
  const body = "x".repeat(100_000);
  for (let at = 0; at < 200; at += 1) await send(server.port, { url: "/hello", method: "POST", body });

  const [first] = silent;
  const text = await new Promise<string>((resolve) => {
    let received = "";
    first?.on("data", (chunk: Buffer) => {
      received += chunk.toString();
      if (received.includes("event: dropped")) resolve(received);
    });
    first?.resume();
  });

  expect(text).toContain("event: request");
  for (const socket of silent) socket.destroy();
});

it("A stop ends every stream and every verification that waits", async () => {
  await using server = await start();
  const reader = await EventReader.open(server.port);
  const waiting = verify(server.port, { path: "/never", within: 60 });
  await reader.next();
  // One callback is the stream's, the other the verification's.
  await server.clock.whenWaiting(2);

  await server.trickster.close();

  expect(await reader.next()).toBeUndefined();
  expect((await waiting).status).toBe(503);
});

it("Ten thousand verifications whose clients go leave nothing behind", async () => {
  await using server = await start({ maxConnections: 20_000 });
  const verification = '{"path":"/never","within":60}';
  const head = `POST /internal/verify HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${verification.length}\r\n\r\n`;
  for (let batch = 0; batch < 20; batch += 1) {
    const sockets = Array.from({ length: 500 }, () => connect(server.port, "127.0.0.1").on("error", () => {}));
    for (const socket of sockets) socket.write(head + verification);
    await server.clock.whenWaiting(500);
    const gone = sockets.map((socket) => new Promise((resolve) => void socket.once("close", resolve)));
    for (const socket of sockets) socket.destroy();
    await Promise.all(gone);
    await expect.poll(() => server.clock.waiting, { timeout: 20_000 }).toBe(0);
  }
});

it("A verification looks at a body that is still arriving when it has arrived", async () => {
  await using server = await start();
  const socket = connect(server.port, "127.0.0.1");
  socket.write(
    'POST /hello HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n{"total"',
  );
  await expect
    .poll(async () => (await send(server.port, { url: "/internal/requests" })).text(), {})
    .toContain('"id":"1"');

  const verified = verify(server.port, { match: { json: { "$.total": 3 } } });
  await server.clock.whenWaiting(1);
  socket.write(": 3}");

  expect((await verified).json()).toEqual({ verified: true, count: 1 });
  socket.destroy();
});

const JSON_HEAD = "host: localhost\r\ncontent-type: application/json\r\n";

it("Streams that wait behind another one never begin, and leave nothing behind", async () => {
  await using server = await start();
  const socket = connect(server.port, "127.0.0.1");
  socket.write("GET /internal/requests/stream HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(50));
  await server.clock.whenWaiting(1);
  expect(server.clock.waiting).toBe(1);
  socket.destroy();

  await expect.poll(() => server.clock.waiting).toBe(0);
});

it("A body that does not arrive as a whole is known to be missing", async () => {
  await using server = await start();
  const socket = connect(server.port, "127.0.0.1");
  socket.write(`POST /hello HTTP/1.1\r\n${JSON_HEAD}content-length: 100\r\n\r\n{"a":1}`);
  await expect.poll(async () => (await send(server.port, { url: "/internal/requests" })).text()).toContain('"id":"1"');
  socket.destroy();
  const isCut = async (): Promise<boolean> =>
    (await send(server.port, { url: "/internal/requests" })).text().includes('"request_length":7');
  await expect.poll(isCut).toBe(true);
  expect((await verify(server.port, { path: "/hello", match: { json: { "$.a": 1 } }, count: 0 })).json()).toMatchObject(
    {
      verified: false,
      incomplete: true,
    },
  );
  expect((await verify(server.port, { path: "/other", match: { json: { "$.a": 1 } }, count: 0 })).json()).toMatchObject(
    {
      verified: true,
    },
  );
});

it("Unmatched requests are waited for, too, while their bodies are read to be explained", async () => {
  await using server = await start();
  server.trickster.addRoute({
    path: "/m",
    method: "POST",
    match: { headers: { a: "1" }, json: { $: 1 } },
    responses: [{ body: "" }],
  });
  const socket = connect(server.port, "127.0.0.1");
  socket.write(`POST /m HTTP/1.1\r\n${JSON_HEAD}content-length: 1\r\n\r\n`);
  await expect.poll(async () => (await send(server.port, { url: "/internal/requests" })).text()).toContain('"id":"1"');
  const verified = verify(server.port, { match: { json: { $: 1 } } });
  await server.clock.whenWaiting(2);
  socket.write("1");

  expect((await verified).json()).toEqual({ verified: true, count: 1 });
  socket.destroy();
});

it("A verification gives up what does not arrive in time, and says so", async () => {
  await using server = await start();
  const socket = connect(server.port, "127.0.0.1");
  socket.write(`POST /hello HTTP/1.1\r\n${JSON_HEAD}content-length: 1\r\n\r\n`);
  await expect.poll(async () => (await send(server.port, { url: "/internal/requests" })).text()).toContain('"id":"1"');
  const verified = verify(server.port, { match: { json: { $: 1 } }, count: 0 });
  await server.clock.whenWaiting(2);
  server.clock.advance(5000);

  expect((await verified).json()).toMatchObject({ verified: false, incomplete: true });
  socket.destroy();
});

it("A server that listens again verifies and streams again", async () => {
  await using server = await start();
  await server.trickster.close();
  const { port } = await server.trickster.listen({ port: 0 });
  const reader = await EventReader.open(port);

  expect(await reader.next()).toMatchObject({ event: undefined });
  const verified = await verify(port, { count: 0 });
  expect(verified.status).toBe(200);
  reader.close();
});
