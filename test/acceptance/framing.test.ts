import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type ResponseDefinition, createTrickster } from "../../src/index.ts";
import { CountingAgent } from "../support/counting-agent.ts";
import { send } from "../support/http-client.ts";
import { RawConnection, exchange } from "../support/raw-client.ts";

const files = mkdtempSync(join(tmpdir(), "trickster-framing-"));
writeFileSync(join(files, "a.txt"), "file");
afterAll(() => rmSync(files, { recursive: true }));

/** Serves one Response at /a (to GET and HEAD), and "next" at /next. */
async function serve(response: ResponseDefinition) {
  const trickster = createTrickster({ files });
  trickster.addRoute({ path: "/a", responses: [response] });
  trickster.addRoute({ path: "/a", method: "HEAD", responses: [response] });
  trickster.addRoute({ path: "/next", responses: [{ body: "next" }] });
  const { port } = await trickster.listen({ port: 0 });
  return { port, [Symbol.asyncDispose]: () => trickster[Symbol.asyncDispose]() };
}

describe("A connection that is kept alive", () => {
  const harmless: ResponseDefinition[] = [
    { body: "12345" },
    { body: "" },
    { body: "12345", headers: { "content-length": "3" } },
    { body: "12345", headers: { "content-length": "99999" } },
    { body: "12345", headers: { "Content-Length": ["1", "2"] } },
    { body: "12345", headers: { "transfer-encoding": "chunked" } },
    { body: "12345", headers: { "Transfer-Encoding": "gzip, chunked", "content-length": "2" } },
    { body: "12345", headers: { trailer: "x-later" } },
    { body: "12345", headers: { connection: "upgrade", upgrade: "websocket" } },
    { body: "12345", headers: { connection: "keep-alive, x-hop", "keep-alive": "timeout=0" } },
    { body: "12345", headers: { "content-encoding": "gzip", te: "trailers", expect: "100-continue" } },
    { body: "12345", headers: { date: "yesterday", "proxy-connection": "close" } },
    { status: 204, body: "lost", headers: { "content-length": "4" } },
    { status: 304, body: "lost", headers: { "content-length": "4" } },
    { status: 304, body: "lost", headers: { "transfer-encoding": "chunked" } },
    { status: 205, body: "sent" },
    { status: 700, body: "sent" },
    { body_file: "a.txt", headers: { "content-length": "9", "transfer-encoding": "chunked" } },
    { status: 304, body_file: "a.txt" },
    { body_base64: "AAEC" },
  ];
  for (const response of harmless) {
    for (const method of ["GET", "HEAD"]) {
      it(`is good for another request after ${method} ${JSON.stringify(response)}`, async () => {
        await using server = await serve(response);
        const agent = new CountingAgent();

        const first = await send(server.port, { method, url: "/a" }, agent);
        const second = await send(server.port, { url: "/next" }, agent);

        agent.destroy();
        expect(first.status).toBe(response.status ?? 200);
        expect(second.text()).toBe("next");
        expect(agent.connections).toBe(1);
      });
    }
  }

  it("is good for another request after a file", async () => {
    await using server = await serve({ body_file: "a.txt" });
    const agent = new CountingAgent();

    const first = await send(server.port, { url: "/a" }, agent);
    const second = await send(server.port, { url: "/next" }, agent);

    agent.destroy();
    expect([first.text(), second.text(), agent.connections]).toEqual(["file", "next", 1]);
  });

  it("carries pipelined answers one behind the other", async () => {
    await using server = await serve({ body: "12345", headers: { "content-length": "3" } });
    const connection = await RawConnection.open(server.port);

    await connection.write("GET /a HTTP/1.1\r\nHost: a\r\n\r\nHEAD /a HTTP/1.1\r\nHost: a\r\n\r\n");
    await connection.write("GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
    const received = await connection.until(/next$/);

    connection.close();
    const bodies = received.split(/HTTP\/1\.1 200 OK\r\n(?:.+\r\n)+\r\n/).slice(1);
    expect(bodies).toEqual(["12345", "", "next"]);
  });

  it("serves another request after one whose body no Route looked at", async () => {
    await using server = await serve({ body: "12345" });
    const agent = new CountingAgent();

    await send(server.port, { url: "/a", body: "x".repeat(100_000) }, agent);
    const second = await send(server.port, { url: "/next" }, agent);

    agent.destroy();
    expect(second.text()).toBe("next");
  });
});

describe("A connection ends", () => {
  const request = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

  for (const connection of ["close", "Close", "keep-alive, close", ["x", "close"]]) {
    it(`behind a Response with the header connection: ${String(connection)}`, async () => {
      await using server = await serve({ body: "12345", headers: { connection } });

      const received = await exchange(server.port, request + request);

      expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
      expect(received).toMatch(/\r\nconnection: close\r\n/i);
      expect(received.match(/12345/g)).toHaveLength(1);
    });
  }

  for (const status of [100, 101, 103, 199]) {
    it(`behind a Response with the status ${status}, so that no client waits for another`, async () => {
      await using server = await serve({ status, body: "lost", headers: { "content-length": "4", link: "</a.css>" } });

      const received = await exchange(server.port, request);

      expect(received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(received).toMatch(/\r\nlink: <\/a\.css>\r\n/);
      expect(received).toMatch(/\r\n\r\n$/);
      expect(received).not.toMatch(/content-length|transfer-encoding|lost/i);
    });
  }

  it("behind the answer to a client that asks for it, or that speaks HTTP/1.0", async () => {
    await using server = await serve({ body: "12345", headers: { connection: "keep-alive" } });

    const asked = await exchange(server.port, "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    const old = await exchange(server.port, "GET /a HTTP/1.0\r\n\r\n");

    for (const received of [asked, old]) {
      expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
      expect(received).toMatch(/\r\ncontent-length: 5\r\n/);
      expect(received).toMatch(/\r\n\r\n12345$/);
    }
  });
});

describe("An answer", () => {
  it("has each header in a line of its own, in the order and the letters of its definition", async () => {
    const headers = { "X-B": "1", "x-a": ["2", "3"], "Set-Cookie": ["a=1", "b=2"] };
    await using server = await serve({ body: "", headers });

    const received = await exchange(server.port, "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

    expect(received).toContain("\r\nX-B: 1\r\nx-a: 2\r\nx-a: 3\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n");
  });

  it("has the standard reason phrase where there is one", async () => {
    for (const [status, line] of [
      [418, "HTTP/1.1 418 I'm a Teapot\r\n"],
      [451, "HTTP/1.1 451 Unavailable For Legal Reasons\r\n"],
      [700, "HTTP/1.1 700 unknown\r\n"],
    ] as const) {
      await using server = await serve({ status, body: "" });

      const received = await exchange(server.port, "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

      expect(received.startsWith(line)).toBe(true);
    }
  });
});
