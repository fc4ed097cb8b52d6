import { expect } from "vitest";
import { expectError, expectFault } from "../support/expect-error.ts";
import { describeFeature } from "../support/transports.ts";

describeFeature("match_route", {}, (test) => {
  test("tells which Route would answer, by POST and by GET", async (server) => {
    await server.add({ id: "a", path: "/a", responses: [{ body: "" }] });
    await server.add({ id: "b", path: "/.", method: "POST", responses: [{ body: "" }] });

    const posted = await server.call("POST /internal/match_route", { method: "POST", path: "/a" });
    const got = await server.request("/internal/match_route?method=POST&path=/a");

    for (const answer of [posted, got]) {
      expect(answer.status).toBe(200);
      expect(answer.headers["content-type"]).toBe("application/json");
      expect(answer.json()).toEqual(await server.read("/internal/routes/b"));
    }
  });

  test("knows that internal endpoints win, but not what else is below their prefix", async (server) => {
    await server.add({ id: "all", path: "/.*", responses: [{ body: "" }] });
    const match = (path: string) => server.call("POST /internal/match_route", { method: "GET", path });

    expectError(await match("/internal/health"), 404, "GET /internal/health is an internal endpoint.");
    expectError(await match("//internal/routes"), 404, "GET //internal/routes is an internal endpoint.");
    expect((await match("/internal/none")).json()).toMatchObject({ id: "all" });
  });

  test("reads the parts of a multipart body, however it is written down", async (server) => {
    const match = { form: { user: "ann" } };
    await server.add({ id: "form", path: "/", method: "POST", match, responses: [{ body: "" }] });
    const part = '--b\r\ncontent-disposition: form-data; name="user"\r\n\r\nann\r\n--b--\r\n';

    for (const body of [{ body: part }, { body_base64: btoa(part) }, { form: { user: "ann" } }]) {
      const headers = { "content-type": "multipart/form-data; boundary=b" };
      const given = { method: "POST", path: "/", headers, ...body };
      expect((await server.call("POST /internal/match_route", given)).json()).toMatchObject({ id: "form" });
    }
  });

  test("counts nothing, and asks for no authentication", async (server) => {
    const auth = { method: "token", token: "t" } as const;
    await server.add({ id: "a", path: "/a", auth, responses: [{ body: "", repeat: 1 }] });

    for (let count = 0; count < 3; count += 1) {
      await server.call("POST /internal/match_route", { method: "GET", path: "/a" });
      expect((await server.request("/internal/match_route?method=GET&path=/a")).status).toBe(200);
    }

    expect(await server.counts("a")).toEqual([0, 0]);
  });

  test("takes a path as a client sends it: with a query string, percent-encoded", async (server) => {
    await server.add({ id: "a", path: "/caf\u{e9}", responses: [{ body: "" }] });
    const match = (path: string) => server.call("POST /internal/match_route", { method: "GET", path });

    expect((await match("/caf%C3%A9?a=1&b=2")).json()).toMatchObject({ id: "a" });
    expect((await match("/caf\u{e9}")).json()).toMatchObject({ id: "a" });
    expect((await match("http://api.example/caf%C3%A9")).json()).toMatchObject({ id: "a" });
    expect(await server.read("/internal/match_route?method=GET&path=%2Fcaf%25C3%25A9%3Fa%3D1")).toMatchObject({
      id: "a",
    });
  });

  test("skips Routes that are not active", async (server) => {
    await server.add({ id: "a", path: "/a", responses: [{ body: "", repeat: 1 }] });
    await server.add({ id: "b", path: "/a", responses: [{ body: "" }] });
    await server.request("/a");

    expect(await server.read("/internal/match_route?method=GET&path=/a")).toMatchObject({ id: "b" });
  });

  test("is a 404 if no Route would answer", async (server) => {
    const message = "No active Route matches GET /a.";

    expectError(await server.call("POST /internal/match_route", { method: "GET", path: "/a?x=1" }), 404, message);
    expectError(await server.request("/internal/match_route?method=GET&path=/a"), 404, message);
  });

  test("is a 404 for an internal path that no Route mocks", async (server) => {
    expect((await server.request("/internal/match_route?method=GET&path=/internal/health")).status).toBe(404);
  });

  test("is a 400 without a method or a path, or with others than those", async (server) => {
    const post = (payload: unknown) => server.call("POST /internal/match_route", payload);

    expectFault(await post({ method: "GET" }), "", 'is missing the required field "path"');
    expectFault(await post({ path: "/a" }), "", 'is missing the required field "method"');
    expectFault(await post({ method: "GET", path: 5 }), "/path", "must be a string, got 5");
    expectFault(await post([]), "", "must be an object, got an array");
    expectFault(
      await post({ method: "GET", path: "/", bodi: "" }),
      "/bodi",
      'is not a field of a Request; did you mean "body"?',
    );
    expectFault(
      await post({ method: "GET", path: "/", body: "", json: 1 }),
      "",
      "must have one of json and body, not both",
    );
    expectError(await post({ method: "get", path: "/" }), 400, /^method must be one of GET, .* did you mean "GET"\?$/);
    const missing = "The query is missing the required field";
    expectError(await server.request("/internal/match_route?method=GET"), 400, `${missing} "path".`);
    expectError(await server.request("/internal/match_route?path=/a"), 400, `${missing} "method".`);
    expectError(await server.request("/internal/match_route"), 400, /is missing the required field "method"/);
    expectError(await server.request("/internal/match_route?method=GTE&path=/"), 400, /^method must be one of/);
  });
});
