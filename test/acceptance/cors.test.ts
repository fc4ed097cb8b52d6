import { expect } from "vitest";
import type { TestAnswer } from "../support/http-client.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";

const page = "http://localhost:5173";

/** Asks as a browser does before it sends a request of a page. */
function preflight(server: TestServer, url: string, method: string, more: Record<string, string> = {}) {
  const headers = { origin: page, "access-control-request-method": method, ...more };
  return server.request(`OPTIONS ${url}`, { headers });
}

function get(server: TestServer, url: string, origin = page) {
  return server.request(url, { headers: { origin } });
}

/** What a browser looks at. */
function permission({ status, headers }: TestAnswer): unknown[] {
  const names = ["origin", "credentials", "methods", "headers"];
  return [status, ...names.map((name) => headers[`access-control-allow-${name}`])];
}

const hello = { id: "hello", path: "/hello", responses: [{ headers: { "x-total": "1" }, body: "Hello!" }] };

describeFeature("CORS for everyone", { cors: ["*"], routes: [hello] }, (test) => {
  test("lets pages read answers and all their fields, with cookies", async (server) => {
    const { headers } = await get(server, "/hello");

    expect(headers).toMatchObject({
      "access-control-allow-origin": page,
      "access-control-allow-credentials": "true",
      "access-control-expose-headers": "x-total, content-type, content-length",
      vary: "origin",
    });
    expect((await get(server, "/hello", "null")).headers["access-control-allow-origin"]).toBe("null");
  });

  test("lets caches know that answers differ, and tells others no more than that", async (server) => {
    const { headers } = await server.request("/hello");

    expect([headers["vary"], headers["access-control-allow-origin"]]).toEqual(["origin", undefined]);
  });

  test("lets pages read why nothing matched, and that there is no such sandbox", async (server) => {
    const miss = await get(server, "/helo");
    const lost = await server.request("/hello", { headers: { origin: page, "trickster-sandbox": "gone" } });

    expect([miss.status, miss.headers["access-control-allow-origin"]]).toEqual([404, page]);
    expect([lost.status, lost.headers["access-control-allow-origin"]]).toEqual([404, page]);
  });

  test("lets pages read what is answered after a delay, and refusals", async (server) => {
    await server.add({ path: "/slow", responses: [{ delay: 1, body: "" }] });
    await server.add({
      path: "/closed",
      auth: { method: "token", token: "secret" },
      responses: [{ body: "" }],
    } as never);

    const slow = get(server, "/slow");
    await server.clock.whenWaiting(1);
    server.clock.advance(1000);

    expect((await slow).headers["access-control-allow-origin"]).toBe(page);
    expect(permission(await get(server, "/closed")).slice(0, 2)).toEqual([401, page]);
  });

  test("answers preflights, whatever they ask for, and remembers none", async (server) => {
    const asked = { "access-control-request-headers": "content-type,x-trace" };

    expect(permission(await preflight(server, "/hello", "DELETE", asked))).toEqual([
      204,
      page,
      "true",
      "DELETE",
      "content-type,x-trace",
    ]);
    expect(permission(await preflight(server, "/unknown", "PUT"))).toEqual([204, page, "true", "PUT", undefined]);
    expect(await server.read("/internal/requests")).toMatchObject({ requests: [] });
  });

  test("answers preflights before it looks for a sandbox by header", async (server) => {
    expect((await preflight(server, "/hello", "GET", { "trickster-sandbox": "gone" })).status).toBe(204);
  });

  test("leaves preflights to a Route that names OPTIONS, and not to one of ANY method", async (server) => {
    await server.add({ id: "any", path: "/any", method: "ANY", responses: [{ repeat: 1, body: "once" }] });
    await server.add({ path: "/own", method: "OPTIONS", responses: [{ status: 403, body: "" }] });

    expect((await preflight(server, "/any", "POST")).status).toBe(204);
    expect((await get(server, "/any")).text()).toBe("once");
    expect((await preflight(server, "/own", "POST")).status).toBe(403);
  });

  test("leaves alone what a Response says itself", async (server) => {
    await server.add({
      path: "/own",
      responses: [{ headers: { "Access-Control-Allow-Origin": "https://own.test" }, body: "" }],
    });

    const { headers } = await get(server, "/own");

    expect([headers["access-control-allow-origin"], headers["vary"]]).toEqual(["https://own.test", undefined]);
  });

  test("is off for a Route that says so", async (server) => {
    await server.add({ path: "/private", cors: false, responses: [{ body: "" }] });

    expect((await get(server, "/private")).headers["access-control-allow-origin"]).toBeUndefined();
    expect((await preflight(server, "/private", "GET")).status).toBe(404);
  });

  test("opens nothing of the internal API", async (server) => {
    const answer = await get(server, "/internal/routes");

    expect([answer.status, answer.headers["access-control-allow-origin"]]).toEqual([403, undefined]);
    expect((await preflight(server, "/internal/routes", "POST")).status).toBe(403);
  });

  test("answers OPTIONS that is no preflight as any request", async (server) => {
    expect((await server.request("OPTIONS /hello")).status).toBe(404);
    expect((await server.request("OPTIONS /hello", { headers: { origin: page } })).status).toBe(404);
  });
});

