import { expect } from "vitest";
import { createTrickster } from "../../src/index.ts";
import { expectError } from "../support/expect-error.ts";
import { describeFeature } from "../support/transports.ts";

const responses = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `r${index}`, body: "x" }));

describeFeature("A Route with very many Responses", {}, (test) => {
  test("is changed as fast as others", async (server) => {
    await server.add({ id: "many", path: "/many", responses: responses(20_000) });

    const added = await server.call("POST /internal/routes/many/responses", { id: "last", body: "y" });
    const patched = await server.call("PATCH /internal/routes/many", { method: "POST" });
    await server.call("PUT /internal/routes/many/responses/r7", { id: "seven", body: "z" });
    const removed = await server.request("DELETE /internal/routes/many/responses/r8");

    expect([added.status, patched.status, removed.status]).toEqual([201, 201, 204]);
    const ids = server.trickster.route("many").responses.map(({ id }) => id);
    expect(ids).toHaveLength(20_000);
    expect([ids[7], ids[8], ids.at(-1)]).toEqual(["seven", "r9", "last"]);
  });
});

describeFeature("All Routes together", { maxDefinitions: 1000 }, (test) => {
  test("can't be longer than --max-definitions", async (server) => {
    const limit = "All Routes together can be 1000 characters long; delete some, or raise --max-definitions.";
    await server.add({ id: "long", path: "/", responses: [{ id: "a", body: "x".repeat(600) }] });

    expectError(
      await server.call("POST /internal/routes", { path: "/", responses: [{ body: "x".repeat(400) }] }),
      413,
      limit,
    );
    expectError(await server.call("POST /internal/routes/long/responses", { body: "x".repeat(400) }), 413, limit);
    expectError(await server.call("PATCH /internal/routes/long", { path: `/${"x".repeat(400)}` }), 413, limit);

    expect(server.trickster.routes().map(({ id }) => id)).toEqual(["long"]);
    expect(server.trickster.route("long").responses).toHaveLength(1);

    await server.call("PUT /internal/routes/long", { path: "/", responses: [{ body: "short" }] });
    await server.add({ path: "/", responses: [{ body: "x".repeat(400) }] });
    expect(server.trickster.routes()).toHaveLength(2);
  });

  test("can't be more than --max-routes, wherever they come from", async () => {
    const route = { path: "/", responses: [{ body: "x" }] };
    expect(() => createTrickster({ maxRoutes: 1, routes: [route, route] })).toThrow("There can be 1 Routes at most");
  });
});
