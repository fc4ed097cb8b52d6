import { describe, expect, it } from "vitest";
import { createTrickster } from "../../src/index.ts";
import { expectError } from "../support/expect-error.ts";
import { exchange, head } from "../support/raw-client.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";

const HOST = "localhost:8080";
const PAGE = "http://localhost:5173";

function ask(server: TestServer, headers: Record<string, string>, line = "DELETE /internal/routes") {
  return server.request(line, { headers: { host: HOST, ...headers } });
}

describeFeature("A web page", {}, (test) => {
  test("may call the internal API from its own origin", async (server) => {
    for (const origin of ["http://localhost:8080", "HTTP://LOCALHOST:8080"]) {
      expect((await ask(server, { origin })).status).toBe(204);
    }
    const standardPort = { host: "127.0.0.1", origin: "http://127.0.0.1" };
    expect((await ask(server, standardPort)).status).toBe(204);
    expect((await ask(server, { ...standardPort, host: "127.0.0.1:80" })).status).toBe(204);
  });

  test("of any other origin is refused, with a hint at the option", async (server) => {
    await server.add({ id: "kept", path: "/", responses: [] });
    for (const origin of [
      "http://evil.example",
      "https://localhost:8080",
      "http://localhost",
      "http://localhost:8081",
      "http://127.0.0.1:8080",
      "http://app.localhost:8080",
      "http://localhost:8080.evil.example",
      "http://localhost:8080@evil.example",
      "http://evil.example#localhost:8080",
      "http://localhost:8080, http://evil.example",
      "file://",
      "chrome-extension://localhost:8080",
      "localhost:8080",
      "nonsense",
    ]) {
      for (const line of ["DELETE /internal/routes", "GET /internal/routes", "GET /internal/health"]) {
        const answer = await ask(server, { origin }, line);
        expect([line, origin, answer.status]).toEqual([line, origin, 403]);
        expectError(answer, 403, /; (?:--allow-origin .* allows it|it is no origin)\.$/);
      }
    }
    expect(await server.read("/internal/routes")).toHaveLength(1);
  });

  test("without an origin of its own (a sandboxed frame, a file) is refused", async (server) => {
    expectError(
      await ask(server, { origin: "null" }),
      403,
      'The internal API does not answer to pages of the origin "null"; --allow-origin null allows it, and with it any page that hides where it comes from.',
    );
  });

  test("of another site is refused without an Origin too", async (server) => {
    expectError(await ask(server, { "sec-fetch-site": "cross-site" }), 403, /Sec-Fetch-Site: cross-site/);
    for (const extra of [
      { "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" },
      { "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" },
      { "sec-fetch-mode": "navigate", "sec-fetch-dest": "embed" },
      { "sec-fetch-mode": "navigate" },
    ]) {
      const answer = await ask(server, { "sec-fetch-site": "cross-site", ...extra }, "GET /internal/routes");
      expect([extra, answer.status]).toEqual([extra, 403]);
    }
    for (const site of ["same-origin", "same-site", "none"]) {
      expect((await ask(server, { "sec-fetch-site": site }, "GET /internal/routes")).status).toBe(200);
    }
  });

  test("may link to the internal API, but not send a form there", async (server) => {
    const navigation = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };

    expect((await ask(server, navigation, "GET /internal/routes")).status).toBe(200);
    expect((await ask(server, navigation, "POST /internal/reset")).status).toBe(403);
    expect((await ask(server, { ...navigation, origin: "null" }, "POST /internal/reset")).status).toBe(403);
  });

  test("is asked nothing when it looks at mocked Routes", async (server) => {
    await server.add({ path: "/mocked", responses: [{ body: "mocked" }] });
    const headers = { origin: "http://evil.example", "sec-fetch-site": "cross-site" };

    const answer = await ask(server, headers, "GET /mocked");

    expect(answer.text()).toBe("mocked");
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
  });

  test("is refused a preflight, and no header tells it otherwise", async (server) => {
    const answer = await ask(
      server,
      { origin: PAGE, "access-control-request-method": "POST" },
      "OPTIONS /internal/routes",
    );

    expectError(
      answer,
      403,
      `The internal API does not answer to pages of the origin "${PAGE}"; --allow-origin ${PAGE} allows it.`,
    );
    for (const name of Object.keys(answer.headers)) expect(name).not.toMatch(/^access-control-/);
  });
});

