import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type RouteDefinition, createTrickster } from "../../src/index.ts";
import { expectError } from "../support/expect-error.ts";
import { describeFeature } from "../support/transports.ts";

const route = (id: string, more: Partial<RouteDefinition> = {}) => ({
  id,
  path: `/${id}`,
  responses: [{ id: "r", body: id }],
  ...more,
});
const many = (count: number, prefix = "m") => Array.from({ length: count }, (_, at) => route(`${prefix}${at}`));
const ids = (value: unknown): string[] => (value as { id: string }[]).map(({ id }) => id);

describeFeature("An array of Routes that is posted", { routes: [route("a")] }, (test) => {
  test("is added behind the others, and reads back", async (server) => {
    const answer = await server.call("POST /internal/routes", [route("b", { path: "/a" }), route("c")]);

    expect(answer.status).toBe(201);
    expect(answer.json()).toEqual(await server.read("/internal/routes?since=a"));
    expect(ids(await server.read("/internal/routes"))).toEqual(["a", "b", "c"]);
    expect((await server.request("/a")).text()).toBe("a");
    expect((await server.request("/c")).text()).toBe("c");
  });

  test("may be empty, and then adds none", async (server) => {
    const answer = await server.call("POST /internal/routes", " []");

    expect([answer.status, answer.json()]).toEqual([201, []]);
    expect(ids(await server.read("/internal/routes"))).toEqual(["a"]);
  });

  test("may be what was read", async (server) => {
    await server.request("/a");
    const read = await server.read("/internal/routes");
    await server.request("DELETE /internal/routes");

    expect((await server.call("POST /internal/routes", read)).status).toBe(201);
    expect(await server.counts("a")).toEqual([0, 0]);
  });

  test("is added as a whole or not at all, and every fault is named", async (server) => {
    const answer = await server.call("POST /internal/routes", [
      route("b"),
      { path: "/c", responses: [{ body: 1, status: 99 }] },
      7,
    ]);

    expectError(answer, 400, "1/responses/0/status must be at least 100, got 99 (and 1 more fault).");
    expect((answer.json() as { details: unknown }).details).toEqual([
      { at: "/1/responses/0/status", message: "must be at least 100, got 99" },
      { at: "/2", message: "must be an object, got 7" },
    ]);
    expect(ids(await server.read("/internal/routes"))).toEqual(["a"]);
  });

  test("can't have an id twice, or one that is taken", async (server) => {
    const twice = await server.call("POST /internal/routes", [route("b"), route("c"), route("b")]);
    expectError(twice, 409, '2/id is "b", like that of 0.');
    const taken = await server.call("POST /internal/routes", [route("b"), route("a")]);
    expectError(taken, 409, '1/id is "a", like that of another Route.');
    const twins = {
      path: "/",
      responses: [
        { id: "x", body: 1 },
        { id: "x", body: 2 },
      ],
    };
    const shared = await server.call("POST /internal/routes", [route("b"), twins]);
    expectError(shared, 409, '1/responses/1/id is "x", like another Response of the same Route.');
    expect(ids(await server.read("/internal/routes"))).toEqual(["a"]);
  });

  for (const [payload, message] of [
    ["[{},", "the array has no closing bracket (line 1, column 5)"],
    ["[\n {},\n {]\n]", 'expected a member name in double quotes, found "]" (line 3, column 3)'],
    ["[{}] x", 'unexpected "x" after the end of the array (line 1, column 6)'],
    ["[{} {}]", 'expected "," or "]", found "{" (line 1, column 5)'],
    ["[{},]", 'expected a JSON value, found "]" (line 1, column 5)'],
  ] as const) {
    test(`is told where it stops being JSON: ${JSON.stringify(payload)}`, async (server) => {
      expectError(await server.call("POST /internal/routes", payload), 400, `The payload is no JSON: ${message}.`);
    });
  }

  test("must be UTF-8", async (server) => {
    const headers = { "content-type": "application/json" };
    const body = new Uint8Array([...new TextEncoder().encode('["'), 0xff, ...new TextEncoder().encode('"]')]);
    expect((await server.request("POST /internal/routes", { headers, body })).status).toBe(400);
  });

  test("may be large: its Routes answer all at once, and other requests meanwhile", async (server) => {
    const progress = { isOver: false };
    const posted = server.call("POST /internal/routes", many(5000)).finally(() => (progress.isOver = true));
    const seen: string[] = [];
    while (!progress.isOver) {
      const [last, first] = await Promise.all([server.request("/m4999"), server.request("/m0")]);
      seen.push(`${first.status} ${last.status}`);
      await nextTurn();
    }

    expect((await posted).json()).toHaveLength(5000);
    expect(seen.length).toBeGreaterThan(1);
    expect(seen).not.toContain("200 404");
    expect((await server.request("/m4999")).text()).toBe("m4999");
    expect(ids(await server.read("/internal/routes")).slice(0, 3)).toEqual(["a", "m0", "m1"]);
  });

  test("meets others like it: of those with the same ids one is added", async (server) => {
    const answers = await Promise.all([
      server.call("POST /internal/routes", many(3000)),
      server.call("POST /internal/routes", [...many(2500, "x"), ...many(1)]),
      server.call("POST /internal/routes", many(3000)),
      server.call("POST /internal/routes", many(2000, "y")),
    ]);

    const added = answers.filter(({ status }) => status === 201).flatMap((answer) => ids(answer.json()));
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(2);
    expect(ids(await server.read("/internal/routes")).toSorted()).toEqual(["a", ...added].toSorted());
  });
});

