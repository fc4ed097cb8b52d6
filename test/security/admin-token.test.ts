import { expect } from "vitest";
import { expectError } from "../support/expect-error.ts";
import { describeFeature } from "../support/transports.ts";

const TOKEN = "correct horse";

describeFeature("With --admin-token the internal API", { adminToken: TOKEN }, (test) => {
  test("answers 401 to whoever has no token, and says what to send", async (server) => {
    const answer = await server.request("/internal/routes");

    expectError(
      answer,
      401,
      "The internal API wants a token; send Authorization: Bearer <the token of --admin-token>.",
    );
    expect(answer.headers["www-authenticate"]).toBe("Bearer");
  });

  test("answers 401 to every other token, and to every other scheme", async (server) => {
    for (const authorization of [
      "Bearer wrong",
      "Bearer",
      "Bearer ",
      `Bearer ${TOKEN}x`,
      `Bearer ${TOKEN.slice(0, -1)}`,
      `Bearer ${TOKEN.toUpperCase()}`,
      `Bearer ${TOKEN}, Bearer wrong`,
      `Basic ${TOKEN}`,
      `Basic ${btoa(`:${TOKEN}`)}`,
      TOKEN,
    ]) {
      const answer = await server.request("POST /internal/reset", { headers: { authorization } });
      expect([authorization, answer.status]).toEqual([authorization, 401]);
      expect(answer.text()).not.toContain(TOKEN);
    }
  });

  test("answers as ever to the right one, whatever the case of the scheme", async (server) => {
    for (const scheme of ["Bearer", "bearer", "BEARER"]) {
      const answer = await server.request("/internal/routes", { headers: { authorization: `${scheme} ${TOKEN}` } });
      expect([scheme, answer.status]).toEqual([scheme, 200]);
    }
  });

  test("tells anybody that it is there: health needs none", async (server) => {
    expect((await server.request("/internal/health")).json()).toEqual({ status: "ok" });
  });

  test("looks at the token before it reads what was sent", async (server) => {
    const headers = { "content-type": "application/json" };

    expect((await server.request("POST /internal/routes", { headers, body: "{" })).status).toBe(401);
    expect((await server.request("GET /internal/routes/none")).status).toBe(401);
    expect((await server.request("GET /internal/openapi.json")).status).toBe(401);
  });

  test("still refuses a foreign Host or page that knows the token", async (server) => {
    const authorization = `Bearer ${TOKEN}`;

    const foreignHost = await server.request("/internal/routes", { headers: { authorization, host: "evil.example" } });
    const foreignPage = await server.request("/internal/routes", {
      headers: { authorization, origin: "http://evil.example" },
    });

    expect([foreignHost.status, foreignPage.status]).toEqual([403, 403]);
  });

  test("leaves the header to mocked Routes, which need no token", async (server) => {
    const definition = {
      path: "/mocked",
      auth: { method: "token", token: "theirs" },
      responses: [{ body: "mocked" }],
    };
    await server.request("POST /internal/routes", {
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
      body: JSON.stringify(definition),
    });

    const answer = await server.request("/mocked", { headers: { authorization: "Bearer theirs" } });

    expect(answer.text()).toBe("mocked");
  });
});
