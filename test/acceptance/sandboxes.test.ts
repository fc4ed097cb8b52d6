import { expect } from "vitest";
import { expectError } from "../support/expect-error.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";

const shared = { id: "shared", path: "/shared", responses: [{ id: "a", body: "base", repeat: 2 }] };
const own = { id: "own", path: "/own", responses: [{ body: "own" }] };

/** One world of a server. */
class World {
  readonly #server: TestServer;
  readonly #headers: Record<string, string>;

  constructor(server: TestServer, id: string) {
    this.#server = server;
    this.#headers = { "trickster-sandbox": id };
  }

  async get(url: string): Promise<string> {
    return (await this.#server.request(url, { headers: this.#headers })).text();
  }

  async status(line: string): Promise<number> {
    return (await this.#server.request(line, { headers: this.#headers })).status;
  }

  async call(line: string, payload: unknown): Promise<number> {
    const headers = { ...this.#headers, "content-type": "application/json" };
    return (await this.#server.request(line, { headers, body: JSON.stringify(payload) })).status;
  }

  async ids(): Promise<string[]> {
    return (JSON.parse(await this.get("/internal/routes")) as { id: string }[]).map(({ id }) => id);
  }

  async paths(): Promise<unknown[]> {
    const { requests } = JSON.parse(await this.get("/internal/requests")) as {
      requests: { request: { path: string } }[];
    };
    return requests.map(({ request }) => request.path);
  }
}

async function open(server: TestServer, id: string, more: object = {}): Promise<World> {
  const answer = await server.call("POST /internal/sandboxes", { id, ...more });
  if (answer.status !== 201) throw new Error(answer.text());
  return new World(server, id);
}

describeFeature("A sandbox", { routes: [shared] }, (test) => {
  test("has Routes, counters, exhaustion and a journal of its own", async (server) => {
    const [one, two] = [await open(server, "one"), await open(server, "two")];
    await one.call("POST /internal/routes", own);

    expect(await Promise.all([one.get("/shared"), one.get("/shared"), one.status("/shared")])).toEqual([
      "base",
      "base",
      404,
    ]);
    expect([await one.get("/own"), await two.status("/own")]).toEqual(["own", 404]);
    expect(await two.get("/shared")).toBe("base");
    expect(await server.counts("shared")).toEqual([0, 0]);
    expect(await one.paths()).toEqual(["/shared", "/shared", "/shared", "/own"]);
    expect(await two.paths()).toEqual(["/own", "/shared"]);
    expect(await server.read("/internal/requests")).toEqual({ requests: [] });
    expect(await one.call("POST /internal/verify", { route: "own", count: 1 })).toBe(200);
    expect(await two.call("POST /internal/verify", { route: "shared", count: 1 })).toBe(200);
  });

  test("starts from what its base is then, and nothing later reaches it", async (server) => {
    await server.request("/shared");
    await server.request("/shared");
    const one = await open(server, "one");
    await server.call("POST /internal/routes", { ...own, id: "later" });
    await server.call("PUT /internal/routes/shared", { ...shared, responses: [{ body: "changed" }] });
    const two = await open(server, "two");
    await server.request("DELETE /internal/routes");

    expect([await one.ids(), await one.get("/shared")]).toEqual([["shared"], "base"]);
    expect([await two.ids(), await two.get("/shared")]).toEqual([["shared", "later"], "changed"]);
    expect(await server.read("/internal/routes")).toEqual([]);
  });

  test("tries its own Routes first, and keeps changes of its base to itself", async (server) => {
    await server.add({ id: "second", path: "/.*", responses: [{ body: "second" }] });
    const one = await open(server, "one");
    await one.call("POST /internal/routes", { id: "mine", path: "/shared", responses: [{ body: "mine" }] });
    await one.call("POST /internal/routes", { id: "behind", path: "/shared", responses: [{ body: "behind" }] });

    expect(await one.ids()).toEqual(["mine", "behind", "shared", "second"]);
    expect(await one.get("/shared")).toBe("mine");
    expect(await one.call("POST /internal/routes", { ...own, id: "second" })).toBe(409);
    expect(await one.call("PUT /internal/routes/second", { path: "/x", responses: [{ body: "x" }] })).toBe(201);
    expect(await one.call("PATCH /internal/routes/shared", { path: "/moved" })).toBe(201);
    expect(await one.status("DELETE /internal/routes/mine")).toBe(204);
    expect(await one.ids()).toEqual(["behind", "shared", "second"]);
    expect([await one.get("/moved"), await one.get("/x"), await one.get("/shared")]).toEqual(["base", "x", "behind"]);
    expect(await one.status("DELETE /internal/routes/second")).toBe(204);
    expect(await one.ids()).toEqual(["behind", "shared"]);
    expect([await server.read("/internal/routes/shared"), await server.read("/internal/routes/second")]).toMatchObject([
      { path: "/shared" },
      { path: "/.*" },
    ]);
  });

  test("goes back to its start, and so does nobody else", async (server) => {
    const [one, two] = [await open(server, "one"), await open(server, "two")];
    for (const world of [one, two]) {
      await world.call("POST /internal/routes", own);
      for (const url of ["/shared", "/shared"]) await world.get(url);
    }
    await one.call("POST /internal/reset", {});
    await server.request("POST /internal/reset");

    expect([await one.ids(), await one.paths(), await one.get("/shared")]).toEqual([["shared"], [], "base"]);
    expect([await two.ids(), await two.status("/shared")]).toEqual([["own", "shared"], 404]);
  });

  test("can start from another one, or from nothing", async (server) => {
    const one = await open(server, "one");
    await one.call("POST /internal/routes", own);
    await one.status("DELETE /internal/routes/shared");
    const above = await open(server, "above", { base: "one" });
    const empty = await open(server, "empty", { base: null });
    await one.status("DELETE /internal/routes/own");
    await above.call("POST /internal/routes", { ...own, id: "third", path: "/third" });

    expect([await above.ids(), await one.ids(), await empty.ids()]).toEqual([["third", "own"], [], []]);
    expect(await above.get("/own")).toBe("own");
  });

  test("explains misses and finds what is out of reach by its own Routes", async (server) => {
    const one = await open(server, "one");
    await one.call("POST /internal/routes", {
      id: "all",
      path: "/{rest:path}",
      method: "ANY",
      responses: [{ body: "" }],
    });

    expect(await one.get("/internal/lint")).toContain('the Route \\"all\\" answers all of its requests');
    expect((await server.request("/internal/lint")).text()).not.toContain("all of its requests");
    expect((await server.request("/sharde")).text()).toContain("shared");
  });
});

describeFeature("A sandbox is selected", { routes: [shared], sandboxHost: ["mock.test"] }, (test) => {
  test("in five ways, by mocked requests and internal calls alike", async (server) => {
    const one = await open(server, "one");
    await one.call("POST /internal/routes", own);
    const ways = [
      ["", { "trickster-sandbox": "one" }],
      ["/~one", {}],
      ["", { host: "one.localhost:8080" }],
      ["", { host: "one.mock.test" }],
      ["", { cookie: "a=b; trickster_sandbox=one" }],
      ["", { baggage: "trickster=one" }],
    ] as const;

    for (const [prefix, headers] of ways) {
      expect((await server.request(`${prefix}/own`, { headers })).text()).toBe("own");
      if ("host" in headers && headers.host === "one.mock.test") continue;
      expect((await server.request(`${prefix}/internal/routes/own`, { headers })).status).toBe(200);
    }
    expect(await one.paths()).toEqual(ways.map(() => "/own"));
  });

  test("which is a 404 if there is none, and never the default world", async (server) => {
    const ways = [
      [{ "trickster-sandbox": "none" }, "the header Trickster-Sandbox"],
      [{ "trickster-sandbox": "../x" }, "the header Trickster-Sandbox"],
      [{ cookie: "trickster_sandbox=none" }, "the cookie trickster_sandbox, which ends now"],
      [{ baggage: "trickster=none" }, "the member trickster of the header baggage"],
    ] as const;

    for (const [headers, selector] of ways) {
      const id = headers["trickster-sandbox" as never] ?? "none";
      const message = `There is no sandbox with the id "${String(id)}". It was selected by ${selector}.`;
      expectError(await server.request("/shared", { headers }), 404, message);
      expectError(await server.request("/internal/routes", { headers }), 404, message);
      expect((await server.request("/internal/health", { headers })).status).toBe(200);
    }
    const expired = await server.request("/shared", { headers: { cookie: "trickster_sandbox=none" } });
    expect(expired.headers["set-cookie"]).toEqual(
      server.isInMemory ? "trickster_sandbox=; Max-Age=0; Path=/" : ["trickster_sandbox=; Max-Age=0; Path=/"],
    );
    expect(await server.counts("shared")).toEqual([0, 0]);
  });

  test("by a path or a host only if it is one's: others are ordinary", async (server) => {
    await server.add({ path: "/~none/own", responses: [{ body: "ordinary" }] });
    await open(server, "one");
    expect((await server.request("/~none/own")).text()).toBe("ordinary");
    expect((await server.request("/shared", { headers: { host: "none.localhost" } })).text()).toBe("base");

    await server.request("DELETE /internal/sandboxes/one");

    expectError(
      await server.request("/~one/shared"),
      404,
      'There is no sandbox with the id "one" any more. It was selected by the beginning of the path.',
    );
    expect((await server.request("/shared", { headers: { host: "one.localhost" } })).status).toBe(404);
    server.clock.advance(3_601_000);
    expect((await server.request("/shared", { headers: { host: "one.localhost" } })).text()).toBe("base");
  });

  test("and so is the default world, by its name", async (server) => {
    expect((await server.request("/~default/shared")).text()).toBe("base");
    expect((await server.request("/shared", { headers: { host: "default.localhost" } })).text()).toBe("base");
    expect((await server.request("/~default/internal/routes/shared")).json()).toMatchObject({ used_count: 2 });
  });

  test("by a prefix, which its Routes never see, and below which the client stays", async (server) => {
    const one = await open(server, "one");
    const headers = {
      location: "/next",
      link: '</a>; rel="next", <//other/b>',
      "set-cookie": ["a=1; Path=/; HttpOnly", "b=2"],
      "content-location": "http://elsewhere/",
    };
    await one.call("POST /internal/routes", {
      path: "/own",
      match: { host: "localhost" },
      responses: [{ status: 302, headers, body: "/own" }],
    });

    const answer = await server.request("/~one/own", { headers: { host: "localhost" } });

    expect(answer.headers).toMatchObject({
      location: "/~one/next",
      link: '</~one/a>; rel="next", <//other/b>',
      "set-cookie": ["a=1; Path=/~one/; HttpOnly", "b=2"],
      "content-location": "http://elsewhere/",
    });
    expect(answer.text()).toBe("/own");
    expect((await server.request("/own", { headers: { host: "one.localhost" } })).headers["location"]).toBe("/next");
  });
});

describeFeature("A sandbox that nobody asks for", { routes: [shared] }, (test) => {
  test("ends when its time is over, and what waits in it", async (server) => {
    await open(server, "one", { ttl: 10 });
    server.clock.advance(9000);
    expect(await new World(server, "one").status("/shared")).toBe(200);
    server.clock.advance(9000);
    expect(await new World(server, "one").status("/shared")).toBe(200);
    server.clock.advance(10_000);

    expect(await server.read("/internal/sandboxes")).toMatchObject({ sandboxes: [] });
    expect(await new World(server, "one").status("/shared")).toBe(404);
  });

  test("goes on as long as somebody waits for it", async (server) => {
    await open(server, "one", { ttl: 10 });
    const waiting = server.request("POST /internal/verify", {
      headers: { "trickster-sandbox": "one", "content-type": "application/json" },
      body: '{"path": "/late", "within": 60}',
    });
    // One callback is the verification's, one that of who looks for idle worlds.
    await server.clock.whenWaiting(2);
    server.clock.advance(30_000);
    await server.request("DELETE /internal/sandboxes/one");

    expect((await waiting).json()).toEqual({
      error: "Gone",
      message: "The sandbox ended while the verification waited.",
    });
  });

  test("still answers what is under way", async (server) => {
    await server.add({ id: "slow", path: "/slow", responses: [{ body: "slow", delay: 20 }] });
    await open(server, "one", { ttl: 10 });
    const answer = new World(server, "one").get("/slow");
    await server.clock.whenWaiting(2);
    server.clock.advance(15_000);
    expect(await new World(server, "one").status("/shared")).toBe(404);
    server.clock.advance(5000);

    expect(await answer).toBe("slow");
  });
});

describeFeature("Sandboxes", { routes: [shared], maxSandboxes: 2, maxRoutes: 3 }, (test) => {
  test("are as many as is allowed, with as many Routes in all", async (server) => {
    const [one, two] = [await open(server, "one"), await open(server, "two")];
    expectError(
      await server.call("POST /internal/sandboxes", {}),
      413,
      "There can be 2 sandboxes at most; delete some, or raise --max-sandboxes.",
    );
    expect((await server.request("PUT /internal/sandboxes/two")).status).toBe(201);

    expect(await one.call("POST /internal/routes", own)).toBe(201);
    expect(await two.call("POST /internal/routes", own)).toBe(201);
    expect(await two.call("POST /internal/routes", { ...own, id: "third" })).toBe(413);
    expect(await two.call("PUT /internal/routes", [own, { ...own, id: "third" }])).toBe(413);
    expect(await two.ids()).toEqual(["own", "shared"]);
    await server.request("DELETE /internal/sandboxes/one");
    expect(await two.call("POST /internal/routes", { ...own, id: "third" })).toBe(201);
  });

  test("stand above each other only so often", async (server) => {
    const answers: number[] = [];
    for (let at = 0; at < 9; at += 1) {
      const base = at === 0 ? "default" : `s${at - 1}`;
      answers.push((await server.call(`PUT /internal/sandboxes/s${at}`, { base })).status);
      if (at > 1) await server.request(`DELETE /internal/sandboxes/s${at - 2}`);
    }

    expect(answers).toEqual([201, 201, 413, 404, 404, 404, 404, 404, 404]);
  });
});

describeFeature("Sandboxes that stand above each other", { routes: [shared] }, (test) => {
  test("are at most seven", async (server) => {
    const answers: number[] = [];
    for (let at = 0; at < 9; at += 1) {
      const base = at === 0 ? "default" : `s${at - 1}`;
      answers.push((await server.call(`PUT /internal/sandboxes/s${at}`, { base })).status);
    }

    expect(answers).toEqual([201, 201, 201, 201, 201, 201, 201, 400, 404]);
    expect(await new World(server, "s6").get("/shared")).toBe("base");
  });
});

describeFeature("A sandbox that is selected twice", { routes: [shared] }, (test) => {
  test("by header and path sees the path without what has selected it", async (server) => {
    await open(server, "one");
    await open(server, "two");
    const headers = { "trickster-sandbox": "one" };

    expect((await server.request("/~one/shared", { headers })).text()).toBe("base");
    expect((await server.request("/~two/shared", { headers })).status).toBe(404);
    expect((await server.request("/~one/internal/routes", { headers })).status).toBe(200);
  });
});
