import { expect } from "vitest";
import { expectError, expectFault } from "../support/expect-error.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";

async function ids(server: TestServer): Promise<string[]> {
  return ((await server.read("/internal/routes")) as { id: string }[]).map(({ id }) => id);
}

/** Adds Routes that all match `/x` and answer with their id. */
async function addAll(server: TestServer, ...names: string[]): Promise<void> {
  for (const id of names) await server.add({ id, path: "/x", responses: [{ body: id }] });
}

describeFeature("The list of Routes", {}, (test) => {
  test("is empty at first", async (server) => {
    const answer = await server.request("/internal/routes");

    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toBe("application/json");
    expect(answer.text()).toBe("[]");
  });

  test("is in the order in which they were added", async (server) => {
    await addAll(server, "c", "a", "b");

    expect(await ids(server)).toEqual(["c", "a", "b"]);
    expect((await server.request("/x")).text()).toBe("c");
  });

  test("is empty after DELETE, with which nothing is sent back", async (server) => {
    await addAll(server, "a", "b");

    const answer = await server.request("DELETE /internal/routes");

    expect(answer.status).toBe(204);
    expect(answer.text()).toBe("");
    expect(answer.headers["content-length"]).toBeUndefined();
    expect(await ids(server)).toEqual([]);
    expect((await server.request("/x")).status).toBe(404);
    await addAll(server, "a");
  });
});

describeFeature("POST /routes", {}, (test) => {
  test("answers 201 with the Route, which is behind the others", async (server) => {
    await addAll(server, "a");

    const created = await server.call("POST /internal/routes", { id: "b", path: "/x", responses: [{ body: "b" }] });

    expect(created.status).toBe(201);
    expect(created.headers["content-type"]).toBe("application/json");
    expect(created.json()).toEqual(await server.read("/internal/routes/b"));
    expect(await ids(server)).toEqual(["a", "b"]);
    expect((await server.request("/x")).text()).toBe("a");
  });

  test("with an id that exists is a 409, and changes nothing", async (server) => {
    await addAll(server, "a");

    const answer = await server.call("POST /internal/routes", { id: "a", path: "/y", responses: [] });

    expectError(answer, 409, 'There is already a Route with the id "a".');
    expect(Object.keys(answer.json() as object)).toEqual(["error", "message"]);
    expect(await ids(server)).toEqual(["a"]);
    expect((await server.request("/x")).text()).toBe("a");
  });

  test("tells ids apart by their case", async (server) => {
    await addAll(server, "a", "A");

    expect(await ids(server)).toEqual(["a", "A"]);
  });

  test("with two Responses that share an id is a 409", async (server) => {
    const responses = [{ id: "r", body: "1" }, { body: "2" }, { id: "r", body: "3" }];

    expectError(
      await server.call("POST /internal/routes", { path: "/x", responses }),
      409,
      'responses/2/id is "r", like another Response of the same Route.',
    );
    expect(await ids(server)).toEqual([]);
  });

  test("that is malformed as well as a duplicate is a 400", async (server) => {
    await addAll(server, "a");
    const responses = [
      { id: "r", body: "1" },
      { id: "r", body: "2", status: 1 },
    ];

    const answer = await server.call("POST /internal/routes", { id: "a", path: "/x", responses });

    expectFault(answer, "/responses/1/status", "must be at least 100, got 1");
  });

  test("takes the names that objects have in JavaScript for ids like any other", async (server) => {
    const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];
    for (const id of names) expectError(await server.request(`/internal/routes/${id}`), 404, /There is no Route/);
    await addAll(server, ...names);

    expect(await ids(server)).toEqual(names);
    expect(await server.read("/internal/routes/__proto__")).toMatchObject({ id: "__proto__" });
  });
});

describeFeature("GET and DELETE /routes/<id>", {}, (test) => {
  test("are a 404 for an id that nobody has", async (server) => {
    for (const line of ["GET /internal/routes/nobody", "DELETE /internal/routes/nobody"]) {
      expectError(await server.request(line), 404, 'There is no Route with the id "nobody".');
    }
    expectError(await server.request("/internal/routes/a%2Fb"), 404, 'There is no Route with the id "a%2Fb".');
    expectError(await server.request("/internal/routes/caf%C3%A9"), 404, 'There is no Route with the id "caf\u{e9}".');
  });

  test("find a Route by its id, percent-encoded or not", async (server) => {
    await addAll(server, "a_b");

    expect(await server.read("/internal/routes/%61%5Fb")).toEqual(await server.read("/internal/routes/a_b"));
  });

  test("remove one Route, and only that", async (server) => {
    await addAll(server, "a", "b", "c");

    const answer = await server.request("DELETE /internal/routes/a");

    expect(answer.status).toBe(204);
    expect(answer.text()).toBe("");
    expect(await ids(server)).toEqual(["b", "c"]);
    expect((await server.request("/x")).text()).toBe("b");
    expect((await server.request("DELETE /internal/routes/a")).status).toBe(404);
    await addAll(server, "a");
    expect(await ids(server)).toEqual(["b", "c", "a"]);
  });
});

