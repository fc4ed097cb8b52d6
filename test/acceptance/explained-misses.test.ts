import { expect } from "vitest";
import type { TestAnswer } from "../support/http-client.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";

interface Explained {
  readonly route: string;
  readonly failed: readonly { at: string; expected: unknown; actual?: unknown; cut?: true }[];
  readonly fix_route?: readonly object[];
  readonly fix_request?: readonly object[];
}

interface Miss {
  readonly message: string;
  readonly explain?: readonly Explained[];
}

const missOf = (answer: TestAnswer): Miss => answer.json() as Miss;

const order = {
  id: "order",
  path: "/orders",
  method: "POST",
  match: { headers: { "x-tenant": { exists: true } } },
  responses: [{ body: "ordered" }],
} as const;

const json = { "content-type": "application/json" };

describeFeature("A request that no Route matches", {}, (test) => {
  test("is answered with the nearest Route, what failed, and how to mend either", async (server) => {
    await server.add(order);

    const answer = await server.request("POST /orders", { headers: json, body: '{"total": 3}' });

    expect(answer.status).toBe(404);
    expect(answer.headers["trickster-outcome"]).toBe("unmatched");
    expect(answer.json()).toEqual({
      error: "Not Found",
      message: 'No active Route matches POST /orders. Closest: "order", but header x-tenant is missing.',
      explain: [
        {
          route: "order",
          score: 0.83,
          failed: [{ at: "/match/headers/x-tenant", expected: { exists: true } }],
          fix_route: [{ op: "remove", path: "/match/headers/x-tenant" }],
          fix_request: [{ op: "add", path: "/headers/x-tenant", value: "any" }],
        },
      ],
    });
  });

  test("says what was there", async (server) => {
    await server.add({ ...order, match: { json: { "$.total": { gte: 3 } }, query: { page: 1 } } });

    const { explain } = missOf(
      await server.request("POST /orders?page=2&page=3", { headers: json, body: '{"total": "3"}' }),
    );

    expect(explain?.[0]?.failed).toEqual([
      { at: "/match/query/page", expected: 1, actual: ["2", "3"] },
      { at: "/match/json/$.total", expected: { gte: 3 }, actual: "3" },
    ]);
    expect(explain?.[0]?.fix_request).toEqual([
      { op: "replace", path: "/query/page", value: "1" },
      { op: "replace", path: "/json/total", value: 3 },
    ]);
  });

  test("may have another path, another method, or a Route whose Responses are used up", async (server) => {
    await server.add({
      id: "user",
      path: "/users/{id:integer}",
      method: ["GET", "HEAD"],
      responses: [{ body: "", repeat: 1 }],
    });
    await server.request("/users/7");

    const used = missOf(await server.request("/users/7")).explain?.[0];
    expect(used?.failed).toEqual([{ at: "/responses/0/repeat", expected: { gt: 1 }, actual: 1 }]);
    expect(used?.fix_route).toEqual([{ op: "remove", path: "/responses/0/repeat" }]);
    expect(used?.fix_request).toBeUndefined();
    await server.call("PATCH /internal/routes/user", used?.fix_route);
    expect((await server.request("/users/7")).status).toBe(200);

    const typo = missOf(await server.request("/user/7")).explain?.[0];
    expect(typo?.failed).toEqual([{ at: "/path", expected: "/users/{id:integer}", actual: "/user/7" }]);
    const method = missOf(await server.request("PUT /users/7")).explain?.[0];
    expect(method?.failed).toEqual([{ at: "/method", expected: ["GET", "HEAD"], actual: "PUT" }]);
    expect(method?.fix_request).toEqual([{ op: "replace", path: "/method", value: "GET" }]);
  });

  test("names no Route that is gone", async (server) => {
    await server.add({ id: "ghost", path: "/ghost", responses: [{ body: "", repeat: 1 }] });
    await server.request("/ghost");
    expect(missOf(await server.request("/ghost")).explain).toHaveLength(1);
    await server.request("DELETE /internal/routes/ghost");

    expect(missOf(await server.request("/ghost"))).not.toHaveProperty("explain");
  });

  test("may hold a body that is nested deep", async (server) => {
    await server.add({ id: "a", path: "/a", method: "POST", match: { json: { "$.a": 1 } }, responses: [{ body: "" }] });
    const deep = `{"a":${"[".repeat(490)}1,2${"]".repeat(490)}}`;

    const answer = await server.request("POST /a", { headers: json, body: deep });
    expect([answer.status, missOf(answer).explain?.[0]?.failed[0]?.cut]).toEqual([404, true]);
  });

  test("may fail at the when of a Response", async (server) => {
    await server.add({ id: "a", path: "/a", responses: [{ body: "", when: { query: { v: "1" } } }] });

    expect(missOf(await server.request("/a?v=2")).explain?.[0]).toMatchObject({
      failed: [{ at: "/responses/0/when/query/v", expected: "1", actual: "2" }],
      fix_route: [{ op: "remove", path: "/responses/0/when/query/v" }],
    });
  });

  test("may fail at what must not be, and at every alternative", async (server) => {
    const match = {
      not: { headers: { "x-debug": { exists: true } } },
      any: [{ query: { a: "1" } }, { query: { b: "1", c: "1" } }],
    };
    await server.add({ id: "a", path: "/a", match, responses: [{ body: "" }] });

    expect(missOf(await server.request("/a", { headers: { "x-debug": "1" } })).explain?.[0]).toMatchObject({
      failed: [
        { at: "/match/not", expected: { not: match.not } },
        { at: "/match/any/0/query/a", expected: "1" },
      ],
      fix_request: [
        { op: "remove", path: "/headers/x-debug" },
        { op: "add", path: "/query", value: { a: "1" } },
      ],
    });
  });

  test("has at most three Routes, the nearest first, and none that is far", async (server) => {
    for (const id of ["a", "b", "c", "d"]) {
      await server.add({ id, path: "/orders", method: "POST", match: { query: { id } }, responses: [{ body: "" }] });
    }
    await server.add({
      id: "near",
      path: "/orders",
      method: "POST",
      match: { query: { x: "1" }, headers: { y: "1" } },
      responses: [],
    });
    await server.add({ id: "far", path: "/something/else", responses: [{ body: "" }] });

    const { explain } = missOf(await server.request("POST /orders", {}));
    expect(explain?.map(({ route }) => route)).toEqual(["a", "b", "c"]);
    expect(missOf(await server.request("/nothing/at/all"))).not.toHaveProperty("explain");
  });

  test("cuts long values, and leaves patches out that don't fit", async (server) => {
    const long = "x".repeat(500);
    await server.add({ id: "a", path: "/a", match: { query: { a: long } }, responses: [{ body: "" }] });

    const explained = missOf(await server.request("/a")).explain?.[0];
    expect(explained?.failed).toEqual([{ at: "/match/query/a", expected: "x".repeat(200), cut: true }]);
    const whole = await server.call("POST /internal/match_route?explain=1", { method: "GET", path: "/a" });
    expect(missOf(whole).explain?.[0]?.failed).toEqual([{ at: "/match/query/a", expected: long }]);

    await server.call("PATCH /internal/routes/a", { match: { query: { a: "x".repeat(20_000) } } });
    const answer = await server.request("/a");
    expect(answer.text().length).toBeLessThan(17_000);
    expect(missOf(answer).explain?.[0]).not.toHaveProperty("fix_request");
  });

  test("has no body if it is a HEAD", async (server) => {
    await server.add({ id: "a", path: "/a", responses: [{ body: "" }] });

    const answer = await server.request("HEAD /a");
    expect([answer.status, answer.text()]).toEqual([404, ""]);
  });

  test("tells no secret of an auth", async (server) => {
    await server.add({
      id: "a",
      path: "/a",
      auth: { method: "token", token: "s3cr3t" },
      match: { query: { v: "1" } },
      responses: [{ body: "" }],
    } as never);

    const answer = await server.request("/a");
    expect(missOf(answer).explain).toHaveLength(1);
    expect(answer.text()).not.toContain("s3cr3t");
  });
});

