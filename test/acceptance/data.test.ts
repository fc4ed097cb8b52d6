import { expect } from "vitest";
import { expectError } from "../support/expect-error.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";

const json = { "content-type": "application/json" };

async function add(server: TestServer, route: object): Promise<void> {
  const answer = await server.call("POST /internal/routes", route);
  if (answer.status !== 201) throw new Error(answer.text());
}

const data = (server: TestServer) => server.read("/internal/data");

/** A Route whose choice has these effects, and what it is called with. */
async function effect(server: TestServer, then: unknown, more: object = {}): Promise<void> {
  await server.request("DELETE /internal/routes");
  await add(server, { id: "e", path: "/e/{id}", method: "ANY", responses: [{ id: "r", then, body: "", ...more }] });
}

describeFeature("Data", {}, (test) => {
  test("is read, replaced, changed and forgotten", async (server) => {
    expect(await data(server)).toEqual({});

    expect((await server.call("PUT /internal/data", { a: 1, list: [1] })).json()).toEqual({ a: 1, list: [1] });
    expect((await server.call("PATCH /internal/data", { a: null, b: { c: 2 } })).json()).toEqual({
      list: [1],
      b: { c: 2 },
    });
    const patch = [{ op: "add", path: "/list/-", value: 2 }];
    expect((await server.call("PATCH /internal/data", patch)).json()).toEqual({ list: [1, 2], b: { c: 2 } });
    expect((await server.request("DELETE /internal/data")).status).toBe(204);
    expect(await data(server)).toEqual({});
  });

  test("is an object, and no deeper than it can be looked at", async (server) => {
    expectError(await server.call("PUT /internal/data", [1]), 400, "The payload data must be an object.");
    expectError(await server.call("PATCH /internal/data", 1), 400, /^The payload must be a JSON Merge Patch/);
    expectError(await server.call("PATCH /internal/data", [{ op: "x" }]), 400, /^Operation 0 of the patch: /);
    const deep = `{"a":${"[".repeat(199)}${"]".repeat(199)}}`;
    expect((await server.call("PUT /internal/data", deep)).status).toBe(200);
    await effect(server, { set: { "/a": { b: "{{ data.a }}" } } });
    expect((await server.request("/e/1")).text()).toContain("would nest data deeper than 200 levels");
  });

  test("takes __proto__ for a name like any other", async (server) => {
    await server.call("PUT /internal/data", '{"__proto__":{"polluted":1}}');
    await effect(server, { set: { "/__proto__/x": 1, "/{{ path.id }}/y": 2 } });
    await server.request("/e/constructor");

    expect((await server.request("/internal/data")).text()).toBe(
      '{"__proto__":{"polluted":1,"x":1},"constructor":{"y":2}}',
    );
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("decides, by JSONPath and by expressions", async (server) => {
    await add(server, {
      path: "/me",
      responses: [
        {
          when: { values: { "data.sessions[cookies.sid]": { exists: true } } },
          template: true,
          body: "{{ data.sessions[cookies.sid].user }}",
        },
        { when: { data: { "$.closed": true } }, status: 503, body: "closed" },
        { status: 401, body: "who?" },
      ],
    });
    await server.call("PUT /internal/data", { sessions: { abc: { user: "ann" } } });
    const me = async (cookie: string) => (await server.request("/me", { headers: { cookie } })).text();

    expect([await me("sid=abc"), await me("sid=x")]).toEqual(["ann", "who?"]);
    await server.call("PATCH /internal/data", { closed: true });
    expect(await me("sid=x")).toBe("closed");
  });

  test("decides by expressions of all kinds; one that fails comes to nothing", async (server) => {
    const cases: [string, unknown, boolean][] = [
      ["query.n | number | times: 2", 14, true],
      ["query.n | number", { gt: 7 }, false],
      ["path.id", "x", true],
      ["nth", 1, true],
      ["json.a", { exists: false }, true],
      ["query.word | number", { exists: false }, true],
      ["now | date: '%Y'", "2026", true],
      ["data", { equals: {} }, true],
      ["route.id", "v", true],
      ["query.n > 3", true, true],
    ];
    for (const [expression, condition, holds] of cases) {
      await server.request("DELETE /internal/routes");
      await add(server, {
        id: "v",
        path: "/v/{id}",
        responses: [{ when: { values: { [expression]: condition } }, body: "" }],
      });
      expect([expression, (await server.request("/v/x?n=7&word=seven")).status]).toEqual([
        expression,
        holds ? 200 : 404,
      ]);
    }
    await add(server, {
      path: "/b",
      method: "POST",
      responses: [{ when: { values: { "json.a": 1 } }, body: "yes" }, { body: "no" }],
    });
    const send = async (a: number) =>
      (await server.request("POST /b", { headers: json, body: JSON.stringify({ a }) })).text();
    expect([await send(1), await send(2)]).toEqual(["yes", "no"]);
  });
});

describeFeature("Effects", {}, (test) => {
  test("set, push and delete, in order, each seeing what those before have done", async (server) => {
    await effect(server, [
      { set: { "/n": "{{ data.n | default: 0 | plus: 1 }}" } },
      { set: { "/users/{{ path.id }}": { name: "{{ json.name }}", n: "{{ data.n }}" } } },
      { push: { "/log": "{{ path.id }}", "/all/{{ json.name }}": 1 } },
      { delete: ["/users/old", "/nothing/there"] },
    ]);
    await server.call("PUT /internal/data", { users: { old: 1 } });
    const send = (id: string, name: string) =>
      server.request(`POST /e/${id}`, { headers: json, body: JSON.stringify({ name }) });
    await send("1", "ann");
    await send("2", "bob");

    expect(await data(server)).toEqual({
      users: { 1: { name: "ann", n: 1 }, 2: { name: "bob", n: 2 } },
      n: 2,
      log: ["1", "2"],
      all: { ann: [1], bob: [1] },
    });
  });

  test("happen before the answer is written, and with the values of let", async (server) => {
    const more = { let: { ref: "{{ uuid }}", before: "{{ data.orders }}" }, template: true };
    const body = { ref: "{{ ref }}", n: "{{ data.orders | size }}", before: "{{ before | size }}" };
    await effect(server, { push: { "/orders": "{{ ref }}" } }, { ...more, body });

    const [first, second] = [await server.request("/e/1"), await server.request("/e/1")];
    const refs = [first, second].map((answer) => (answer.json() as { ref: string }).ref);
    expect(second.json()).toEqual({ ref: refs[1], n: 2, before: 1 });
    expect(await data(server)).toEqual({ orders: refs });
  });

  test("keep what is put in within its segment", async (server) => {
    await effect(server, { set: { "/users/{{ query.name }}/seen": true } });
    await server.request("/e/1?name=a%2Fb~1c");

    expect(await data(server)).toEqual({ users: { "a/b~1c": { seen: true } } });
  });

  test("take a slash within an expression for what it is, and escapes outside", async (server) => {
    await effect(server, { set: { "/a~1b/{{ 'x/y' | append: '/z' }}": 1 } });
    await server.request("/e/1");

    expect(await data(server)).toEqual({ "a/b": { "x/y/z": 1 } });
  });

  test("put elements of arrays at their places", async (server) => {
    await server.call("PUT /internal/data", { list: ["a"], text: "x" });
    await effect(server, [{ set: { "/list/0": "b", "/list/-": "c" } }]);
    await server.request("/e/1");
    expect(await data(server)).toEqual({ list: ["b", "c"], text: "x" });

    const cases: [object, string][] = [
      [{ set: { "/list/7": 1 } }, 'has no place for an element at "7"'],
      [{ set: { "/list/x": 1 } }, 'has no place for an element at "x"'],
      [{ set: { "/text/a": 1 } }, "puts something into /text, which is no array or object"],
      [{ push: { "/text": 1 } }, "pushes to /text, which is no array"],
      [{ set: { "": 1 } }, "data must be an object"],
    ];
    for (const [then, message] of cases) {
      await effect(server, then);
      const answer = await server.request("/e/1");
      expect([answer.status, (answer.json() as { message: string }).message]).toEqual([
        422,
        expect.stringContaining(`of the Response "r" of the Route "e" ${message}`),
      ]);
    }
    expect(await data(server)).toEqual({ list: ["b", "c"], text: "x" });
  });

  test("come later by the clock of the world", async (server) => {
    await effect(server, [
      { set: { "/status": "running" } },
      { set: { "/status": "done by {{ path.id }}" }, after: 60 },
      { delete: ["/status"], after: 90 },
    ]);
    await server.request("/e/7");
    expect(await server.read("/internal/clock")).toMatchObject({ waiting: 2 });
    expect(await data(server)).toEqual({ status: "running" });

    await server.call("POST /internal/clock", { advance: 60 });
    expect(await data(server)).toEqual({ status: "done by 7" });
    server.clock.advance(30_000);
    expect(await data(server)).toEqual({});
  });

  test("that wait are dropped by a reset", async (server) => {
    await effect(server, { set: { "/late": true }, after: 60 });
    await server.request("/e/7");
    await server.request("POST /internal/reset");
    server.clock.advance(120_000);

    expect(await data(server)).toEqual({});
    expect(await server.read("/internal/clock")).toMatchObject({ waiting: 0 });
  });

  test("change a state later, too", async (server) => {
    await add(server, {
      id: "job",
      path: "/job",
      scenario: {},
      responses: [
        { when: { state: "started" }, then: [{ state: "running" }, { state: "done", after: 5 }], body: "accepted" },
        { template: true, body: "{{ state }}" },
      ],
    });
    const ask = async () => (await server.request("/job")).text();

    expect([await ask(), await ask()]).toEqual(["accepted", "running"]);
    await server.call("POST /internal/clock", { advance: 5 });
    expect(await ask()).toBe("done");
  });

  test("are of the Response that is chosen, once", async (server) => {
    await add(server, {
      id: "r",
      path: "/r",
      auth: { method: "token", token: "t" },
      responses: [
        { repeat: 1, then: { push: { "/log": 1 } }, body: "" },
        { then: { push: { "/log": 2 } }, body: "" },
      ],
    });
    await server.request("/r");
    await server.call("POST /internal/match_route", { method: "GET", path: "/r" });
    expect(await data(server)).toEqual({});
    const headers = { authorization: "Bearer t" };
    for (let at = 0; at < 3; at += 1) await server.request("/r", { headers });
    expect(await data(server)).toEqual({ log: [1, 2, 2] });
  });

  test("are refused when they are wrong", async (server) => {
    const cases: [unknown, string][] = [
      [{}, "then must have one of state, set, push, delete."],
      [{ set: {}, push: {} }, "then must have one of set and push, not both."],
      [{ set: { a: 1 } }, 'then/set/a must be a JSON Pointer (RFC 6901), which begins with "/".'],
      [[{ set: { "/{{ jsn }}": 1 } }], 'then/0/set/~1{{ jsn }} uses the unknown name "jsn"; did you mean "json"?'],
      [{ push: { "/a": "{{ jsn }}" } }, 'then/push/~1a uses the unknown name "jsn"; did you mean "json"?'],
      [{ delete: ["{{ path.id }}"] }, 'then/delete/0 must be a JSON Pointer (RFC 6901), which begins with "/".'],
      [{ set: { "/a": 1 }, after: -1 }, "then/after must be at least 0, got -1."],
      [{ request: {} }, "then/request is reserved for a later version of Trickster"],
      [1, "then must be an object or an array, got 1."],
    ];
    for (const [then, message] of cases) {
      const route = { path: "/{id}", responses: [{ then, body: "" }] };
      const answer = await server.call("POST /internal/routes", route);
      expect([answer.status, (answer.json() as { message: string }).message]).toEqual([
        400,
        expect.stringContaining(`responses/0/${message}`),
      ]);
    }
  });
});

describeFeature("Data in a sandbox", {}, (test) => {
  test("starts as its base has it, and each changes its own", async (server) => {
    await add(server, {
      path: "/put/{n}",
      responses: [{ then: [{ push: { "/list": "{{ path.n }}" } }, { set: { "/deep/er/{{ path.n }}": 1 } }], body: "" }],
    });
    await server.request("/put/0");
    await server.call("POST /internal/sandboxes", { id: "one" });
    await server.request("/put/1");
    await server.request("/~one/put/2");
    await server.call("POST /internal/sandboxes", { id: "two", base: "one" });
    await server.request("/~two/put/3");
    await server.request("/~one/put/4");

    const all = await Promise.all(["", "/~one", "/~two"].map((prefix) => server.read(`${prefix}/internal/data`)));
    expect(all).toEqual([
      { list: ["0", "1"], deep: { er: { 0: 1, 1: 1 } } },
      { list: ["0", "2", "4"], deep: { er: { 0: 1, 2: 1, 4: 1 } } },
      { list: ["0", "2", "3"], deep: { er: { 0: 1, 2: 1, 3: 1 } } },
    ]);
    await server.request("POST /~two/internal/reset");
    expect(await server.read("/~two/internal/data")).toEqual({ list: ["0", "2"], deep: { er: { 0: 1, 2: 1 } } });
  });
});

describeFeature("The room for data", { maxData: 1000, maxWaitingEffects: 2 }, (test) => {
  test("is bounded, for all worlds together; what is gone gives it back", async (server) => {
    await add(server, {
      id: "p",
      path: "/p/{n}",
      responses: [{ then: { set: { "/{{ path.n }}": "{{ 'x' | append: query.x }}" } }, body: "" }],
    });
    const x = "x".repeat(400);
    await server.call("POST /internal/sandboxes", { id: "one" });
    expect((await server.request(`/p/1?x=${x}`)).status).toBe(200);
    expect((await server.request(`/~one/p/1?x=${x}`)).status).toBe(200);

    const answer = await server.request(`/p/2?x=${x}`);
    expect([answer.status, answer.text()]).toEqual([
      422,
      expect.stringContaining("would make data larger than --max-data"),
    ]);
    expectError(
      await server.call("PUT /internal/data", { a: x.repeat(2) }),
      413,
      "The payload would make data larger than --max-data.",
    );
    await server.request("DELETE /internal/sandboxes/one");
    expect((await server.request(`/p/2?x=${x}`)).status).toBe(200);
    expect((await server.request(`/p/3?x=${x}`)).status).toBe(422);
    await server.request("POST /internal/reset");
    await server.call("PUT /internal/data", { a: x });
    expect((await server.call("PUT /internal/data", { a: x, b: x })).status).toBe(200);
  });

  test("is bounded for effects that wait", async (server) => {
    await effect(server, { set: { "/a": 1 }, after: 10 });
    expect([await server.request("/e/1"), await server.request("/e/1")].map(({ status }) => status)).toEqual([
      200, 200,
    ]);
    expect((await server.request("/e/1")).text()).toContain("would have more effects wait than --max-waiting-effects");

    server.clock.advance(10_000);
    expect((await server.request("/e/1")).status).toBe(200);
  });
});