describeFeature("CORS for some origins", { cors: [page, "https://app.test"], routes: [hello] }, (test) => {
  test("is for those alone", async (server) => {
    const [known, unknown] = [await get(server, "/hello"), await get(server, "/hello", "http://evil.test")];

    expect(known.headers["access-control-allow-origin"]).toBe(page);
    expect([unknown.headers["access-control-allow-origin"], unknown.headers["vary"]]).toEqual([undefined, "origin"]);
    expect((await preflight(server, "/hello", "GET", { origin: "http://evil.test" })).status).toBe(404);
    expect((await preflight(server, "/hello", "GET", { origin: "https://app.test" })).status).toBe(204);
  });
});

describeFeature("A Route with CORS", { routes: [{ ...hello, cors: true }] }, (test) => {
  test("is read by pages of every origin", async (server) => {
    expect(permission(await get(server, "/hello")).slice(0, 2)).toEqual([200, page]);
    expect(permission(await preflight(server, "/hello", "GET")).slice(0, 2)).toEqual([204, page]);
  });

  test("says nothing of other Routes, and other methods", async (server) => {
    await server.add({ path: "/other", responses: [{ body: "" }] });

    expect((await get(server, "/other")).headers["vary"]).toBeUndefined();
    expect((await preflight(server, "/other", "GET")).status).toBe(404);
    expect((await preflight(server, "/hello", "PUT")).status).toBe(404);
  });

  test("is found in the sandbox that a path selects, and one that a header will select is not asked for", async (server) => {
    await server.call("POST /internal/sandboxes", { id: "one", base: null });
    await server.call("POST /~one/internal/routes", { path: "/mine", cors: true, responses: [{ body: "" }] });

    expect((await preflight(server, "/~one/mine", "GET")).status).toBe(204);
    expect((await preflight(server, "/mine", "GET")).status).toBe(404);
    const announced = { "access-control-request-headers": "content-type, Trickster-Sandbox" };
    expect((await preflight(server, "/mine", "GET", announced)).status).toBe(204);
  });

  test("needs what a preflight can't have only afterwards", async (server) => {
    await server.add({
      path: "/basket",
      method: "POST",
      match: { headers: { "x-user": "ann" } },
      cors: true,
      responses: [{ repeat: 1, body: "" }],
    } as never);

    expect((await preflight(server, "/basket", "POST")).status).toBe(204);
  });
});

describeFeature("Without CORS", { routes: [hello] }, (test) => {
  test("a preflight that nobody answers is told how it would be", async (server) => {
    const answer = await preflight(server, "/hello", "GET");

    expect(answer.status).toBe(404);
    expect(answer.json()).toMatchObject({
      message: expect.stringContaining(
        'It is a CORS preflight, which --cors, or "cors": true on the Route, answers.',
      ) as string,
    });
  });
});
