import { expect } from "vitest";
import { defaultRefusal, responseDefaults, routeDefaults } from "../support/definitions.ts";
import { describeFeature } from "../support/transports.ts";

const ID = /^[A-Za-z0-9_-]+$/;

describeFeature("A Route", {}, (test) => {
  test("needs no more than a path and an array of Responses", async (server) => {
    const created = await server.call("POST /internal/routes", { path: "/a", responses: [] });

    expect(created.status).toBe(201);
    expect(created.headers["content-type"]).toBe("application/json");
    expect(created.json()).toEqual({
      ...routeDefaults,
      id: expect.stringMatching(ID) as string,
      path: "/a",
      responses: [],
      is_active: false,
    });
  });

  test("reads back every field that was given", async (server) => {
    const given = {
      id: "Route_1-x",
      path: "/a",
      method: "PATCH",
      auth: { method: "token", token: "t" },
      response_selection: "cycle",
      responses: [
        { id: "r", status: 418, headers: { a: "1" }, delay: [0.5, 1.5], body: "x", repeat: 3, weight: 0.25 },
        { id: "s", body: null },
      ],
    };

    const created = await server.call("POST /internal/routes", given);

    expect(created.json()).toEqual({
      ...routeDefaults,
      ...given,
      auth: { ...given.auth, unauthorized_response: defaultRefusal },
      responses: [
        { ...responseDefaults, ...given.responses[0] },
        { ...responseDefaults, ...given.responses[1], headers: { "content-type": "application/json" } },
      ],
    });
    expect(await server.read("/internal/routes/Route_1-x")).toEqual(created.json());
    expect(await server.read("/internal/routes")).toEqual([created.json()]);
  });

  test("without an id is given one of its own, and so are its Responses", async (server) => {
    const definition = { path: "/a", responses: [{ body: "1" }, { body: "2" }] };
    await server.add(definition);
    await server.add(definition);

    const routes = (await server.read("/internal/routes")) as { id: string; responses: { id: string }[] }[];
    const ids = routes.flatMap(({ id, responses }) => [id, ...responses.map((response) => response.id)]);

    expect(new Set(ids).size).toBe(6);
    for (const id of ids) expect(id).toMatch(ID);
    expect(await server.read(`/internal/routes/${ids[0]}`)).toEqual(routes[0]);
  });

  test("may have the id that Trickster 2 gave it", async (server) => {
    const id = "2c8b1f9e-5d3a-4c7e-9a52-d1f8f0a7c3b6";
    await server.add({ id, path: "/a", responses: [{ id, body: "" }] });

    expect(await server.read(`/internal/routes/${id}/responses/${id}`)).toMatchObject({ id });
  });

  test("may share the ids of its Responses with another Route", async (server) => {
    await server.add({ id: "a", path: "/a", responses: [{ id: "r", body: "a" }] });
    await server.add({ id: "b", path: "/b", responses: [{ id: "r", body: "b" }] });

    expect(await server.read("/internal/routes/a/responses/r")).toMatchObject({ body: "a" });
    expect(await server.read("/internal/routes/b/responses/r")).toMatchObject({ body: "b" });
  });

  test("is active as long as one of its Responses is", async (server) => {
    await server.add({
      id: "a",
      path: "/a",
      responses: [
        { body: "1", repeat: 1 },
        { body: "2", repeat: 1 },
      ],
    });
    const isActive = async () => {
      const route = (await server.read("/internal/routes/a")) as { is_active: boolean; responses: unknown[] };
      return [route, ...route.responses].map((part) => (part as { is_active: boolean }).is_active);
    };

    expect(await isActive()).toEqual([true, true, true]);
    await server.request("/a");
    expect(await isActive()).toEqual([true, false, true]);
    await server.request("/a");
    expect(await isActive()).toEqual([false, false, false]);
  });

  test("takes and ignores what it can only be asked for", async (server) => {
    const created = await server.call("POST /internal/routes", {
      path: "/a",
      used_count: 7,
      is_active: false,
      auth: {
        method: "token",
        token: "t",
        unauthorized_response: { body: "no", used_count: 9, is_active: false },
      },
      responses: [{ body: "", used_count: 5, is_active: false, repeat: 1 }],
    });

    expect(created.status).toBe(201);
    expect(created.json()).toMatchObject({
      used_count: 0,
      is_active: true,
      auth: { unauthorized_response: { used_count: 0 } },
      responses: [{ used_count: 0, is_active: true }],
    });
  });

  test("that was read can be sent back by POST and PUT, and is the same", async (server) => {
    await server.add({
      id: "a",
      path: "/(?P<x>\\w+)",
      method: "POST",
      auth: { method: "form", fields: { user: "ann" }, unauthorized_response: { status: 403, body: { no: 1 } } },
      response_selection: "random",
      responses: [
        { body: [1.5, "x"], headers: { "set-cookie": ["a=1", "b=2"] } },
        { body: "text", repeat: 2 },
      ],
    });
    const read = await server.read("/internal/routes/a");

    const put = await server.call("PUT /internal/routes/a", read);
    expect(put.status).toBe(201);
    expect(put.json()).toEqual(read);

    await server.request("DELETE /internal/routes/a");
    const posted = await server.call("POST /internal/routes", read);
    expect(posted.status).toBe(201);
    expect(posted.json()).toEqual(read);
  });

  test("that was used can be sent back, and counts from 0 again", async (server) => {
    await server.add({ id: "a", path: "/a", responses: [{ body: "", repeat: 1 }] });
    await server.request("/a");

    await server.call("PUT /internal/routes/a", await server.read("/internal/routes/a"));

    expect(await server.counts("a")).toEqual([0, 0]);
    expect((await server.request("/a")).status).toBe(200);
  });
});

