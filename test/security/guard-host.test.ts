import { describe, expect, it } from "vitest";
import { createTrickster } from "../../src/index.ts";
import { expectError } from "../support/expect-error.ts";
import { exchange, head, readError } from "../support/raw-client.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";

function ask(server: TestServer, host: string) {
  return server.request("/internal/routes", { headers: { host } });
}

describeFeature("The Host of an internal call", {}, (test) => {
  test("may be any name of this machine's loopback, with any port", async (server) => {
    for (const host of [
      "localhost",
      "localhost:8080",
      "LocalHost",
      "localhost.",
      "localhost.:80",
      "app.localhost",
      "A.B.localhost:1",
      "127.0.0.1",
      "127.0.0.1:65535",
      "127.255.0.9",
      "[::1]",
      "[::1]:8080",
    ]) {
      expect([host, (await ask(server, host)).status]).toEqual([host, 200]);
    }
  });

  test("may be nobody else's, however it is written", async (server) => {
    for (const host of [
      "evil.example",
      "evil.example:80",
      "localhost.evil.example",
      "127.0.0.1.evil.example",
      "notlocalhost",
      "evil-localhost",
      ".localhost",
      "localhost..",
      "localhost@evil.example",
      "evil.example@localhost",
      "evil.example#localhost",
      "evil.example/.localhost",
      "evil.example\\.localhost",
      "evil.example localhost",
      "localhost, evil.example",
      "localhost:80:80",
      "localhost:evil",
      "128.0.0.1",
      "0.0.0.0",
      "10.0.0.1",
      "127.0.0.1e",
      "127.1",
      "2130706433",
      "0x7f.0.0.1",
      "::1",
      "[::]",
      "[::ffff:127.0.0.1]",
      "[::1].evil.example",
    ]) {
      const answer = await ask(server, host);
      expect([host, answer.status]).toEqual([host, 403]);
      expectError(answer, 403, /--allow-host|it is no host name/);
    }
  });

  test("does not matter to mocked traffic, and not to health", async (server) => {
    await server.add({ path: ".*", responses: [{ body: "mocked" }] });
    const headers = { host: "evil.example" };

    expect((await server.request("/internal/other", { headers })).text()).toBe("mocked");
    expect((await server.request("OPTIONS /internal/routes", { headers })).status).toBe(404);
    expect((await server.request("/internal/health", { headers })).json()).toEqual({ status: "ok" });
    expect((await server.request("HEAD /internal/health", { headers })).status).toBe(200);
  });

  test("must be right in a target in absolute form too", async (server) => {
    const attacks = [
      ["http://evil.example/internal/routes", "localhost"],
      ["http://localhost/internal/routes", "evil.example"],
      ["http://localhost@evil.example/internal/routes", "localhost"],
      ["http://evil.example:80/x/..//internal/routes", "localhost"],
      ["HTTP://evil.example/%69nternal/routes", "localhost"],
      ["ftp://evil.example/internal/routes", "localhost"],
      ["http:///internal/routes", "localhost"],
    ] as const;
    for (const [target, host] of attacks) {
      const answer = await server.request(`GET ${target}`, { headers: { host } });
      expect([target, answer.status]).toEqual([target, 403]);
    }
    expect((await server.request("GET http://127.0.0.1/internal/routes")).status).toBe(200);
  });
});

describeFeature("A Host that --allow-host names", { allowHost: ["mock.example", "[::2]"] }, (test) => {
  test("is answered besides those of loopback, with any port and in any case", async (server) => {
    for (const host of ["mock.example", "MOCK.example:8080", "mock.example.", "[::2]:80", "localhost"]) {
      expect([host, (await ask(server, host)).status]).toEqual([host, 200]);
    }
    for (const host of ["x.mock.example", "mock.example.evil", "xmock.example", "[::3]"]) {
      expect([host, (await ask(server, host)).status]).toEqual([host, 403]);
    }
  });

  test("is said to the one who is refused", async (server) => {
    expectError(
      await ask(server, "other.example:80"),
      403,
      'The internal API does not answer to the Host "other.example:80"; --allow-host other.example allows it.',
    );
  });
});

describeFeature("Every Host, if --allow-host is *,", { allowHost: ["*"] }, (test) => {
  test("is answered", async (server) => {
    expect((await ask(server, "evil.example")).status).toBe(200);
    expect((await server.request("GET http://evil.example/internal/routes")).status).toBe(200);
  });
});

describe("A request with the wrong number of Host headers", () => {
  it("is a 400, whoever would answer it", async () => {
    await using trickster = createTrickster();
    const { port } = await trickster.listen({ port: 0 });
    for (const path of ["/internal/health", "/internal/routes", "/mocked"]) {
      const two = await exchange(port, head(`GET ${path}`, "host: localhost", "HOST: localhost"));
      expect(readError(two)).toEqual({
        status: 400,
        body: { error: "Bad Request", message: "The request has more than one Host header; send one." },
      });
      const none = await exchange(port, head(`GET ${path}`));
      expect(readError(none).body.message).toBe("The request has no Host header.");
    }
  });

  it("of HTTP/1.0, which needs none, or with an empty one gets no further than mocked traffic", async () => {
    await using trickster = createTrickster();
    trickster.addRoute({ path: "/mocked", responses: [{ body: "mocked" }] });
    const { port } = await trickster.listen({ port: 0 });

    expect(await exchange(port, "GET /mocked HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*mocked$/);
    expect(readError(await exchange(port, "GET /internal/routes HTTP/1.0\r\n\r\n")).status).toBe(403);
    expect(readError(await exchange(port, head("GET /internal/routes", "host:"))).status).toBe(403);
  });
});
