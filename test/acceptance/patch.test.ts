import { expect } from "vitest";
import { expectError } from "../support/expect-error.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";

async function addUsedRoute(server: TestServer): Promise<void> {
  await server.add({
    id: "a",
    path: "/a",
    response_selection: "cycle",
    responses: [
      { id: "x", body: { n: 1 } },
      { id: "y", body: "y", headers: { a: "1", b: "2" } },
    ],
  });
  for (let count = 0; count < 3; count += 1) await server.request("/a");
}

function patch(server: TestServer, payload: unknown, id = "a") {
  return server.call(`PATCH /internal/routes/${id}`, payload);
}

describeFeature("A JSON Merge Patch", {}, (test) => {
  test("changes what it names, and answers 201 with the Route", async (server) => {
    await addUsedRoute(server);
    const before = (await server.read("/internal/routes/a")) as object;

    const answer = await patch(server, { method: "PUT" });

    expect(answer.status).toBe(201);
    expect(answer.headers["content-type"]).toBe("application/json");
    expect(answer.json()).toEqual({ ...before, method: "PUT" });
    expect(await server.read("/internal/routes/a")).toEqual(answer.json());
    expect((await server.request("PUT /a")).status).toBe(200);
  });

  test("keeps the counters of the Route, and of Responses that keep their id", async (server) => {
    await addUsedRoute(server);
    expect(await server.counts("a")).toEqual([3, 2, 1]);

    await patch(server, {
      responses: [
        { id: "y", body: "other" },
        { id: "z", body: "z" },
        { id: "x", body: "x" },
      ],
    });

    expect(await server.counts("a")).toEqual([3, 1, 0, 2]);
  });

  test("sets a field back to its default with null", async (server) => {
    await addUsedRoute(server);

    expect((await patch(server, { response_selection: null })).json()).toMatchObject({ response_selection: "greedy" });
  });

  test("reaches into objects, and replaces arrays as a whole", async (server) => {
    await server.add({
      id: "a",
      path: "/a",
      auth: { method: "basic", username: "ann", password: "1" },
      responses: [{ body: "1" }, { body: "2" }],
    });

    const answer = await patch(server, { auth: { password: "2" }, responses: [{ id: "r", body: "3" }] });

    expect(answer.json()).toMatchObject({
      auth: { method: "basic", username: "ann", password: "2" },
      responses: [{ id: "r", body: "3" }],
    });
    expect((await patch(server, { auth: null })).json()).toMatchObject({ auth: null });
  });

  test("keeps the Route's place, renames it, and counts on", async (server) => {
    await addUsedRoute(server);
    await server.add({ id: "b", path: "/a", responses: [{ body: "b" }] });

    expect((await patch(server, { id: "renamed" })).json()).toMatchObject({ id: "renamed", used_count: 3 });
    expect(await server.read("/internal/routes")).toMatchObject([{ id: "renamed" }, { id: "b" }]);
    expect((await server.request("/internal/routes/a")).status).toBe(404);
  });

  test("of nothing changes nothing", async (server) => {
    await addUsedRoute(server);
    const before = await server.read("/internal/routes/a");

    expect((await patch(server, {})).json()).toEqual(before);
    expect((await patch(server, { used_count: 0, is_active: false })).json()).toEqual(before);
    expect((await patch(server, { id: null })).json()).toEqual(before);
  });

  test("that lowers repeat below the count ends a Response, one that raises it brings it back", async (server) => {
    await server.add({ id: "a", path: "/a", responses: [{ id: "x", body: "x", repeat: 2 }] });
    await server.request("/a");

    await patch(server, { responses: [{ id: "x", body: "x", repeat: 1 }] });
    expect((await server.request("/a")).status).toBe(404);

    await patch(server, { responses: [{ id: "x", body: "x", repeat: 3 }] });
    expect((await server.request("/a")).status).toBe(200);
    expect(await server.counts("a")).toEqual([2, 2]);
  });
});

