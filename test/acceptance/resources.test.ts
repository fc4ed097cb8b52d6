import { expect } from "vitest";
import { expectError } from "../support/expect-error.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";

const ada = { id: 1, name: "Ada", age: 36 };
const bob = { id: 2, name: "Bob", age: 20, address: { city: "Ulm" } };
const cid = { id: 3, name: "Cid", tags: ["new", "vip"] };

const json = { "content-type": "application/json" };

async function add(server: TestServer, route: object): Promise<void> {
  const answer = await server.call("POST /internal/routes", route);
  if (answer.status !== 201) throw new Error(answer.text());
}

const users = (server: TestServer, more: object = {}, route: object = {}) =>
  add(server, { id: "users", path: "/users", resource: { seed: [ada, bob, cid], ...more }, ...route });

const names = async (server: TestServer, query: string): Promise<string> => {
  const items = (await server.read(`/users?${query}`)) as { name: string }[];
  return items.map(({ name }) => name).join(" ");
};

const deep = (levels: number) => `{"a":${"[".repeat(levels)}${"]".repeat(levels)}}`;

const inside = (id: string) => ({ "trickster-sandbox": id });

const send = (server: TestServer, line: string, body: unknown, headers: Record<string, string> = json) =>
  server.request(line, { headers, body: typeof body === "string" ? body : JSON.stringify(body) });