describeFeature("A Response", {}, (test) => {
  test("needs no more than a body", async (server) => {
    await server.add({ id: "a", path: "/a", responses: [{ body: "" }] });

    expect(await server.read("/internal/routes/a/responses")).toEqual([
      { ...responseDefaults, id: expect.stringMatching(ID) as string, body: "" },
    ]);
  });

  test("is JSON by default if its body is not a string", async (server) => {
    const bodies = [{ a: 1 }, [1], 1, true, null];
    for (const [index, body] of bodies.entries()) {
      await server.add({ id: `r${index}`, path: `/${index}`, responses: [{ body }] });

      expect(await server.read(`/internal/routes/r${index}/responses`)).toMatchObject([
        { headers: { "content-type": "application/json" }, body },
      ]);
      const answer = await server.request(`/${index}`);
      expect(answer.headers["content-type"]).toBe("application/json");
      expect(answer.json()).toEqual(body);
    }
  });

  test("has the headers that are given, even if they are none", async (server) => {
    await server.add({ id: "a", path: "/a", responses: [{ body: { a: 1 }, headers: {} }] });
    await server.add({ id: "b", path: "/b", responses: [{ body: { a: 1 }, headers: { "Content-Type": "x/y" } }] });

    expect(await server.read("/internal/routes/a/responses")).toMatchObject([{ headers: {} }]);
    expect((await server.request("/a")).headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(await server.read("/internal/routes/b/responses")).toMatchObject([{ headers: { "Content-Type": "x/y" } }]);
    expect((await server.request("/b")).headers["content-type"]).toBe("x/y");
  });

  test("writes delays as fractions, and a pair of equal ones as one number", async (server) => {
    await server.add({
      id: "a",
      path: "/a",
      responses: [
        { id: "a", body: "" },
        { id: "b", body: "", delay: 2 },
        { id: "c", body: "", delay: [1.5, 1.5] },
        { id: "d", body: "", delay: [0, 2.25], weight: 1 },
      ],
    });

    const text = (await server.request("/internal/routes/a/responses")).text();

    expect([...text.matchAll(/"delay":(\[.*?\]|[^,]+)/g)].map(([, delay]) => delay)).toEqual([
      "0.0",
      "2.0",
      "1.5",
      "[0.0,2.25]",
    ]);
    expect([...text.matchAll(/"weight":([^,]+)/g)].map(([, weight]) => weight)).toEqual(["0.5", "0.5", "0.5", "1.0"]);
  });
});
