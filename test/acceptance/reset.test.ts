import { expect } from "vitest";
import type { RouteDefinition } from "../../src/index.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";

const defaults: RouteDefinition[] = [
  { id: "first", path: "/a", responses: [{ id: "x", body: "first", repeat: 1 }] },
  { path: "/b", responses: [{ body: "second" }] },
];

async function reset(server: TestServer): Promise<void> {
  const answer = await server.request("POST /internal/reset");
  expect(answer.status).toBe(204);
  expect(answer.text()).toBe("");
}

describeFeature("A reset", {}, (test) => {
  test("leaves no Routes if the server started with none", async (server) => {
    await server.add({ id: "a", path: "/a", responses: [{ body: "" }] });

    await reset(server);

    expect(await server.read("/internal/routes")).toEqual([]);
    expect((await server.request("/a")).status).toBe(404);
    await server.add({ id: "a", path: "/a", responses: [{ body: "" }] });
  });

  test("needs no body, and takes one", async (server) => {
    await reset(server);
    expect((await server.call("POST /internal/reset", {})).status).toBe(204);
  });
});

describeFeature("Default Routes", { routes: defaults }, (test) => {
  test("are there when the server starts, in their order", async (server) => {
    expect(await server.read("/internal/routes")).toMatchObject([{ id: "first" }, { path: "/b" }]);
    expect((await server.request("/a")).text()).toBe("first");
    expect((await server.request("/b")).text()).toBe("second");
  });

  test("come back with a reset, as they were at the start: ids, order, counters", async (server) => {
    const start = await server.read("/internal/routes");
    await server.request("/a");
    await server.request("/b");
    await server.request("DELETE /internal/routes/first");
    await server.add({ id: "added", path: "/a", responses: [{ body: "added" }] });

    await reset(server);

    expect(await server.read("/internal/routes")).toEqual(start);
    expect((await server.request("/a")).text()).toBe("first");
  });

  test("come back however they were changed", async (server) => {
    const start = await server.read("/internal/routes");
    const renamed = { id: "renamed", path: "/c", responses: [] };
    await server.call("PUT /internal/routes/first", renamed);
    await server.call("PATCH /internal/routes/renamed", { path: "/d" });
    await server.call("POST /internal/routes/renamed/responses", { body: "" });

    await reset(server);

    expect(await server.read("/internal/routes")).toEqual(start);
  });

  test("come back after all were deleted, and again and again", async (server) => {
    const start = await server.read("/internal/routes");
    for (let round = 0; round < 3; round += 1) {
      await server.request("DELETE /internal/routes");
      expect(await server.read("/internal/routes")).toEqual([]);
      await reset(server);
      expect(await server.read("/internal/routes")).toEqual(start);
    }
  });

  test("can be told apart from no other: they are deleted, replaced and counted alike", async (server) => {
    await server.request("/a");
    expect(await server.counts("first")).toEqual([1, 1]);
    expect((await server.request("DELETE /internal/routes/first")).status).toBe(204);
    expect((await server.request("/a")).status).toBe(404);
  });
});