describeFeature("An array of Routes that is put", { routes: [route("a"), route("b")] }, (test) => {
  test("replaces all Routes, and their counters start again", async (server) => {
    await server.request("/a");
    const answer = await server.call("PUT /internal/routes", [route("c"), route("a")]);

    expect(answer.status).toBe(201);
    expect(answer.json()).toEqual(await server.read("/internal/routes"));
    expect(ids(answer.json())).toEqual(["c", "a"]);
    expect(await server.counts("a")).toEqual([0, 0]);
    expect((await server.request("/b")).status).toBe(404);
  });

  test("empties the table if it is empty, until a reset", async (server) => {
    const answer = await server.call("PUT /internal/routes", []);

    expect([answer.status, answer.json()]).toEqual([201, []]);
    expect(await server.read("/internal/routes")).toEqual([]);
    await server.request("POST /internal/reset");
    expect(ids(await server.read("/internal/routes"))).toEqual(["a", "b"]);
  });

  test("changes nothing if one of them is bad", async (server) => {
    await server.request("/a");
    expect((await server.call("PUT /internal/routes", [...many(3000), { path: "/(" }])).status).toBe(400);
    expectError(await server.call("PUT /internal/routes", {}), 400, "The payload must be an array of Routes.");

    expect(ids(await server.read("/internal/routes"))).toEqual(["a", "b"]);
    expect(await server.counts("a")).toEqual([1, 1]);
  });

  test("may come while another array is added: that one follows it", async (server) => {
    const [posted, put] = await Promise.all([
      server.call("POST /internal/routes", many(4000)),
      server.call("PUT /internal/routes", [route("c")]),
    ]);

    expect([posted.status, put.status]).toEqual([201, 201]);
    const left = ids(await server.read("/internal/routes"));
    expect(left.filter((id) => !id.startsWith("m"))).toEqual(["c"]);
    expect([0, 4000]).toContain(left.length - 1);
  });
});

