import { expect } from "vitest";
import { createTrickster } from "../../src/index.ts";
import { expectError } from "../support/expect-error.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";
import { readEndpoints } from "../support/endpoints.ts";

const definition = { id: "r", path: "/r", responses: [{ id: "a", body: "a", repeat: 5 }] };

/** Everything that can be seen of a server: its Routes with their counters. */
async function state(server: TestServer): Promise<unknown> {
  return server.read("/internal/routes");
}

describeFeature("Every internal GET", { routes: [definition] }, (test) => {
  test("and every HEAD changes nothing, whatever it is asked", async (server) => {
    await server.request("/r");
    const before = await state(server);
    for (const { method, path } of await readEndpoints(server)) {
      if (method !== "GET") continue;
      for (const line of [`GET ${path}`, `HEAD ${path}`, `GET ${path}?method=GET&path=/r&_method=DELETE`]) {
        const answer = await server.request(line, { headers: { "x-http-method-override": "DELETE" } });
        expect([line, answer.status < 500]).toEqual([line, true]);
        expect([line, await state(server)]).toEqual([line, before]);
      }
    }
  });

  test("with a body changes nothing either", async (server) => {
    const before = await state(server);
    for (const { method, path } of await readEndpoints(server)) {
      if (method === "GET") await server.call(`GET ${path}`, [definition]);
    }
    expect(await state(server)).toEqual(before);
  });
});

describeFeature("Every internal answer", { routes: [definition] }, (test) => {
  test("forbids to be framed, guessed at and kept, errors included", async (server) => {
    const json = { "content-type": "application/json" };
    const lines = [
      ["GET /internal/routes", {}],
      ["HEAD /internal/routes", {}],
      ["GET /internal/routes/none", {}],
      ["GET /internal/health", {}],
      ["GET /internal/openapi.json", {}],
      ["GET /internal/match_route", {}],
      ["POST /internal/routes", { headers: json, body: "{" }],
      ["POST /internal/routes", { body: "{}" }],
      ["POST /internal/routes", { headers: json, body: JSON.stringify(definition) }],
      ["DELETE /internal/routes", {}],
      ["POST /internal/reset", {}],
      ["POST /internal/reset", { headers: { host: "evil.example" } }],
      ["GET /internal/routes", { headers: { origin: "http://evil.example" } }],
      [
        "OPTIONS /internal/routes",
        { headers: { origin: "http://evil.example", "access-control-request-method": "GET" } },
      ],
    ] as const;
    for (const [line, rest] of lines) {
      const { headers } = await server.request(line, rest);
      expect([line, headers["x-frame-options"], headers["x-content-type-options"], headers["cache-control"]]).toEqual([
        line,
        "DENY",
        "nosniff",
        "no-store",
      ]);
    }
  });

  test("is JSON if it is an error, so that no browser runs what it repeats", async (server) => {
    const answer = await server.request("/internal/routes/%3Cscript%3E");

    expect(answer.status).toBe(404);
    expect(answer.headers["content-type"]).toBe("application/json");
  });
});

describeFeature("A body sent to the internal API", {}, (test) => {
  const body = JSON.stringify({ path: "/x", responses: [] });

  test("may be of any type that is JSON", async (server) => {
    for (const type of [
      "application/json",
      "application/json; charset=utf-8",
      "Application/JSON;charset=UTF-8",
      "application/merge-patch+json",
      "application/vnd.acme.v1+json",
    ]) {
      const answer = await server.request("POST /internal/routes", { headers: { "content-type": type }, body });
      expect([type, answer.status]).toEqual([type, 201]);
    }
  });

  test("is refused if a web page could send it without asking, and the header to add is named", async (server) => {
    for (const type of [
      "text/plain",
      "text/plain; application/json",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=application/json",
      "text/json",
      "application/json5",
      "application/jsonx",
      "application/+json",
      "xapplication/json",
      "application/json, text/plain",
      "",
    ]) {
      const answer = await server.request("POST /internal/routes", { headers: { "content-type": type }, body });
      expect([type, answer.status]).toEqual([type, 400]);
      expectError(answer, 400, /send the header content-type: application\/json\.$/);
    }
    expectError(
      await server.request("POST /internal/routes", { body }),
      400,
      "The request has no content-type; send the header content-type: application/json.",
    );
    expect(await server.read("/internal/routes")).toEqual([]);
  });

  test("is refused where none is expected too, so that no form can reset a server", async (server) => {
    await server.add({ path: "/kept", responses: [] });
    const form = { headers: { "content-type": "text/plain" }, body: "x" };
    for (const line of ["POST /internal/reset", "DELETE /internal/routes", "GET /internal/routes"]) {
      expectError(await server.request(line, form), 400, /content-type: application\/json/);
    }
    expect(await server.read("/internal/routes")).toHaveLength(1);
  });

  test("must not be compressed: nobody unpacks a bomb here", async (server) => {
    for (const encoding of ["gzip", "br", "deflate", "identity, gzip"]) {
      const headers = { "content-type": "application/json", "content-encoding": encoding };
      expectError(
        await server.request("POST /internal/routes", { headers, body }),
        400,
        `The internal API reads no content-encoding: ${encoding}; send the payload as it is.`,
      );
    }
    const headers = { "content-type": "application/json", "content-encoding": "Identity" };
    expect((await server.request("POST /internal/routes", { headers, body })).status).toBe(201);
  });
});

describeFeature("A library's options", {}, (test) => {
  test("are checked like those of the command", async () => {
    expect(() => createTrickster({ allowOrigin: ["http://localhost:5173/path"] })).toThrow(
      /^allowOrigin must be an origin/,
    );
    expect(() => createTrickster({ allowOrigin: ["*"] })).toThrow(/^allowOrigin must be an origin/);
    expect(() => createTrickster({ allowHost: ["a b"] })).toThrow(/^allowHost must be a host name/);
    expect(() => createTrickster({ allowHost: ["localhost:80"] })).toThrow(/^allowHost must be a host name/);
    expect(() => createTrickster({ adminToken: "" })).toThrow(/^adminToken must be/);
  });
});