describeFeature("A JSON Patch", {}, (test) => {
  test("is an array of operations, applied in their order", async (server) => {
    await addUsedRoute(server);

    const answer = await patch(server, [
      { op: "test", path: "/responses/0/body/n", value: 1 },
      { op: "replace", path: "/path", value: "/b" },
      { op: "add", path: "/responses/-", value: { id: "z", body: "z" } },
      { op: "move", from: "/responses/1", path: "/responses/0" },
      { op: "copy", from: "/responses/1/body", path: "/responses/2/body" },
      { op: "remove", path: "/responses/0/headers/a" },
      { op: "add", path: "/responses/0/headers/c~1d~0", value: "3" },
      { op: "remove", path: "/responses/0/headers/c~1d~0" },
    ]);

    expect(answer.status).toBe(201);
    expect(answer.json()).toMatchObject({
      path: "/b",
      used_count: 3,
      responses: [
        { id: "y", headers: { b: "2" }, used_count: 1 },
        { id: "x", body: { n: 1 }, used_count: 2 },
        { id: "z", body: { n: 1 }, used_count: 0 },
      ],
    });
    expect((await server.request("/b")).json()).toEqual({ n: 1 });
  });

  test("of no operations changes nothing", async (server) => {
    await addUsedRoute(server);
    const before = await server.read("/internal/routes/a");

    expect((await patch(server, [])).json()).toEqual(before);
  });

  test("keeps numbers and members as they are written", async (server) => {
    await server.add({ id: "a", path: "/a", responses: [] });

    const payload = '[{"op": "add", "path": "/responses/-", "value": {"id": "r", "body": {"b": 1.0, "1": 1e3}}}]';
    expect((await patch(server, payload)).text()).toContain('"body":{"b":1.0,"1":1e3}');
    expect((await patch(server, { path: "/b" })).text()).toContain('"body":{"b":1.0,"1":1e3}');
    expect((await server.request("/b")).text()).toBe('{"b":1.0,"1":1e3}');
  });

  const failures: [name: string, operations: unknown[], at: string, message: RegExp][] = [
    ["a test that does not hold", [{ op: "test", path: "/path", value: "/b" }], "/0", /not the one to test for/],
    ["a place that is not there", [{ op: "remove", path: "/colour" }], "/0", /there is nothing at "\/colour"/],
    ["an index beyond the end", [{ op: "add", path: "/responses/9", value: 1 }], "/0", /has no place 9/],
    ["an index that is none", [{ op: "add", path: "/responses/01", value: 1 }], "/0", /no index of an array/],
    ["a parent that is not there", [{ op: "add", path: "/a/b", value: 1 }], "/0", /no array or object to hold/],
    ["an unknown operation", [{ op: "test", path: "/id", value: "a" }, { op: "put" }], "/1", /op must be one of add/],
    ["no operation", [{ path: "/id" }], "/0", /needs "op"/],
    ["no value", [{ op: "add", path: "/id" }], "/0", /needs "value"/],
    ["no path", [{ op: "remove" }], "/0", /"path" must be a JSON pointer/],
    ["a path that is no pointer", [{ op: "remove", path: "id" }], "/0", /"path" must be a JSON pointer/],
    ["a pointer with a broken escape", [{ op: "remove", path: "/a~2" }], "/0", /"path" must be a JSON pointer/],
    ["no from", [{ op: "move", path: "/id" }], "/0", /"from" must be a JSON pointer/],
    ["a move into itself", [{ op: "move", from: "/responses", path: "/responses/0" }], "/0", /into itself/],
    ["something that is no object", [5], "/0", /must be an object/],
  ];

  for (const [name, operations, at, message] of failures) {
    test(`with ${name} is a 400 that names the operation, and changes nothing`, async (server) => {
      await addUsedRoute(server);
      const before = await server.read("/internal/routes/a");

      const answer = await patch(server, [{ op: "replace", path: "/path", value: "/z" }, ...operations]);

      const index = Number(at.slice(1)) + 1;
      expectError(answer, 400, message);
      expect(answer.json()).toMatchObject({ details: [{ at: `/${index}` }] });
      expect(await server.read("/internal/routes/a")).toEqual(before);
    });
  }

  test("that would fill the memory is refused", async (server) => {
    await addUsedRoute(server);
    const bomb = [
      { op: "add", path: "/responses/0/body", value: ["x".repeat(1000)] },
      ...Array.from({ length: 40 }, () => ({ op: "copy", from: "/responses/0/body", path: "/responses/0/body/-" })),
    ];

    const answer = await patch(server, bomb);

    expectError(answer, 400, /copies or shifts more than --max-body allows|nested too deeply/);
    expect(await server.read("/internal/routes/a/responses/x")).toMatchObject({ body: { n: 1 } });
  });
});

describeFeature("A patch", {}, (test) => {
  test("is a 404 if there is no such Route", async (server) => {
    expectError(await patch(server, { path: "/b" }, "nobody"), 404, 'There is no Route with the id "nobody".');
    expectError(await patch(server, [], "nobody"), 404, 'There is no Route with the id "nobody".');
  });

  test("is a 400 if it is neither an object nor an array", async (server) => {
    await addUsedRoute(server);

    for (const payload of ["null", "5", '"text"', "true"]) {
      expectError(
        await patch(server, payload),
        400,
        "The payload must be a JSON Merge Patch (an object) or a JSON Patch (an array).",
      );
    }
  });

  test("is a 400 if the Route that comes out of it is malformed, and changes nothing", async (server) => {
    await addUsedRoute(server);
    const before = await server.read("/internal/routes/a");

    expectError(await patch(server, { path: null }), 400, 'The payload is missing the required field "path".');
    expectError(await patch(server, { colour: "red" }), 400, "colour is not a field of a Route.");
    expectError(await patch(server, { path: "(" }), 400, /^path must be a regular expression/);
    expectError(
      await patch(server, [{ op: "replace", path: "/responses/1/status", value: 99 }]),
      400,
      "responses/1/status must be at least 100, got 99.",
    );
    expectError(
      await patch(server, [{ op: "replace", path: "", value: 5 }]),
      400,
      "The payload must be an object, got 5.",
    );
    expect(await server.read("/internal/routes/a")).toEqual(before);
  });

  test("is a 409 if the id is taken, or two Responses come to share one, and changes nothing", async (server) => {
    await addUsedRoute(server);
    await server.add({ id: "b", path: "/b", responses: [] });
    const before = await server.read("/internal/routes");

    expectError(await patch(server, { id: "b" }), 409, 'There is already a Route with the id "b".');
    expectError(
      await patch(server, [{ op: "copy", from: "/responses/0", path: "/responses/-" }]),
      409,
      'responses/2/id is "x", like another Response of the same Route.',
    );
    expect(await server.read("/internal/routes")).toEqual(before);
  });
});
