import { expect } from "vitest";
import { type TestServer, describeFeature } from "../support/transports.ts";

interface Verdict {
  readonly verified: boolean;
  readonly count: number;
  readonly message?: string;
  readonly incomplete?: boolean;
  readonly explain?: readonly Record<string, unknown>[];
}

const order = { id: "order", path: "/orders", method: "POST", responses: [{ body: "" }] } as const;
const login = { id: "login", path: "/login", responses: [{ body: "" }] };

async function verify(server: TestServer, what: object): Promise<Verdict> {
  const answer = await server.call("POST /internal/verify", what);
  const verdict = answer.json() as Verdict;
  expect(answer.status).toBe(verdict.verified ? 200 : 422);
  return verdict;
}

describeFeature("A verification", { routes: [order, login] }, (test) => {
  test("counts what a filter means, hits and misses alike", async (server) => {
    await server.call("POST /orders", { total: 3 });
    await server.request("/orders");

    expect(await verify(server, { path: "/orders" })).toEqual({ verified: true, count: 2 });
    expect(await verify(server, { path: "/orders", outcome: "matched", count: 1 })).toEqual({
      verified: true,
      count: 1,
    });
    expect(await verify(server, { match: { json: { "$.total": 3 } }, count: { lte: 1 } })).toMatchObject({ count: 1 });
    expect(await verify(server, { path: "/other", count: 0 })).toEqual({ verified: true, count: 0 });
  });

  test("that fails says what came instead", async (server) => {
    await server.call("POST /orders?page=2", { total: 3 });

    expect(await verify(server, { method: "POST", path: "/orders", match: { query: { page: 1 } } })).toEqual({
      error: "Not Verified",
      verified: false,
      count: 0,
      message:
        'Expected at least 1 request, got 0. Closest: the request "1" (POST /orders?page=2), but query parameter page is "2", and must be 1.',
      explain: [
        {
          request: "1",
          method: "POST",
          path: "/orders?page=2",
          score: 0.5,
          failed: [{ at: "/match/query/page", expected: 1, actual: "2" }],
        },
      ],
    });
    expect(await verify(server, { path: "/orders", count: 0 })).toMatchObject({
      message: "Expected 0 requests, got 1.",
      explain: [{ request: "1", failed: [] }],
    });
    expect(await verify(server, { outcome: "unmatched" })).toMatchObject({
      message: expect.stringContaining("its outcome is matched, and not unmatched"),
    });
  });

  test("by a Route counts what nothing bounds", async (server) => {
    for (let at = 0; at < 3; at += 1) await server.call("POST /orders", {});
    await server.request("DELETE /internal/routes/login");
    await server.call("PUT /internal/routes/order", { ...order, auth: { method: "token", token: "t" } });
    await server.call("POST /orders", {});

    expect(await verify(server, { route: "order", count: 4 })).toEqual({ verified: true, count: 4 });
    expect(await verify(server, { route: "order", outcome: "unauthorized", count: 1 })).toMatchObject({ count: 1 });
    expect((await server.call("POST /internal/verify", { route: "login" })).status).toBe(404);
  });

  test("of a sequence finds requests in their order", async (server) => {
    for (const line of ["GET /login", "GET /other", "POST /orders"]) await server.request(line);

    expect(await verify(server, { sequence: [{ path: "/login" }, { route: "order" }] })).toMatchObject({ count: 2 });
    expect(await verify(server, { sequence: [{ route: "order" }, { path: "/login" }] })).toMatchObject({
      verified: false,
      count: 1,
      message: 'Step 2 of 2 has not come after the request "3".',
    });
  });

  test("waits for what is still to come", async (server) => {
    const waiting = verify(server, { path: "/late", within: 5 });
    await server.clock.whenWaiting(1);
    await server.request("/late");

    expect(await waiting).toMatchObject({ verified: true, count: 1 });
  });

  test("gives up when its time is over, or as soon as it can't be so any more", async (server) => {
    const late = verify(server, { path: "/late", count: 2, within: 5 });
    await server.clock.whenWaiting(1);
    await server.request("/late");
    await server.clock.whenWaiting(2);
    server.clock.advance(5000);
    expect(await late).toMatchObject({
      verified: false,
      message: expect.stringContaining("Expected 2 requests, got 1."),
    });

    expect(await verify(server, { path: "/late", count: 0, within: 5 })).toMatchObject({ verified: false, count: 1 });
  });

  test("demands that it goes on holding", async (server) => {
    const never = verify(server, { path: "/never", count: 0, for: 2 });
    await server.clock.whenWaiting(1);
    server.clock.advance(2000);
    expect(await never).toEqual({ verified: true, count: 0 });

    const disturbed = verify(server, { path: "/never", count: 0, for: 2 });
    await server.clock.whenWaiting(1);
    await server.request("/never");
    expect(await disturbed).toMatchObject({ verified: false, count: 1 });
  });

  test("that waits is ended by a reset", async (server) => {
    const waiting = server.call("POST /internal/verify", { path: "/late", within: 5 });
    await server.clock.whenWaiting(1);
    await server.request("POST /internal/reset");

    expect((await waiting).json()).toMatchObject({ error: "Gone" });
  });
});

