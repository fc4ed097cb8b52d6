import { expect } from "vitest";
import { responseDefaults } from "../support/definitions.ts";
import { expectError, expectFault } from "../support/expect-error.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";

const NO_ROUTE = 'There is no Route with the id "nobody".';
const NO_RESPONSE = 'The Route "a" has no Response with the id "nobody".';

async function addRoute(server: TestServer): Promise<void> {
  await server.add({
    id: "a",
    path: "/a",
    responses: [
      { id: "x", body: "x", repeat: 2 },
      { id: "y", body: "y" },
    ],
  });
}

async function ids(server: TestServer): Promise<string[]> {
  return ((await server.read("/internal/routes/a/responses")) as { id: string }[]).map(({ id }) => id);
}

describeFeature("The Responses of a Route", {}, (test) => {
  test("are listed in their order, as the Route shows them", async (server) => {
    await addRoute(server);

    const answer = await server.request("/internal/routes/a/responses");

    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual([
      { ...responseDefaults, id: "x", body: "x", repeat: 2 },
      { ...responseDefaults, id: "y", body: "y" },
    ]);
    expect(await server.read("/internal/routes/a")).toMatchObject({ responses: answer.json() });
  });

  test("can be read singly, with their counts", async (server) => {
    await addRoute(server);
    await server.request("/a");
    await server.request("/a");

    expect(await server.read("/internal/routes/a/responses/x")).toEqual({
      ...responseDefaults,
      id: "x",
      body: "x",
      repeat: 2,
      used_count: 2,
      is_active: false,
    });
  });

  test("are a 404 if they, or their Route, are not there", async (server) => {
    await addRoute(server);

    expectError(await server.request("/internal/routes/nobody/responses"), 404, NO_ROUTE);
    for (const method of ["GET", "DELETE"]) {
      expectError(await server.request(`${method} /internal/routes/nobody/responses/x`), 404, NO_ROUTE);
      expectError(await server.request(`${method} /internal/routes/a/responses/nobody`), 404, NO_RESPONSE);
    }
    const payload = { body: "" };
    expectError(await server.call("POST /internal/routes/nobody/responses", payload), 404, NO_ROUTE);
    expectError(await server.call("PUT /internal/routes/nobody/responses/x", payload), 404, NO_ROUTE);
    expectError(await server.call("PUT /internal/routes/a/responses/nobody", payload), 404, NO_RESPONSE);
  });
});

describeFeature("POST /routes/<id>/responses", {}, (test) => {
  test("answers 201 with the Response, which stands last", async (server) => {
    await addRoute(server);

    const answer = await server.call("POST /internal/routes/a/responses", { id: "z", body: [1] });

    expect(answer.status).toBe(201);
    expect(answer.json()).toEqual({
      ...responseDefaults,
      id: "z",
      headers: { "content-type": "application/json" },
      body: [1],
    });
    expect(await ids(server)).toEqual(["x", "y", "z"]);
  });

  test("generates an id if there is none", async (server) => {
    await addRoute(server);

    const { id } = (await server.call("POST /internal/routes/a/responses", { body: "z" })).json() as { id: string };

    expect(await ids(server)).toEqual(["x", "y", id]);
  });

  test("leaves all counters as they are, and the Route in its place", async (server) => {
    await addRoute(server);
    await server.add({ id: "b", path: "/a", responses: [{ body: "b" }] });
    await server.request("/a");

    await server.call("POST /internal/routes/a/responses", { body: "z", used_count: 5 });

    expect(await server.counts("a")).toEqual([1, 1, 0, 0]);
    expect((await server.request("/a")).text()).toBe("x");
  });

  test("brings a Route back to life", async (server) => {
    await server.add({ id: "a", path: "/a", responses: [] });
    expect((await server.request("/a")).status).toBe(404);

    await server.call("POST /internal/routes/a/responses", { body: "alive" });

    expect((await server.request("/a")).text()).toBe("alive");
    expect(await server.read("/internal/routes/a")).toMatchObject({ is_active: true, used_count: 1 });
  });

  test("is a 409 if the id is taken", async (server) => {
    await addRoute(server);

    expectError(
      await server.call("POST /internal/routes/a/responses", { id: "y", body: "" }),
      409,
      'The Route "a" already has a Response with the id "y".',
    );
    expect(await ids(server)).toEqual(["x", "y"]);
  });

  test("is a 400 if it is malformed, whether the Route exists or not", async (server) => {
    await addRoute(server);

    for (const route of ["a", "nobody"]) {
      const post = (payload: unknown) => server.call(`POST /internal/routes/${route}/responses`, payload);
      expectFault(await post({ body: "", status: 99 }), "/status", "must be at least 100, got 99");
      expectFault(await post([]), "", "must be an object, got an array");
      expectFault(await post({ body: "", path: "/a" }), "/path", "is not a field of a Response");
    }
    expect(await ids(server)).toEqual(["x", "y"]);
  });

  test("points into its own payload if a file can't be sent", async (server) => {
    await addRoute(server);

    expectFault(
      await server.call("POST /internal/routes/a/responses", { body_file: "a.txt" }),
      "/body_file",
      "needs the directory that the file is in; start Trickster with --files DIR",
    );
  });
});