const levels: readonly (readonly [object, keyof Miss | "off"])[] = [
  [{ explain: "off" }, "off"],
  [{ explain: "short" }, "message"],
  [{ adminToken: "t" }, "message"],
  [{ host: "0.0.0.0" }, "message"],
  [{ explain: "full", adminToken: "t" }, "explain"],
];

for (const [options, level] of levels) {
  describeFeature(`With ${JSON.stringify(options)} a miss`, options, (test) => {
    test(`tells ${level === "off" ? "nothing of the Routes" : level === "message" ? "one sentence, without what is expected" : "all"}`, async (server) => {
      server.trickster.addRoute({
        id: "a",
        path: "/a",
        match: { query: { v: "asked for" } },
        responses: [{ body: "" }],
      });

      const answer = await server.request("/a?v=2");
      const { message, explain } = missOf(answer);
      expect(explain !== undefined).toBe(level === "explain");
      expect(message.includes("Closest: ")).toBe(level !== "off");
      expect(answer.text().includes("asked for")).toBe(level === "explain");
    });
  });
}

const ask = (server: TestServer, payload: object) => server.call("POST /internal/match_route?explain=1", payload);

describeFeature("match_route with explain", {}, (test) => {
  test("explains a miss and a hit alike, and counts nothing", async (server) => {
    await server.add(order);

    const miss = await ask(server, { method: "POST", path: "/orders" });
    expect(miss.json()).toMatchObject({
      matched: false,
      message: 'No active Route matches POST /orders. Closest: "order", but header x-tenant is missing.',
      explain: [{ route: "order", fix_request: [{ op: "add", path: "/headers", value: { "x-tenant": "any" } }] }],
    });
    const hit = await ask(server, { method: "POST", path: "/orders", headers: { "X-Tenant": "a" } });
    expect(hit.json()).toEqual({
      matched: true,
      message: 'The Route "order" matches POST /orders.',
      explain: [{ route: "order", score: 1, failed: [] }],
    });
    expect(await server.counts("order")).toEqual([0, 0]);
  });

  test("explains what only a fallback answers as the miss that it is", async (server) => {
    await server.add(order);
    await server.add({ id: "page", path: "/.*", method: "ANY", fallback: true, responses: [{ body: "" }] });

    expect((await ask(server, { method: "POST", path: "/orders" })).json()).toMatchObject({
      matched: false,
      message:
        'No active Route matches POST /orders but the fallback "page". Closest: "order", but header x-tenant is missing.',
      explain: [{ route: "order" }],
    });
  });

  test("is asked by GET, too", async (server) => {
    await server.add({ id: "a", path: "/a", responses: [{ body: "" }] });

    expect(await server.read("/internal/match_route?method=POST&path=/a&explain=1")).toMatchObject({
      matched: false,
      explain: [{ route: "a", failed: [{ at: "/method", expected: "GET", actual: "POST" }] }],
    });
    expect(await server.read("/internal/match_route?method=GET&path=/a&explain=0")).toMatchObject({ id: "a" });
  });
});