describeFeature("A verification of everything", {}, (test) => {
  test("checks what each Route expects, and that nothing went unmatched", async (server) => {
    await server.add({ ...login, expect: { count: 1 } });
    await server.add({ ...order, expect: { count: { gte: 1 }, follows: ["login"] } });
    expect(await verify(server, {})).toMatchObject({
      verified: false,
      message: 'The Route "login": Expected 1 request, got 0. The Route "order": Expected at least 1 request, got 0.',
      explain: [{ route: "login" }, { route: "order" }],
    });

    for (const line of ["GET /login", "POST /orders", "GET /favicon.ico"]) await server.request(line);
    expect(await verify(server, {})).toEqual({ verified: true, count: 3 });

    await server.request("/typo?a=b");
    expect(await verify(server, {})).toMatchObject({
      message: 'No Route matched the request "4" (GET /typo?a=b).',
      explain: [{ request: "4" }],
    });
    expect(await verify(server, { except: [{ path: "/typo" }] })).toMatchObject({ verified: true });
    expect(await verify(server, { unmatched: "ignore" })).toMatchObject({ verified: true });
  });

  test("knows the order in which Routes were first asked for", async (server) => {
    await server.add({ ...login });
    await server.add({ ...order, expect: { follows: ["login"] } });
    for (const line of ["POST /orders", "GET /login"]) await server.request(line);

    expect(await verify(server, {})).toMatchObject({
      message: 'The Route "order" was asked for before "login", which it follows.',
    });
  });

  test("finds Routes that were never asked for, if that is wanted", async (server) => {
    await server.add(login);

    expect(await verify(server, {})).toMatchObject({ verified: true });
    expect(await verify(server, { unused: "fail" })).toMatchObject({
      message: 'The Route "login" was never asked for.',
    });
  });

  test("takes no browser's own requests for unmatched", async (server) => {
    const preflight = { origin: "http://a.example", "access-control-request-method": "PUT" };
    await server.request("OPTIONS /orders", { headers: preflight });
    await server.request("/favicon.ico");

    expect(await verify(server, {})).toEqual({ verified: true, count: 2 });
  });
});

describeFeature(
  "A verification of what may have been dropped",
  { routes: [login], journal: 2, journalBody: 4 },
  (test) => {
    test("never succeeds because nothing is known", async (server) => {
      for (const path of ["/a", "/b", "/c"]) await server.request(path);

      expect(await verify(server, { path: "/a", count: 0 })).toMatchObject({
        verified: false,
        count: 0,
        incomplete: true,
      });
      expect(await verify(server, { path: "/c", count: { gte: 1 } })).toMatchObject({ verified: true });
      expect(await verify(server, { path: "/[bc]", count: 3 })).toMatchObject({ incomplete: true });
      expect(await verify(server, { path: "/[bc]", count: 1 })).not.toHaveProperty("incomplete");
      expect(await verify(server, { path: "/[bc]", count: { gte: 4 } })).not.toHaveProperty("incomplete");
      expect(await verify(server, { sequence: [{ path: "/b" }, { path: "/c" }] })).toMatchObject({ verified: true });
      expect(await verify(server, { sequence: [{ path: "/a" }] })).toMatchObject({ incomplete: true });
      expect(await verify(server, {})).toMatchObject({ verified: false, incomplete: true });
    });

    test("knows nothing of a body that is cut", async (server) => {
      await server.request("POST /a", { body: "123456" });

      expect(await verify(server, { match: { body: { contains: "9" } }, count: 0 })).toMatchObject({
        incomplete: true,
      });
      expect(await verify(server, { match: { json: { $: 1234 } } })).toMatchObject({ verified: false });
    });

    test("counts a Route all the same", async (server) => {
      for (let at = 0; at < 5; at += 1) await server.request("/login");

      expect(await verify(server, { route: "login", count: 5 })).toEqual({ verified: true, count: 5 });
    });
  },
);

describeFeature("Without a journal", { routes: [login], journal: null }, (test) => {
  test("only a Route is counted", async (server) => {
    await server.request("/login");

    expect(await verify(server, { route: "login", count: 1 })).toMatchObject({ verified: true });
    expect((await server.call("POST /internal/verify", { path: "/login" })).status).toBe(409);
    expect((await server.call("POST /internal/verify", { route: "login", within: 1 })).status).toBe(409);
    expect((await server.call("POST /internal/verify", {})).status).toBe(409);
    expect(await verify(server, { unmatched: "ignore" })).toMatchObject({ verified: true });
    expect((await server.request("DELETE /internal/requests")).status).toBe(204);
    expect(await verify(server, { route: "login", count: 0 })).toMatchObject({ verified: true });
  });
});

describeFeature("A count", {}, (test) => {
  test("compares numbers, and not too many", async (server) => {
    const refused = async (count: unknown): Promise<string> =>
      (await server.call("POST /internal/verify", { path: "/", count })).text();

    expect(await refused({ schema: { multipleOf: 2 } })).toContain("and has schema");
    expect(await refused("1")).toContain("must be a number or a condition on it");
    expect(await refused({ one_of: Array.from({ length: 101 }, (_, at) => at) })).toContain(
      "not have more than 100 numbers",
    );
    expect(await verify(server, { path: "/", count: { any: [0, { gt: 20_000 }] } })).toMatchObject({ verified: true });
    const far = verify(server, { path: "/", count: { gte: 20_000 }, within: 5 });
    await server.clock.whenWaiting(1);
    server.clock.advance(5000);
    expect(await far).toMatchObject({ verified: false });
  });
});

describeFeature("A verification", { routes: [order, login], patternTimeout: 0.001, matchTimeout: 0.002 }, (test) => {
  test("by a pattern that takes too long is incomplete, and blocks nobody", async (server) => {
    await server.request(`/${"a".repeat(40)}`);

    expect(await verify(server, { path: "/(?=(a+)+$)a*b", count: 0 })).toMatchObject({
      verified: false,
      incomplete: true,
    });
  });
});
