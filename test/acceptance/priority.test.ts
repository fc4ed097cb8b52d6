import { expect } from "vitest";
import { expectFault } from "../support/expect-error.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";

async function answers(server: TestServer, target: string): Promise<string> {
  return (await server.request(target)).text();
}

describeFeature("The priority of a Route", {}, (test) => {
  test("has higher ones tried first, and equal ones in the order of adding", async (server) => {
    await server.add({ path: "/a", responses: [{ body: "plain" }] });
    await server.add({ path: "/.*", priority: 2, responses: [{ body: "two", repeat: 1 }] });
    await server.add({ path: "/a", priority: 3, responses: [{ body: "three", repeat: 1 }] });
    await server.add({ path: "/a", priority: 2, responses: [{ body: "second two", repeat: 1 }] });
    await server.add({ path: "/a", priority: -1, responses: [{ body: "last" }] });

    const found = [];
    for (let count = 0; count < 5; count += 1) found.push(await answers(server, "/a"));
    expect(found).toEqual(["three", "two", "second two", "plain", "plain"]);
  });

  test("can be changed, and the place among equals stays", async (server) => {
    await server.add({ id: "a", path: "/a", responses: [{ body: "a" }] });
    await server.add({ id: "b", path: "/a", priority: 1, responses: [{ body: "b" }] });

    expect(await answers(server, "/a")).toBe("b");
    expect((await server.call("PATCH /internal/routes/a", { priority: 1 })).status).toBe(201);
    expect(await answers(server, "/a")).toBe("a");
    expect((await server.call("PATCH /internal/routes/a", { priority: null })).status).toBe(201);
    expect(await answers(server, "/a")).toBe("b");
    expect(await server.read("/internal/routes")).toMatchObject([{ id: "a" }, { id: "b", priority: 1 }]);
  });

  test("does not appear if it was not given", async (server) => {
    await server.add({ id: "a", path: "/a", responses: [] });

    expect(Object.keys((await server.read("/internal/routes/a")) as object)).toEqual([
      "id",
      "path",
      "method",
      "auth",
      "response_selection",
      "responses",
      "used_count",
      "is_active",
    ]);
  });

  test("is an integer between two bounds", async (server) => {
    const add = (priority: unknown) => server.call("POST /internal/routes", { path: "/a", priority, responses: [] });

    expectFault(await add(1.5), "/priority", "must be an integer, got 1.5");
    expectFault(await add(100_001), "/priority", "must be at most 100000, got 100001");
    expectFault(await add(-100_001), "/priority", "must be at least -100000, got -100001");
    expectFault(await add("high"), "/priority", 'must be an integer, got "high"');
  });
});

describeFeature("A fallback", {}, (test) => {
  test("is tried after all others, whatever their priority", async (server) => {
    await server.add({ path: "/.*", method: "ANY", fallback: true, priority: 100_000, responses: [{ body: "page" }] });
    await server.add({ path: "/.*", fallback: true, responses: [{ body: "never" }] });
    await server.add({ path: "/a", priority: -100_000, responses: [{ body: "a", repeat: 1 }] });

    expect(await answers(server, "/a")).toBe("a");
    expect(await answers(server, "/a")).toBe("page");
    expect(await answers(server, "POST /b")).toBe("page");
  });

  test("may be said not to be one", async (server) => {
    await server.add({ id: "a", path: "/a", fallback: false, responses: [{ body: "a" }] });

    expect(await server.read("/internal/routes/a")).toMatchObject({ fallback: false });
    expect(await answers(server, "/a")).toBe("a");
  });
});

describeFeature("Tags and description", {}, (test) => {
  test("read back, and select Routes", async (server) => {
    await server.add({ id: "a", path: "/a", tags: ["x", "y"], description: "The first", responses: [] });
    await server.add({ id: "b", path: "/b", tags: ["y"], responses: [] });
    await server.add({ id: "c", path: "/c", responses: [] });
    const ids = async (query: string): Promise<string[]> =>
      ((await server.read(`/internal/routes${query}`)) as { id: string }[]).map(({ id }) => id);

    expect(await server.read("/internal/routes/a")).toMatchObject({ tags: ["x", "y"], description: "The first" });
    expect(await ids("?tag=y")).toEqual(["a", "b"]);
    expect(await ids("?tag=y&tag=x")).toEqual(["a"]);
    expect(await ids("?tag=y&limit=1&since=a")).toEqual(["b"]);
    expect(await ids("?tag=z")).toEqual([]);
    expect(await ids("")).toEqual(["a", "b", "c"]);
  });
});