describeFeature("PUT /routes/<id>/responses/<id>", {}, (test) => {
  test("answers 201 with the new Response, in the old one's place", async (server) => {
    await addRoute(server);

    const answer = await server.call("PUT /internal/routes/a/responses/x", { status: 201, body: "new" });

    expect(answer.status).toBe(201);
    expect(answer.json()).toEqual({ ...responseDefaults, id: "x", status: 201, body: "new" });
    expect(await ids(server)).toEqual(["x", "y"]);
    expect((await server.request("/a")).text()).toBe("new");
  });

  test("starts its counter again, and only that", async (server) => {
    await addRoute(server);
    for (let count = 0; count < 3; count += 1) await server.request("/a");
    expect(await server.counts("a")).toEqual([3, 2, 1]);

    await server.call("PUT /internal/routes/a/responses/x", { body: "x", repeat: 1 });

    expect(await server.counts("a")).toEqual([3, 0, 1]);
    expect((await server.request("/a")).text()).toBe("x");
    expect((await server.request("/a")).text()).toBe("y");
  });

  test("renames it if the payload has another id", async (server) => {
    await addRoute(server);

    const answer = await server.call("PUT /internal/routes/a/responses/x", { id: "z", body: "z" });

    expect(answer.json()).toMatchObject({ id: "z" });
    expect(await ids(server)).toEqual(["z", "y"]);
    expect((await server.request("/internal/routes/a/responses/x")).status).toBe(404);
  });

  test("may name the id that it has already", async (server) => {
    await addRoute(server);
    const read = await server.read("/internal/routes/a/responses/x");

    const answer = await server.call("PUT /internal/routes/a/responses/x", read);

    expect(answer.status).toBe(201);
    expect(answer.json()).toEqual(read);
  });

  test("is a 409 if the new id is taken, a 400 if it is malformed, and changes nothing then", async (server) => {
    await addRoute(server);
    const before = await server.read("/internal/routes/a");

    expectError(
      await server.call("PUT /internal/routes/a/responses/x", { id: "y", body: "" }),
      409,
      'The Route "a" already has a Response with the id "y".',
    );
    expectFault(
      await server.call("PUT /internal/routes/a/responses/x", { id: "y" }),
      "",
      'is missing the required field "body" (or "body_base64" or "body_file")',
    );
    expect(await server.read("/internal/routes/a")).toEqual(before);
  });

  test("complains of the payload first, then of an id that is taken, then of what is missing", async (server) => {
    await addRoute(server);
    const put = (payload: object) => server.call("PUT /internal/routes/a/responses/nobody", payload);

    expectFault(await put({ id: "y", body: "", repeat: 0 }), "/repeat", "must be at least 1, got 0");
    expectError(await put({ id: "y", body: "" }), 409, 'The Route "a" already has a Response with the id "y".');
    expectError(await put({ id: "z", body: "" }), 404, NO_RESPONSE);
  });
});

describeFeature("DELETE /routes/<id>/responses/<id>", {}, (test) => {
  test("removes one Response, and leaves the counters of the others", async (server) => {
    await addRoute(server);
    for (let count = 0; count < 3; count += 1) await server.request("/a");

    const answer = await server.request("DELETE /internal/routes/a/responses/x");

    expect(answer.status).toBe(204);
    expect(answer.text()).toBe("");
    expect(await ids(server)).toEqual(["y"]);
    expect(await server.counts("a")).toEqual([3, 1]);
  });

  test("leaves a Route without Responses inactive", async (server) => {
    await addRoute(server);

    await server.request("DELETE /internal/routes/a/responses/x");
    await server.request("DELETE /internal/routes/a/responses/y");

    expect(await server.read("/internal/routes/a")).toMatchObject({ responses: [], is_active: false });
    expect((await server.request("/a")).status).toBe(404);
  });
});