describeFeature("Resources", {}, (test) => {
  test("are collections: what is created is listed, read, replaced, changed and deleted", async (server) => {
    await users(server);

    expect((await server.request("/users")).json()).toEqual([ada, bob, cid]);
    expect((await server.request("/users/2")).text()).toBe(JSON.stringify(bob));
    const created = await send(server, "POST /users", { name: "Dot" });
    expect(created.status).toBe(201);
    expect(created.headers["location"]).toBe("/users/4");
    expect(created.text()).toBe('{"id":4,"name":"Dot"}');
    expect((await server.request("/users/4")).json()).toEqual({ id: 4, name: "Dot" });
    expect((await send(server, "PUT /users/4", { name: "Dora" })).json()).toEqual({ id: 4, name: "Dora" });
    const patched = await send(server, "PATCH /users/2", { age: null, address: { zip: "89073" } });
    expect(patched.json()).toEqual({ id: 2, name: "Bob", address: { city: "Ulm", zip: "89073" } });
    expect((await server.request("DELETE /users/1")).status).toBe(204);
    expectError(await server.request("/users/1"), 404, 'There is no item with the id "1".');
    expect(await names(server, "")).toBe("Bob Cid Dora");
    // An id is not given twice.
    await server.request("DELETE /users/4");
    expect((await send(server, "POST /users", {})).json()).toEqual({ id: 5 });
  });

  test("answer to HEAD as to GET, without the body", async (server) => {
    await users(server);

    const list = await server.request("HEAD /users");
    expect([list.status, list.headers["x-total-count"], list.text()]).toEqual([200, "3", ""]);
    expect((await server.request("HEAD /users/2")).headers["content-length"]).toBe(String(JSON.stringify(bob).length));
    expect((await server.request("HEAD /users/9")).status).toBe(404);
  });

  test("are always active, and show no Responses that were not given", async (server) => {
    await users(server);
    await server.request("/users/1");
    await server.request("/users");

    const shown = (await server.read("/internal/routes/users")) as Record<string, unknown>;
    expect(shown["responses"]).toBeUndefined();
    expect(shown).toMatchObject({ method: "ANY", used_count: 2, is_active: true, resource: { id: "id" } });
    const entry = { outcome: "matched", route: "users", response: null };
    expect(await server.read("/internal/requests")).toMatchObject({ requests: [entry, entry] });
    // What was read can be sent back.
    expect((await server.call("PUT /internal/routes/users", shown)).json()).toMatchObject({ resource: { id: "id" } });
  });

  test("need a path that ids can follow", async (server) => {
    const refused = async (route: object) => (await server.call("POST /internal/routes", route)).text();
    expect(await refused({ path: "/users/", resource: {} })).toContain("must not end with a slash");
    expect(await refused({ path: "/{id}/x", resource: {} })).toContain('names a part \\"id\\"');
    expect(await refused({ path: "/users" })).toContain('is missing the required field \\"responses\\"');
    await add(server, { path: "/a|/b", resource: { seed: [{ id: "x" }] } });
    expect((await server.request("/a/x")).json()).toEqual({ id: "x" });
    expect((await server.request("/b")).json()).toEqual([{ id: "x" }]);
  });

  test("filter: by members, below others, in arrays, by several values", async (server) => {
    await users(server);

    expect(await names(server, "name=Bob")).toBe("Bob");
    expect(await names(server, "name=Bob&name=Ada")).toBe("Ada Bob");
    expect(await names(server, "age=36.0")).toBe("Ada");
    expect(await names(server, "address.city=Ulm")).toBe("Bob");
    expect(await names(server, "tags=vip")).toBe("Cid");
    expect(await names(server, "nothing=1")).toBe("");
    expect(await names(server, "age_gte=20&age_lte=30")).toBe("Bob");
    expect(await names(server, "name_gte=Bob")).toBe("Bob Cid");
    expect(await names(server, "id_ne=1&id_ne=2")).toBe("Cid");
    expect(await names(server, "name_like=D")).toBe("Ada Cid");
    expect(await names(server, "q=ULM")).toBe("Bob");
    expect(await names(server, "constructor=1")).toBe("");
  });

  test("sort, and show pages", async (server) => {
    await users(server);

    expect(await names(server, "_sort=name&_order=desc")).toBe("Cid Bob Ada");
    expect(await names(server, "_sort=age")).toBe("Bob Ada Cid");
    expect(await names(server, "_sort=age,name&_order=desc,asc")).toBe("Ada Bob Cid");
    expect(await names(server, "_limit=2")).toBe("Ada Bob");
    expect(await names(server, "_start=1&_end=2")).toBe("Bob");
    expect(await names(server, "_start=1&_limit=5")).toBe("Bob Cid");
    const page = await server.request("/users?_sort=id&_page=2&_limit=1");
    expect(page.json()).toEqual([bob]);
    expect(page.headers["x-total-count"]).toBe("3");
    expect(page.headers["link"]).toBe(
      ["first", "prev", "next", "last"]
        .map((name, at) => `</users?_sort=id&_page=${[1, 1, 3, 3][at]}&_limit=1>; rel="${name}"`)
        .join(", "),
    );
    expect((await server.request("/users?_page=9")).json()).toEqual([]);
  });

  test("say what is wrong with a list that is asked for", async (server) => {
    await users(server);

    const refused = async (query: string) => expectError(await server.request(`/users?${query}`), 400, /^The query /);
    for (const query of ["_page=0", "_page=x", "_limit=-1", "_order=up&_sort=a", "_end=1e9"]) await refused(query);
    expectError(
      await server.request("/users?_srot=name"),
      400,
      'The query _srot is no parameter of a list; did you mean "_sort"?.',
    );
    await refused(`_sort=${"a,".repeat(5)}a`);
    await refused(Array.from({ length: 6 }, (_, at) => `a${at}_like=1`).join("&"));
    await refused(Array.from({ length: 51 }, (_, at) => `a${at}=1`).join("&"));
    expect(await names(server, "_id=1")).toBe("");
  });

  test("refuse what is no item, an id that is taken, and a change of an id", async (server) => {
    await users(server);

    expectError(await send(server, "POST /users", "{"), 400, /^The body must be an item as JSON/);
    expectError(await send(server, "PATCH /users/1", deep(500)), 400, /nested 500 levels at most\.$/);
    expect((await send(server, "PATCH /users/3", deep(499))).status).toBe(200);
    expectError(await send(server, "POST /users", [1]), 400, "The body must be an item: a JSON object.");
    expectError(await send(server, "POST /users", { id: 2 }), 409, 'There is already an item with the id "2".');
    for (const id of [null, true, {}, "", "..", "\ud800", "x".repeat(1001)]) {
      expectError(await send(server, "POST /users", { id }), 400, /^The item is not valid: \/id must be /);
    }
    expectError(
      await send(server, "POST /users", '{"n":[1e999]}'),
      400,
      "The body holds a number that is larger than a double can be.",
    );
    expectError(
      await send(server, "PUT /users/2", { id: 3 }),
      400,
      "The item is not valid: /id must be 2, as in the path.",
    );
    expectError(await send(server, "PATCH /users/2", { id: 3 }), 400, /must be 2, as in the path/);
    expectError(await send(server, "PATCH /users/2", "[]"), 400, /^The body must be an item/);
    expectError(await send(server, "PUT /users/9", {}), 404, 'There is no item with the id "9".');
    expect(await names(server, "")).toBe("Ada Bob Cid");
  });

  test("have ids of any text, which location spells", async (server) => {
    await add(server, { path: "/files", resource: { id: "name", seed: [{ name: "a b" }] } });

    expect((await server.request("/files/a%20b")).json()).toEqual({ name: "a b" });
    const created = await send(server, "POST /files", { name: "ü/%?é" });
    expect(created.headers["location"]).toBe("/files/%C3%BC%2F%25%3F%C3%A9");
    expect((await server.request(String(created.headers["location"]))).json()).toEqual({ name: "ü/%?é" });
    const [uuid, other] = [await send(server, "POST /files", {}), await send(server, "POST /files", { x: 1 })];
    expect((uuid.json() as { name: string }).name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    expect(other.headers["location"]).not.toBe(uuid.headers["location"]);
    const polluted = await send(server, "POST /files", '{"__proto__":{"x":1}}');
    expect(polluted.text()).toContain('"__proto__":{"x":1}');
    expect((await server.request(String(polluted.headers["location"]))).text()).toBe(polluted.text());
    const patch = await send(server, "PATCH /files/a%20b", '{"__proto__":{"y":2},"constructor":1}');
    expect(patch.text()).toBe('{"name":"a b","__proto__":{"y":2},"constructor":1}');
  });

  test("validate by a schema, and name all that is wrong", async (server) => {
    const schema = {
      type: "object",
      required: ["name", "age"],
      properties: { name: { type: "string" }, age: { type: "integer", minimum: 0 }, id: true },
      additionalProperties: false,
    };
    await users(server, { schema, seed: [ada] });

    const refused = await send(server, "POST /users", { name: 1, nick: "x" });
    expect(refused.status).toBe(400);
    expect(refused.json()).toEqual({
      error: "Bad Request",
      message: "The item is not valid: must have required property 'age' (and 2 more).",
      details: [
        { at: "", message: "must have required property 'age'" },
        { at: "", message: 'must not have additional properties: "nick"' },
        { at: "/name", message: "must be string" },
      ],
    });
    expectError(await send(server, "PATCH /users/1", { age: -1 }), 400, "The item is not valid: /age must be >= 0.");
    expect((await send(server, "PATCH /users/1", { age: 37 })).status).toBe(200);
    const bad = await server.call("POST /internal/routes", {
      path: "/x",
      resource: { schema, seed: [{ name: "a", age: 1 }, 5, { id: 1, name: "b", age: 1 }, { age: 1 }] },
    });
    expect(bad.json()).toMatchObject({
      details: [
        { at: "/resource/seed/1", message: "must be an object" },
        { at: "/resource/seed/3", message: "must have required property 'name'" },
      ],
    });
    const formatted = { schema: { properties: { at: { format: "date" }, n: { pattern: "^a" } } } };
    const wrong = { path: "/x", resource: { ...formatted, seed: [{ at: "soon" }, { n: "b" }] } };
    expectError(await server.call("POST /internal/routes", wrong), 400, /seed\/0 at \/at must match format "date"/);
    const twins = { path: "/x", resource: { seed: [{ id: 1 }, { id: "1" }] } };
    expectError(
      await server.call("POST /internal/routes", twins),
      400,
      /seed\/1\/id is "1", like that of another item/,
    );
    const broken = { path: "/x", resource: { schema: { type: "nothing" } } };
    expectError(await server.call("POST /internal/routes", broken), 400, /resource\/schema must be a JSON Schema: /);
  });

  test("validate values whatever their members are called", async (server) => {
    const schema = {
      properties: { a: { uniqueItems: true }, b: { const: { toString: 1 } }, c: { enum: [{ valueOf: 2 }] } },
    };
    await users(server, { schema, seed: [] });

    const created = await send(server, "POST /users", {
      a: [{ valueOf: 1 }, { valueOf: 2 }],
      b: { toString: 1 },
      c: { valueOf: 2 },
    });
    expect(created.status).toBe(201);
    const refused = await send(server, "POST /users", {
      a: [
        { x: 1, y: 2 },
        { y: 2, x: 1 },
      ],
      b: { toString: 2 },
      c: 1,
    });
    expect(refused.json()).toMatchObject({
      details: [
        { at: "/a", message: "must not have duplicate items" },
        { at: "/b", message: "must be equal to constant" },
        { at: "/c", message: "must be equal to one of the allowed values" },
      ],
    });
  });

  test("can't be held up by a schema that takes for ever", async (server) => {
    const levels = Array.from({ length: 60 }, (_, at) => {
      const below = { $ref: `#/$defs/n${at}` };
      return [`n${at + 1}`, { anyOf: [below, below] }];
    });
    const schema = { $ref: "#/$defs/n60", $defs: { n0: { type: "string" }, ...Object.fromEntries(levels) } };

    await users(server, { schema });
    expectError(await send(server, "POST /users", {}), 413, "It takes too long to check the item against the schema.");
    expect(await names(server, "")).toBe("Ada Bob Cid");
  });

  test("give UUIDs where the schema wants texts", async (server) => {
    await add(server, { path: "/n", resource: { schema: { properties: { id: { type: "string" } } } } });
    expect((await send(server, "POST /n", {})).headers["location"]).toMatch(/^\/n\/[0-9a-f-]{36}$/);
  });

  test("below others show the items of one: what the path names, items have", async (server) => {
    await add(server, {
      path: "/users/{userId:integer}/orders",
      resource: {
        seed: [
          { userId: 1, sku: "a" },
          { userId: 2, sku: "b" },
        ],
      },
    });

    expect((await server.request("/users/1/orders")).json()).toEqual([{ id: 1, userId: 1, sku: "a" }]);
    expect((await server.request("/users/1/orders/2")).status).toBe(404);
    expect((await server.request("/users/2/orders/2")).status).toBe(200);
    const created = await send(server, "POST /users/2/orders", { sku: "c" });
    expect(created.json()).toEqual({ userId: 2, id: 3, sku: "c" });
    expect(created.headers["location"]).toBe("/users/2/orders/3");
    expectError(await send(server, "POST /users/2/orders", { userId: 1 }), 400, /\/userId must be 2, as in the path/);
    expect((await server.request("/users/2/orders")).headers["x-total-count"]).toBe("2");
  });

  test("let other Routes have what they know nothing of, and say so", async (server) => {
    await users(server);

    const miss = await server.request("DELETE /users");
    expect(miss.status).toBe(404);
    expect(miss.text()).toContain("its resource takes GET, HEAD, POST here, and not DELETE");
    expect(miss.json()).toMatchObject({
      explain: [{ fix_request: [{ op: "replace", path: "/method", value: "GET" }] }],
    });
    await add(server, { path: "/users", method: "DELETE", responses: [{ status: 202, body: "" }] });
    expect((await server.request("DELETE /users")).status).toBe(202);
    await add(server, { path: "/ro", method: ["GET", "HEAD"], resource: { seed: [{ id: 1 }] } });
    expect((await server.request("/ro/1")).status).toBe(200);
    expect((await send(server, "POST /ro", {})).status).toBe(404);
  });

  test("answer when none of their Responses does", async (server) => {
    await users(
      server,
      {},
      {
        match: { headers: { "x-tenant": "a" } },
        responses: [
          { status: 503, repeat: 1, body: "" },
          { when: { path: { id: { equals: "2" } } }, template: true, body: "{{ path.id }}!" },
        ],
      },
    );
    const headers = { "x-tenant": "a" };

    expect((await server.request("/users")).status).toBe(404);
    expect((await server.request("/users", { headers })).status).toBe(503);
    expect((await server.request("/users", { headers })).status).toBe(200);
    expect((await server.request("/users/2", { headers })).text()).toBe("2!");
    expect((await server.request("/users/1", { headers })).json()).toEqual(ada);
    expect(await server.read("/internal/routes/users")).toMatchObject({
      used_count: 4,
      responses: [{ used_count: 1, is_active: false }, { used_count: 1 }],
    });
  });

  test("keep their items while their definition stays, and start anew with another", async (server) => {
    await users(server);
    await server.request("DELETE /users/1");

    await server.call("PATCH /internal/routes/users", { description: "People" });
    expect(await names(server, "")).toBe("Bob Cid");
    await server.call("POST /internal/reset", { only: ["counters"] });
    expect(await names(server, "")).toBe("Bob Cid");
    await server.call("POST /internal/reset", { only: ["data"] });
    expect(await names(server, "")).toBe("Ada Bob Cid");
    await server.request("DELETE /users/2");
    await server.call("PATCH /internal/routes/users", { resource: { seed: [cid] } });
    expect(await names(server, "")).toBe("Cid");
    await server.request("DELETE /users/3");
    const shown = await server.read("/internal/routes/users");
    await server.call("PUT /internal/routes/users", shown);
    await server.call("PUT /internal/routes", [shown]);
    expect(await names(server, "")).toBe("");
    await server.call("PUT /internal/routes", []);
    await server.call("PUT /internal/routes", [shown]);
    expect(await names(server, "")).toBe("Cid");
    await server.request("DELETE /users/3");
    await server.request("DELETE /internal/routes/users");
    await users(server, { seed: [cid] });
    expect(await names(server, "")).toBe("Cid");
  });

  test("are each world's own, from what there was", async (server) => {
    await users(server);
    await server.request("DELETE /users/1");
    await server.call("POST /internal/sandboxes", { id: "a" });
    await server.call("POST /internal/sandboxes", { id: "b" });
    const list = async (id: string) => {
      const items = (await server.request("/users", { headers: inside(id) })).json() as { name: string }[];
      return items.map(({ name }) => name).join(" ");
    };

    await send(server, "POST /users", { name: "Eve" }, { ...json, ...inside("a") });
    await server.request("DELETE /users/2", { headers: inside("b") });
    await server.request("DELETE /users/3");
    expect([await list("a"), await list("b"), await names(server, "")]).toEqual(["Bob Cid Eve", "Cid", "Bob"]);
    await server.request("POST /internal/reset", { headers: { ...json, ...inside("a") } });
    expect(await list("a")).toBe("Bob Cid");
    const moved = await send(server, "POST /~b/users", { name: "Fay" });
    expect(moved.headers["location"]).toBe("/~b/users/4");
  });

  test("wait, and ask who comes", async (server) => {
    await users(server, { delay: 2 }, { auth: { method: "basic", username: "u", password: "p" } });
    expect((await server.request("/users")).status).toBe(401);
    const headers = { authorization: `Basic ${btoa("u:p")}` };
    const answer = server.request("/users/1", { headers });
    await server.clock.whenWaiting(1);
    expect(server.clock.waits).toEqual([2000]);
    server.clock.advance(2000);
    expect((await answer).json()).toEqual(ada);
  });
});

describeFeature("Resources with little room", { maxData: 1000 }, (test) => {
  test("refuse what is too much, and keep what there was", async (server) => {
    await users(server);

    const long = { name: "x".repeat(900) };
    expectError(await send(server, "POST /users", long), 413, "The item would make data larger than --max-data.");
    expect((await send(server, "POST /users", { name: "y".repeat(700) })).status).toBe(201);
    expect((await send(server, "POST /users", { name: "y".repeat(700) })).status).toBe(413);
    // What was there at first can be deleted even then.
    expect((await server.request("DELETE /users/3")).status).toBe(204);
    await server.request("DELETE /users/4");
    expect((await send(server, "POST /users", { name: "z".repeat(700) })).status).toBe(201);
    expect(await names(server, "_limit=2")).toBe("Ada Bob");
  });

  test("count what sandboxes start from once, and only as long as they are there", async (server) => {
    await users(server, { seed: [] });
    await send(server, "POST /users", { b: "x".repeat(200) });
    const make = async (id: string) => (await server.call("POST /internal/sandboxes", { id })).status;

    expect([await make("a"), await make("b")]).toEqual([201, 201]);
    await send(server, "PATCH /users/1", { b: "y".repeat(200) });
    expect(await make("c")).toBe(413);
    await server.request("DELETE /internal/sandboxes/a");
    expect(await make("c")).toBe(413);
    await server.request("DELETE /internal/sandboxes/b");
    expect(await make("c")).toBe(201);
  });

  test("give their room back for good when their sandbox ends", async (server) => {
    await users(server, { seed: [] });
    for (const id of ["a", "b", "c"]) {
      await server.call("POST /internal/sandboxes", { id });
      expect((await send(server, "POST /users", { b: "x".repeat(600) }, { ...json, ...inside(id) })).status).toBe(201);
      await server.request(`DELETE /internal/sandboxes/${id}`);
    }
    expect((await send(server, "POST /users", { b: "x".repeat(600) })).status).toBe(201);
  });
});
