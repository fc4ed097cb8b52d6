import { expect } from "vitest";
import { expectError } from "../support/expect-error.ts";
import { describeFeature } from "../support/transports.ts";

const everything = { path: ".*", responses: [{ body: "mocked" }] };

describeFeature("The internal API", {}, (test) => {
  test("wins over mocked Routes", async (server) => {
    await server.add({ id: "all", ...everything });

    expect(await server.read("/internal/health")).toEqual({ status: "ok" });
    expect(await server.read("/internal/routes")).toHaveLength(1);
    expect(await server.counts("all")).toEqual([0, 0]);
  });

  test("is recognised however its path is written", async (server) => {
    await server.add(everything);

    for (const path of [
      "//internal/health",
      "/internal//health",
      "/./internal/health",
      "/x/../internal/health",
      "/%69nternal/health",
      "/internal/%2E%2e/internal/health",
      "/internal/health?a=/b",
      "/../internal/health",
    ]) {
      expect([path, (await server.request(path)).text()]).toEqual([path, '{"status":"ok"}']);
    }
    const absolute = await server.request("GET http://localhost/internal/health");
    expect(absolute.json()).toEqual({ status: "ok" });
  });

  test("lets a known path with another method be mocked", async (server) => {
    expectError(
      await server.request("DELETE /internal/health"),
      404,
      "No active Route matches DELETE /internal/health.",
    );
    expect((await server.request("PATCH /internal/routes")).status).toBe(404);
    expect((await server.request("GET /internal/reset")).status).toBe(404);
    expect((await server.request("PUT /internal/match_route")).status).toBe(404);
    expect((await server.request("OPTIONS /internal/routes")).status).toBe(404);

    await server.add({ ...everything, method: "DELETE" });
    await server.add({ ...everything, method: "PATCH" });
    await server.add(everything);

    expect((await server.request("DELETE /internal/health")).text()).toBe("mocked");
    expect((await server.request("PATCH /internal/routes")).text()).toBe("mocked");
    expect((await server.request("GET /internal/reset")).text()).toBe("mocked");
  });

  test("lets anything else under its prefix be mocked", async (server) => {
    const others = ["/internal", "/internal/", "/internal/unknown", "/internal/routes/a/b", "/internalx/health"];
    for (const path of others) {
      expectError(await server.request(path), 404, `No active Route matches GET ${path}.`);
    }

    await server.add(everything);

    for (const path of others) expect((await server.request(path)).text()).toBe("mocked");
  });

  test("answers HEAD wherever it answers GET, with the same head and no body", async (server) => {
    await server.add({ id: "a", path: "/a", responses: [{ id: "b", body: "" }] });

    for (const path of [
      "/health",
      "/routes",
      "/routes/a",
      "/routes/a/responses",
      "/routes/a/responses/b",
      "/match_route?method=GET&path=/a",
      "/openapi.json",
    ]) {
      const [get, head] = [await server.request(`/internal${path}`), await server.request(`HEAD /internal${path}`)];
      expect([path, head.status]).toEqual([path, 200]);
      expect(head.text()).toBe("");
      expect(head.headers["content-type"]).toBe("application/json");
      expect(head.headers["content-length"]).toBe(get.headers["content-length"]);
    }
  });

  test("answers HEAD for what is not there with a 404 without a body", async (server) => {
    const answer = await server.request("HEAD /internal/routes/nobody");

    expect(answer.status).toBe(404);
    expect(answer.text()).toBe("");
  });

  test("does not count HEAD or GET as use of a Route", async (server) => {
    await server.add({ id: "a", path: "/a", responses: [{ id: "b", body: "" }] });

    await server.request("HEAD /internal/routes/a");
    await server.request("/internal/routes/a/responses/b");

    expect(await server.counts("a")).toEqual([0, 0]);
  });

  test("says that the server is in good health", async (server) => {
    const answer = await server.request("/internal/health");

    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toBe("application/json");
    expect(answer.text()).toBe('{"status":"ok"}');
  });
});

describeFeature("Another prefix", { prefix: "/__admin/v1" }, (test) => {
  test("is where the internal API answers then", async (server) => {
    expect(await server.read("/__admin/v1/health")).toEqual({ status: "ok" });
    expect((await server.request("/internal/health")).status).toBe(404);
  });

  test("leaves the usual one to mocked Routes", async (server) => {
    const route = { path: "/internal/health", responses: [{ body: "mocked" }] };
    expect((await server.call("POST /__admin/v1/routes", route)).status).toBe(201);

    expect((await server.request("/internal/health")).text()).toBe("mocked");
  });
});
