import { expect } from "vitest";
import { describeFeature } from "../support/transports.ts";

describeFeature("Routes", {}, (test) => {
  test("answer the requests that they describe", async (server) => {
    await server.add({ id: "hello", path: "/hello", responses: [{ body: "Hello!" }] });

    const answer = await server.request("/hello?name=Ann");

    expect(answer.status).toBe(200);
    expect(answer.text()).toBe("Hello!");
    expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
  });

  test("read back with exactly the fields of the contract", async (server) => {
    const created = await server.call("POST /internal/routes", {
      id: "hello",
      path: "/hello",
      responses: [{ id: "a", body: { b: 1 } }],
    });

    expect(created.status).toBe(201);
    expect(created.json()).toEqual({
      id: "hello",
      path: "/hello",
      method: "GET",
      auth: null,
      response_selection: "greedy",
      responses: [
        {
          id: "a",
          status: 200,
          headers: { "content-type": "application/json" },
          body: { b: 1 },
          delay: 0,
          repeat: null,
          weight: 0.5,
          used_count: 0,
          is_active: true,
        },
      ],
      used_count: 0,
      is_active: true,
    });
    expect((await server.request("/internal/routes/hello")).json()).toEqual(created.json());
  });

  test("that no request matches are told apart from those that are missing", async (server) => {
    const answer = await server.request("/nobody");

    expect(answer.status).toBe(404);
    expect(answer.json()).toEqual({ error: "Not Found", message: "No active Route matches GET /nobody." });
  });
});
