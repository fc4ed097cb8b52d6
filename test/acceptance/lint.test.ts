import { expect } from "vitest";
import { describeFeature } from "../support/transports.ts";

interface Finding {
  readonly route: string;
  readonly rule: string;
  readonly by?: string;
  readonly at: string;
  readonly example?: object;
}

const one = [{ body: "" }];

async function lint(read: (path: string) => Promise<unknown>, rule: string): Promise<Finding[]> {
  const { findings } = (await read("/internal/lint")) as { findings: Finding[] };
  return findings.filter((each) => each.rule === rule);
}

describeFeature("The lint of Routes", {}, (test) => {
  test("finds Routes that can't be reached, with what is in the way, and an example", async (server) => {
    const read = (path: string) => server.read(path);
    await server.add({ id: "user", path: "/users/{id}", responses: one });
    await server.add({ id: "me", path: "/users/me", responses: one });
    await server.add({ id: "number", path: "/users/{n:integer}", responses: one });
    await server.add({ id: "post", path: "/users/me", method: "POST", responses: one });
    await server.add({ id: "first", path: "/users/first", priority: 1, responses: one });
    await server.add({ id: "orders", path: "/users/{id}/orders", responses: one });

    expect(await lint(read, "unreachable-route")).toEqual([
      {
        route: "me",
        rule: "unreachable-route",
        at: "",
        by: "user",
        message: 'can\'t be reached: the Route "user" answers all of its requests, such as GET /users/me',
        example: { method: "GET", path: "/users/me" },
      },
      expect.objectContaining({ route: "number", by: "user", example: { method: "GET", path: "/users/0" } }),
    ]);
  });

  test("raises no false alarm", async (server) => {
    const read = (path: string) => server.read(path);
    await server.add({ path: "/a", match: { query: { x: "1" } }, responses: one });
    await server.add({ path: "/a", responses: [{ body: "", repeat: 1 }] });
    await server.add({ path: "/a", responses: [{ body: "", when: { query: { y: "1" } } }] });
    await server.add({ path: "/a", method: ["POST", "PUT"], responses: one });
    await server.add({ path: "/.*", fallback: true, method: "ANY", responses: one });
    await server.add({ path: "/a", method: ["GET", "POST"], responses: one });

    expect(await lint(read, "unreachable-route")).toEqual([]);
  });

  test("finds Responses that are never chosen", async (server) => {
    const read = (path: string) => server.read(path);
    await server.add({ id: "a", path: "/a", responses: [{ body: "", repeat: 1 }, { body: "" }, { body: "" }] });
    await server.add({
      id: "b",
      path: "/b",
      response_selection: "random",
      responses: [{ body: "" }, { body: "", weight: 0 }],
    });
    await server.add({ id: "c", path: "/c", response_selection: "cycle", responses: [{ body: "" }, { body: "" }] });
    await server.add({ id: "d", path: "/d", responses: [{ body: "", when: { query: { x: "1" } } }, { body: "" }] });

    expect((await lint(read, "unreachable-response")).map(({ route, at }) => route + at)).toEqual([
      "a/responses/2",
      "b/responses/1",
    ]);
  });

  test("finds patterns that need the guard, and Routes that nothing was answered with", async (server) => {
    const read = (path: string) => server.read(path);
    await server.add({ id: "a", path: "/(?!x)a", responses: one });
    await server.add({ id: "b", path: "/b", responses: one });
    await server.request("/b");

    expect((await lint(read, "guarded-pattern")).map(({ route }) => route)).toEqual(["a"]);
    expect((await lint(read, "unused-route")).map(({ route }) => route)).toEqual(["a"]);
  });
});

describeFeature("A Route that was written", {}, (test) => {
  test("comes back with warnings, if there is something to warn of", async (server) => {
    await server.add({ id: "user", path: "/users/{id}", responses: one });
    const add = (path: string) => server.call("POST /internal/routes", { id: "new", path, responses: one });

    const warned = await add("/users/m\u00e9");
    expect(warned.status).toBe(201);
    expect(warned.headers["trickster-warning"]).toBe(
      'unreachable-route: can\'t be reached: the Route "user" answers all of its requests, such as GET /users/m%C3%A9',
    );
    expect(Object.keys(warned.json() as object)).not.toContain("findings");
    const mended = await server.call("PUT /internal/routes/new", { path: "/other", responses: one });
    expect(mended.headers["trickster-warning"]).toBeUndefined();
  });

  test("has at most five warnings, and of many Routes only their number", async (server) => {
    const responses = Array.from({ length: 9 }, () => ({ body: "" }));

    const single = await server.call("POST /internal/routes", { path: "/a", responses });
    expect(String(single.headers["trickster-warning"]).match(/unreachable-response: /g)).toHaveLength(5);
    const many = await server.call("POST /internal/routes", [
      { path: "/b", responses },
      { path: "/c", responses: one },
    ]);
    expect(many.headers["trickster-warning"]).toBe("8 findings; GET lint tells which");
  });
});
