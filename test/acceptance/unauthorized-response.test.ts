import { expect } from "vitest";
import { defaultRefusal } from "../support/definitions.ts";
import { expectError, expectFault } from "../support/expect-error.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";

const kinds = [
  { method: "token", token: "t" },
  { method: "basic", username: "u", password: "p" },
  { method: "form", fields: { a: "1" } },
  { method: "cookie", name: "n", value: "v" },
  { method: "hmac", key: "k" },
];

function add(server: TestServer, refusal: unknown, more: object = {}) {
  const auth = { method: "token", token: "t", ...(refusal !== undefined && { unauthorized_response: refusal }) };
  return server.call("POST /internal/routes", { id: "a", path: "/a", auth, responses: [{ body: "in" }], ...more });
}

const allowed = { headers: { authorization: "Bearer t" } };

describeFeature("A refusal", {}, (test) => {
  for (const kind of kinds) {
    test(`by ${kind.method} reads back with its defaults, and may be the user's own`, async (server) => {
      const responses = [{ body: "in" }];
      const plain = await server.call("POST /internal/routes", { id: "a", path: "/a", auth: kind, responses });
      const own = { status: 403, headers: { "x-a": "1" }, delay: 0, body: "no" };
      const auth = { ...kind, unauthorized_response: own };
      const custom = await server.call("POST /internal/routes", { id: "b", path: "/b", auth, responses });

      expect(plain.json()).toMatchObject({ auth: { ...kind, unauthorized_response: defaultRefusal } });
      expect(custom.json()).toMatchObject({ auth: { ...kind, unauthorized_response: { ...own, used_count: 0 } } });
      expectError(await server.request("/a"), 401, /missing/);
      const refused = await server.request("/b");
      expect([refused.status, refused.headers["x-a"], refused.text()]).toEqual([403, "1", "no"]);
      expect([await server.counts("a"), await server.counts("b")]).toEqual([
        [0, 0],
        [0, 0],
      ]);
    });
  }

  test("reads back as the contract writes it, field by field", async (server) => {
    const text = (await add(server, undefined)).text();

    expect(text).toContain(
      '"unauthorized_response":{"status":401,"headers":{},"delay":0.0,' +
        '"body":{"error":"Unauthorized","message":"Authentication failed."},"used_count":0}',
    );
  });

  test("that is the default one, sent back, still says what was missing", async (server) => {
    await add(server, undefined);
    await server.call("PUT /internal/routes/a", await server.read("/internal/routes/a"));

    expectError(await server.request("/a"), 401, /^The header authorization is missing/);
    const answer = await server.request("/a");
    expect(answer.headers["content-type"]).toBe("application/json");
  });

  test("is 401 by default, with the body and the defaults of a Response", async (server) => {
    await add(server, { body: { no: "entry" } });

    expect(await server.read("/internal/routes/a")).toMatchObject({
      auth: {
        unauthorized_response: {
          status: 401,
          headers: { "content-type": "application/json" },
          delay: 0,
          body: { no: "entry" },
          used_count: 0,
        },
      },
    });
    const answer = await server.request("/a");
    expect([answer.status, answer.text()]).toEqual([401, '{"no":"entry"}']);
    expect(answer.headers["content-type"]).toBe("application/json");
  });

  test("may be any answer, a success too", async (server) => {
    await add(server, { status: 200, headers: { location: "/login" }, body: "who are you?" });

    const answer = await server.request("/a");

    expect([answer.status, answer.headers["location"], answer.text()]).toEqual([200, "/login", "who are you?"]);
    expect((await server.request("/a", allowed)).text()).toBe("in");
  });

  test("waits out its delay", async (server) => {
    await add(server, { body: "no", delay: [2, 2] });

    const answer = server.request("/a");
    await server.clock.whenWaiting(1);
    expect(server.clock.waits).toEqual([2000]);
    server.clock.advance(2000);

    expect((await answer).text()).toBe("no");
    expect((await server.request("/a", allowed)).text()).toBe("in");
  });

  test("ends the search: no other Route is tried, and no counter moves", async (server) => {
    await add(server, undefined, { responses: [{ id: "r", body: "in", repeat: 1 }] });
    await server.add({ id: "b", path: "/a", responses: [{ body: "open" }] });

    for (let count = 0; count < 3; count += 1) expect((await server.request("/a")).status).toBe(401);

    expect(await server.counts("a")).toEqual([0, 0]);
    expect(await server.counts("b")).toEqual([0, 0]);
    expect((await server.request("/a", allowed)).text()).toBe("in");
    expect((await server.request("/a")).text()).toBe("open");
    expect(await server.read("/internal/routes/a")).toMatchObject({
      auth: { unauthorized_response: { used_count: 0 } },
    });
  });

  test("of a Route with the method HEAD has no body", async (server) => {
    await add(server, undefined, { method: "HEAD" });

    const answer = await server.request("HEAD /a");

    expect(answer.status).toBe(401);
    expect(answer.text()).toBe("");
  });

  test("is checked like a Response, without id, repeat and weight", async (server) => {
    const at = "/auth/unauthorized_response";

    for (const name of ["id", "repeat", "weight"]) {
      const answer = await add(server, { body: "", [name]: 1 });
      expectFault(answer, `${at}/${name}`, "is not a field of an UnauthorizedResponse");
    }
    expectFault(await add(server, { body: "", status: 99 }), `${at}/status`, "must be at least 100, got 99");
    expectFault(
      await add(server, { body: "", delay: [2, 1] }),
      `${at}/delay`,
      "must have its minimum first, got [2, 1]",
    );
    expectFault(
      await add(server, { status: 403 }),
      at,
      'is missing the required field "body" (or "body_base64" or "body_file")',
    );
    expectFault(await add(server, 5), at, "must be an object, got 5");
    expectFault(
      await add(server, { body_file: "a.txt" }),
      `${at}/body_file`,
      "needs the directory that the file is in; start Trickster with --files DIR",
    );
  });
});
