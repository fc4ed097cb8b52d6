import { expect } from "vitest";
import { expectError, expectFault } from "../support/expect-error.ts";
import { describeFeature } from "../support/transports.ts";

const methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"] as const;

describeFeature("A Route's method", {}, (test) => {
  for (const method of methods) {
    test(`may be ${method}, and matches no other`, async (server) => {
      await server.add({ id: "a", path: "/a", method, responses: [{ body: "mocked" }] });

      const answer = await server.request(`${method} /a`);

      expect(answer.status).toBe(200);
      expect(answer.text()).toBe(method === "HEAD" ? "" : "mocked");
      expect(await server.counts("a")).toEqual([1, 1]);
      for (const other of methods) {
        const { status } = await server.request(`${other} /a`);
        expect([other, status]).toEqual([other, other === method ? 200 : 404]);
      }
      expect(await server.counts("a")).toEqual([2, 2]);
    });
  }

  test("is GET if it is left out, which answers no HEAD", async (server) => {
    await server.add({ path: "/a", responses: [{ body: "mocked" }] });

    expect((await server.request("/a")).status).toBe(200);
    const head = await server.request("HEAD /a");
    expect(head.status).toBe(404);
    expect(head.text()).toBe("");
  });

  test("is one of nine words in capitals", async (server) => {
    const known = "one of GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE, PATCH";
    const add = (method: unknown) => server.call("POST /internal/routes", { path: "/a", method, responses: [] });

    expectFault(await add("GTE"), "/method", `must be ${known}, ANY, got "GTE"; did you mean "GET"?`);
    expectFault(await add("get"), "/method", `must be ${known}, ANY, got "get"; did you mean "GET"?`);
    expectFault(await add("PROPFIND"), "/method", `must be ${known}, ANY, got "PROPFIND"`);
    expectFault(await add(null), "/method", `must be ${known}, ANY or an array, got null`);
    expectFault(await add([]), "/method", "must not be empty");
    expectFault(await add(["GET", "ANY"]), "/method/1", `must be ${known}, got "ANY"`);
    expectFault(await add(["GET", "PUT", "GET"]), "/method/2", 'is "GET", like an item before it');
  });

  test("may be several, each of which is matched, and counted together", async (server) => {
    await server.add({ id: "a", path: "/a", method: ["GET", "HEAD", "PUT"], responses: [{ body: "mocked" }] });

    expect((await server.request("/a")).text()).toBe("mocked");
    const head = await server.request("HEAD /a");
    expect([head.status, head.text(), head.headers["content-length"]]).toEqual([200, "", "6"]);
    expect((await server.request("PUT /a")).status).toBe(200);
    expect((await server.request("POST /a")).status).toBe(404);
    expect(await server.counts("a")).toEqual([3, 3]);
    expect(await server.read("/internal/routes/a")).toMatchObject({ method: ["GET", "HEAD", "PUT"] });
  });

  test("may be ANY, which is every method, in the order of all Routes", async (server) => {
    await server.add({ path: "/a", method: "PUT", responses: [{ body: "put" }] });
    await server.add({ path: "/.", method: "ANY", responses: [{ body: "any" }] });
    await server.add({ path: "/a", method: "GET", responses: [{ body: "get" }] });

    expect((await server.request("PUT /a")).text()).toBe("put");
    expect((await server.request("GET /a")).text()).toBe("any");
    expect((await server.request("PURGE /a")).text()).toBe("any");
    expect((await server.request("HEAD /a")).text()).toBe("");
    expect((await server.request("GET /ab")).status).toBe(404);
  });

  test("HEAD gets a refusal without its body, too", async (server) => {
    const auth = { method: "token", token: "x", unauthorized_response: { body: "no" } } as const;
    await server.add({ path: "/a", method: "ANY", auth, responses: [{ body: "mocked" }] });

    expect((await server.request("/a")).text()).toBe("no");
    const head = await server.request("HEAD /a");
    expect([head.status, head.text(), head.headers["content-length"]]).toEqual([401, "", "2"]);
  });

  test("CONNECT matches the authority that a client sends as its target", async (server) => {
    await server.add({ path: "example\\.com:443", method: "CONNECT", responses: [{ status: 502, body: "no tunnel" }] });

    const answer = await server.request("CONNECT example.com:443");

    expect(answer.status).toBe(502);
    expect(answer.text()).toBe("no tunnel");
    expectError(
      await server.request("CONNECT example.com:80"),
      404,
      /^No active Route matches CONNECT example\.com:80\./,
    );
  });

  test("OPTIONS matches the asterisk that stands for the whole server", async (server) => {
    await server.add({ path: "\\*", method: "OPTIONS", responses: [{ status: 204, body: "" }] });

    expect((await server.request("OPTIONS *")).status).toBe(204);
  });

  test("unknown to Trickster is a 404", async (server) => {
    await server.add({ path: ".*", responses: [{ body: "" }] });

    expectError(await server.request("PROPFIND /a"), 404, /^No active Route matches PROPFIND \/a\. Closest: /);
  });

  test("does not keep a request from having a body", async (server) => {
    for (const method of ["GET", "POST", "DELETE", "PATCH"] as const) {
      await server.add({ path: "/a", method, responses: [{ body: method }] });

      const answer = await server.request(`${method} /a`, { body: "whatever", headers: { "content-type": "x/y" } });

      expect(answer.text()).toBe(method);
    }
  });
});