describeFeature("PUT /routes/<id>", {}, (test) => {
  const other = { path: "/x", method: "POST", responses: [{ id: "new", body: "new" }] } as const;

  test("answers 201 with the new Route, which keeps its place", async (server) => {
    await addAll(server, "a", "b", "c");

    const answer = await server.call("PUT /internal/routes/b", other);

    expect(answer.status).toBe(201);
    expect(answer.headers["content-type"]).toBe("application/json");
    expect(answer.json()).toMatchObject({ id: "b", method: "POST", responses: [{ id: "new" }] });
    expect(answer.json()).toEqual(await server.read("/internal/routes/b"));
    expect(await ids(server)).toEqual(["a", "b", "c"]);
    expect((await server.request("POST /x")).text()).toBe("new");
  });

  test("leaves nothing behind of what stood there", async (server) => {
    const auth = { method: "token", token: "t" } as const;
    await server.add({ id: "a", path: "/a", auth, response_selection: "cycle", responses: [{ body: "" }] });

    const answer = await server.call("PUT /internal/routes/a", { path: "/b", responses: [] });

    expect(answer.json()).toMatchObject({ path: "/b", auth: null, response_selection: "greedy", responses: [] });
  });

  test("starts all counters again", async (server) => {
    await server.add({ id: "a", path: "/x", responses: [{ id: "r", body: "", repeat: 2 }] });
    await server.request("/x");
    await server.request("/x");
    expect(await server.counts("a")).toEqual([2, 2]);

    await server.call("PUT /internal/routes/a", { path: "/x", responses: [{ id: "r", body: "", repeat: 2 }] });

    expect(await server.counts("a")).toEqual([0, 0]);
    expect((await server.request("/x")).status).toBe(200);
  });

  test("renames the Route if the payload has another id", async (server) => {
    await addAll(server, "a", "b", "c");

    const answer = await server.call("PUT /internal/routes/b", { ...other, id: "renamed" });

    expect(answer.status).toBe(201);
    expect(answer.json()).toMatchObject({ id: "renamed" });
    expect(await ids(server)).toEqual(["a", "renamed", "c"]);
    expect((await server.request("/internal/routes/b")).status).toBe(404);
    await addAll(server, "b");
  });

  test("may name the id that the Route has already", async (server) => {
    await addAll(server, "a");

    expect((await server.call("PUT /internal/routes/a", { ...other, id: "a" })).status).toBe(201);
    expect(await ids(server)).toEqual(["a"]);
  });

  test("is a 409 if the new id belongs to another Route, or two Responses share one", async (server) => {
    await addAll(server, "a", "b");

    expectError(
      await server.call("PUT /internal/routes/a", { ...other, id: "b" }),
      409,
      'There is already a Route with the id "b".',
    );
    const responses = [
      { id: "r", body: "1" },
      { id: "r", body: "2" },
    ];
    expectError(
      await server.call("PUT /internal/routes/a", { path: "/x", responses }),
      409,
      'responses/1/id is "r", like another Response of the same Route.',
    );
    expect(await ids(server)).toEqual(["a", "b"]);
    expect((await server.request("/x")).text()).toBe("a");
  });

  test("is a 404 if there is no such Route, and creates none", async (server) => {
    expectError(await server.call("PUT /internal/routes/a", other), 404, 'There is no Route with the id "a".');
    expectError(
      await server.call("PUT /internal/routes/a", { ...other, id: "a" }),
      404,
      'There is no Route with the id "a".',
    );
    expect(await ids(server)).toEqual([]);
  });

  test("complains of the payload first, then of ids that are taken, then of the Route that is missing", async (server) => {
    await addAll(server, "b");
    const put = (payload: object) => server.call("PUT /internal/routes/nobody", payload);
    const twice = [
      { id: "r", body: "1" },
      { id: "r", body: "2" },
    ];

    expectFault(await put({ id: "b", path: 1, responses: twice }), "/path", "must be a string, got 1");
    expectError(await put({ id: "c", path: "/x", responses: twice }), 409, /^responses\/1\/id is "r"/);
    expectError(await put({ ...other, id: "b" }), 409, 'There is already a Route with the id "b".');
    expectError(await put({ ...other, id: "c" }), 404, 'There is no Route with the id "nobody".');
  });

  test("that fails leaves the Route and its counters as they were", async (server) => {
    await addAll(server, "a", "b");
    await server.request("/x");
    const before = await server.read("/internal/routes");

    await server.call("PUT /internal/routes/a", { path: "/x" });
    await server.call("PUT /internal/routes/a", { ...other, id: "b" });

    expect(await server.read("/internal/routes")).toEqual(before);
  });
});