describeFeature(
  "A page that --allow-origin names",
  { allowOrigin: [PAGE, "https://app.example"], adminToken: "t" },
  (test) => {
    const authorization = "Bearer t";

    test("may call, and is told so exactly", async (server) => {
      const answer = await ask(
        server,
        { origin: PAGE, authorization, "sec-fetch-site": "cross-site" },
        "GET /internal/routes",
      );

      expect(answer.status).toBe(200);
      expect(answer.headers["access-control-allow-origin"]).toBe(PAGE);
      expect(answer.headers["access-control-allow-credentials"]).toBeUndefined();
      expect(answer.headers["vary"]).toBe("origin");
    });

    test("sees errors too", async (server) => {
      const missing = await ask(server, { origin: PAGE, authorization }, "GET /internal/routes/none");
      const nobody = await ask(server, { origin: PAGE }, "GET /internal/routes");

      expect([missing.status, missing.headers["access-control-allow-origin"]]).toEqual([404, PAGE]);
      expect([nobody.status, nobody.headers["access-control-allow-origin"]]).toEqual([401, PAGE]);
    });

    test("gets the answer to its preflight, which carries no token", async (server) => {
      for (const method of ["GET", "POST", "DELETE"]) {
        const answer = await ask(
          server,
          { origin: PAGE, "access-control-request-method": method, "access-control-request-headers": "content-type" },
          "OPTIONS /internal/routes",
        );
        expect(answer.status).toBe(204);
        expect(answer.text()).toBe("");
        expect(answer.headers["access-control-allow-origin"]).toBe(PAGE);
        expect(answer.headers["access-control-allow-methods"]).toBe(method);
        expect(answer.headers["access-control-allow-headers"]).toBe("authorization, content-type");
        expect(answer.headers["vary"]).toBe("origin");
      }
    });

    test("is one of those named, and nobody who resembles them", async (server) => {
      for (const origin of [
        "http://localhost:5174",
        "https://localhost:5173",
        `${PAGE}/`,
        `${PAGE}.evil.example`,
        "http://app.example",
        "https://x.app.example",
        "*",
        "null",
      ]) {
        const answer = await ask(server, { origin, authorization });
        expect([origin, answer.status]).toEqual([origin, 403]);
        expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
        expect(answer.headers["vary"]).toBe("origin");
      }
    });

    test("has no say over mocked paths: their preflight is mocked traffic", async (server) => {
      await server.request("POST /internal/routes", {
        headers: { host: HOST, authorization, "content-type": "application/json" },
        body: JSON.stringify({ path: ".*", method: "OPTIONS", responses: [{ body: "mocked" }] }),
      });
      for (const [path, method] of [
        ["/mocked", "POST"],
        ["/internal/unknown", "POST"],
        ["/internal/health", "DELETE"],
        ["/internal/routes", "TRACE"],
      ]) {
        const answer = await ask(
          server,
          { origin: PAGE, "access-control-request-method": method ?? "" },
          `OPTIONS ${path}`,
        );
        expect([path, answer.text()]).toEqual([path, "mocked"]);
        expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
      }
      expect((await ask(server, { origin: PAGE }, "OPTIONS /internal/routes")).text()).toBe("mocked");
    });
  },
);

describeFeature("A page without an origin, if --allow-origin names null,", { allowOrigin: ["null"] }, (test) => {
  test("may call, and nobody else", async (server) => {
    const answer = await ask(server, { origin: "null" });

    expect([answer.status, answer.headers["access-control-allow-origin"]]).toEqual([204, "null"]);
    expect((await ask(server, { origin: PAGE })).status).toBe(403);
  });
});

describe("Several Origin headers", () => {
  it("are refused as soon as one of them is foreign", async () => {
    await using trickster = createTrickster({ allowOrigin: [PAGE] });
    const { port } = await trickster.listen({ port: 0 });
    const own = `http://localhost:${port}`;
    const status = async (...origins: string[]): Promise<string> => {
      const fields = origins.map((origin) => `origin: ${origin}`);
      const answer = await exchange(port, head("GET /internal/routes", `host: localhost:${port}`, ...fields));
      return answer.slice(9, 12);
    };

    expect(await status(own)).toBe("200");
    expect(await status(own, "http://evil.example")).toBe("403");
    expect(await status("http://evil.example", own)).toBe("403");
    expect(await status(PAGE, "null")).toBe("403");
  });
});