describeFeature("The list of Routes", { routes: many(5) }, (test) => {
  test("can be had page by page", async (server) => {
    expect(ids(await server.read("/internal/routes?limit=2"))).toEqual(["m0", "m1"]);
    expect(ids(await server.read("/internal/routes?limit=2&since=m1"))).toEqual(["m2", "m3"]);
    expect(ids(await server.read("/internal/routes?since=m3"))).toEqual(["m4"]);
    expect(await server.read("/internal/routes?limit=9&since=m4")).toEqual([]);
  });

  test("begins behind a Route that is there", async (server) => {
    await server.request("DELETE /internal/routes/m1");
    expectError(
      await server.request("/internal/routes?since=m1"),
      410,
      'There is no Route with the id "m1" any more; start again without since.',
    );
    for (const limit of ["0", "-1", "1.5", "x", ""]) {
      expectError(
        await server.request(`/internal/routes?limit=${limit}`),
        400,
        `limit must be a positive integer, got "${limit}".`,
      );
    }
  });

  test("may be long, and change while it is sent", async (server) => {
    await server.call("POST /internal/routes", many(3000, "x"));
    const [list] = await Promise.all([
      server.request("/internal/routes"),
      server.request("DELETE /internal/routes/x2999"),
      server.request("HEAD /internal/routes"),
    ]);

    const listed = ids(list.json());
    expect(listed.slice(0, 7)).toEqual(["m0", "m1", "m2", "m3", "m4", "x0", "x1"]);
    expect([3004, 3005]).toContain(listed.length);
  });
});

describeFeature(
  "Arrays of Routes",
  { maxBulkBody: 20_000, maxBody: 500, maxRoutes: 30, maxDefinitions: 9000 },
  (test) => {
    test("can't be longer than --max-bulk-body", async (server) => {
      const limit = "The request body is larger than 20000 bytes; --max-bulk-body raises the limit.";
      const long = `[${" ".repeat(20_000)}]`;
      expectError(await server.call("POST /internal/routes", long), 413, limit);
      expectError(await server.call("PUT /internal/routes", long), 413, limit);
      expect((await server.call("PUT /internal/routes", `[${" ".repeat(19_998)}]`)).status).toBe(201);
    });

    test("hold no Route longer than --max-body", async (server) => {
      const message = "Element 1 is larger than 500 bytes; --max-body raises the limit.";
      const long = route("b", { responses: [{ body: "x".repeat(500) }] });
      expectError(await server.call("POST /internal/routes", [route("a"), long]), 413, message);
      expectError(
        await server.call("POST /internal/routes", long),
        413,
        "The request body is larger than 500 bytes; --max-body raises the limit.",
      );
    });

    test("hold no more Routes than --max-routes, nor more text than --max-definitions", async (server) => {
      expectError(
        await server.call("POST /internal/routes", many(31)),
        413,
        "There can be 30 Routes at most; send fewer, or raise --max-routes.",
      );
      const wordy = Array.from({ length: 25 }, (_, at) => route(`w${at}`, { responses: [{ body: "x".repeat(300) }] }));
      expectError(
        await server.call("PUT /internal/routes", wordy),
        413,
        "All Routes that are sent at a time can be 9000 characters long; send fewer, or raise --max-definitions.",
      );
      expect((await server.call("POST /internal/routes", many(20))).status).toBe(201);
      expect((await server.call("POST /internal/routes", many(11, "x"))).status).toBe(413);
      expect(await server.read("/internal/routes")).toHaveLength(20);
    });
  },
);

describe("A program", () => {
  it("adds and replaces many Routes at a time", async () => {
    await using trickster = createTrickster({ routes: [route("a")] });

    expect(ids(trickster.addRoutes(many(2000)))).toHaveLength(2000);
    expect(() => trickster.addRoutes([route("b"), route("m1")])).toThrow('1/id is "m1", like that of another Route.');
    expect(trickster.routes()).toHaveLength(2001);
    expect(ids(trickster.replaceRoutes([route("b")]))).toEqual(["b"]);
    expect(ids(trickster.routes())).toEqual(["b"]);
    // What a program without types may hand over.
    expect(() => trickster.addRoutes(route("c") as never)).toThrow("The payload must be an array of Routes.");
  });
});
