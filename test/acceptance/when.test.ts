import { expect } from "vitest";
import { expectFault } from "../support/expect-error.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";

async function answers(server: TestServer, ...targets: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const target of targets) {
    const answer = await server.request(target);
    found.push(answer.status === 404 ? "404" : answer.text());
  }
  return found;
}

const when = (v: string) => ({ query: { v } });

describeFeature("The when of a Response", {}, (test) => {
  test("says for which requests it may be served", async (server) => {
    await server.add({
      path: "/a",
      responses: [{ body: "one", when: when("1") }, { body: "two", when: when("2") }, { body: "else" }],
    });

    expect(await answers(server, "/a?v=2", "/a?v=1", "/a", "/a?v=3")).toEqual(["two", "one", "else", "else"]);
  });

  test("leaves the request to the next Route if it holds for no active Response", async (server) => {
    await server.add({ id: "a", path: "/a", responses: [{ body: "one", repeat: 1, when: when("1") }] });
    await server.add({ id: "b", path: "/a", responses: [{ body: "next" }] });

    expect(await answers(server, "/a", "/a?v=1", "/a?v=1")).toEqual(["next", "one", "next"]);
    expect(await server.counts("a")).toEqual([1, 1]);
    expect(await server.read("/internal/routes/a")).toMatchObject({ is_active: false });
  });

  test("comes before auth, which comes before the selection", async (server) => {
    const auth = { method: "token", token: "t" } as const;
    await server.add({ path: "/a", auth, responses: [{ body: "one", when: when("1") }] });

    expect((await server.request("/a")).status).toBe(404);
    expect((await server.request("/a?v=1")).status).toBe(401);
    expect((await server.request("/a?v=1", { headers: { authorization: "Bearer t" } })).text()).toBe("one");
  });

  test("goes together with cycle", async (server) => {
    await server.add({
      path: "/a",
      response_selection: "cycle",
      responses: [
        { body: "one", when: when("1") },
        { body: "two", when: when("1") },
        { body: "three", when: when("2") },
      ],
    });

    expect(await answers(server, "/a?v=1", "/a?v=1", "/a?v=1", "/a?v=2", "/a?v=2")).toEqual([
      "one",
      "two",
      "one",
      "three",
      "three",
    ]);
  });

  test("goes together with random and repeat", async (server) => {
    await server.add({
      path: "/a",
      response_selection: "random",
      responses: [
        { body: "one", weight: 1, repeat: 2, when: when("1") },
        { body: "two", weight: 0, when: when("1") },
        { body: "three", weight: 1, when: when("2") },
      ],
    });

    expect(await answers(server, "/a?v=1", "/a?v=1", "/a?v=1", "/a?v=1")).toEqual(["one", "one", "two", "two"]);
  });

  test("may look at the body", async (server) => {
    await server.add({
      path: "/a",
      method: "POST",
      responses: [{ body: "paid", when: { json: { "$.total": { gt: 0 } } } }, { body: "free" }],
    });
    const post = async (total: number) => (await server.request("POST /a", { body: JSON.stringify({ total }) })).text();

    expect([await post(1), await post(0)]).toEqual(["paid", "free"]);
  });

  test("reads back, and is refused like a match", async (server) => {
    const definition = { id: "a", path: "/{id}", responses: [{ id: "r", body: "", when: { path: { id: "1" } } }] };
    await server.add(definition);

    expect(await server.read("/internal/routes/a")).toMatchObject(definition);
    expectFault(
      await server.call("POST /internal/routes", {
        path: "/a",
        responses: [{ body: "", when: { path: { id: "1" } } }],
      }),
      "/responses/0/when/path/id",
      "is no part of the path: it has no placeholders",
    );
    expectFault(
      await server.call("POST /internal/routes/a/responses", { body: "", when: { path: { name: "1" } } }),
      "/when/path/name",
      "is no part of the path: it has id",
    );
  });
});
