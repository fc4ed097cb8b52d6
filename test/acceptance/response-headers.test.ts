import { expect } from "vitest";
import { describeFeature } from "../support/transports.ts";

describeFeature("The headers of a Response", {}, (test) => {
  test("are sent as they are", async (server) => {
    const headers = { "X-Trickster": 'a, b;c="d"', "!#$%&'*+-.^_`|~9z": "\tall\u00e9\u00ff ok\t", empty: "" };
    await server.add({ id: "a", path: "/a", responses: [{ id: "r", headers, body: "" }] });

    const answer = await server.request("/a");

    expect(answer.headers["x-trickster"]).toBe('a, b;c="d"');
    expect(answer.headers["!#$%&'*+-.^_`|~9z"]?.toString().trim()).toBe("all\u00e9\u00ff ok");
    expect(answer.headers["empty"]).toBe("");
    expect(await server.read("/internal/routes/a/responses/r")).toMatchObject({ headers });
  });

  test("may have several values, each sent in a line of its own", async (server) => {
    const cookies = ["a=1; Path=/", "b=2; HttpOnly"];
    await server.add({ id: "a", path: "/a", responses: [{ id: "r", headers: { "Set-Cookie": cookies }, body: "" }] });

    expect((await server.request("/a")).headers["set-cookie"]).toEqual(cookies);
    expect(await server.read("/internal/routes/a/responses/r")).toMatchObject({ headers: { "Set-Cookie": cookies } });
  });

  test("may have one value in an array, which reads back so, or none at all", async (server) => {
    const headers = { "set-cookie": ["a=1"], "x-none": [] };
    await server.add({ id: "a", path: "/a", responses: [{ id: "r", headers, body: "" }] });

    const answer = await server.request("/a");

    expect([answer.headers["set-cookie"]].flat()).toEqual(["a=1"]);
    expect(answer.headers["x-none"]).toBeUndefined();
    expect(await server.read("/internal/routes/a/responses/r")).toMatchObject({ headers });
  });

  test("take the names that objects have in JavaScript for names like any other", async (server) => {
    const route =
      '{"id": "a", "path": "/a", "responses": [{"body": "", "headers": {"__proto__": "1", "constructor": "2"}}]}';
    await server.call("POST /internal/routes", route);

    expect((await server.request("/internal/routes/a")).text()).toContain('{"__proto__":"1","constructor":"2"}');
    const { headers } = await server.request("/a");
    expect(headers["constructor"]).toBe("2");
  });

  test("never name how the message is framed", async (server) => {
    const headers = {
      "Content-Length": "9999",
      "Transfer-Encoding": "chunked",
      Trailer: "x",
      "Keep-Alive": "timeout=9999",
      "Proxy-Connection": "x",
      Connection: "x-named",
    };
    await server.add({ id: "a", path: "/a", responses: [{ id: "r", headers, body: "12345" }] });

    const answer = await server.request("/a");

    expect(answer.text()).toBe("12345");
    expect(answer.headers["content-length"]).toBe("5");
    expect(answer.headers["transfer-encoding"]).toBeUndefined();
    expect(answer.headers["trailer"]).toBeUndefined();
    expect(answer.headers["proxy-connection"]).toBeUndefined();
    expect(answer.headers["keep-alive"]).not.toBe("timeout=9999");
    expect(answer.headers["connection"]).not.toBe("x-named");
    expect(await server.read("/internal/routes/a/responses/r")).toMatchObject({ headers });
  });

  test("keep the length of what is not sent: with HEAD and 304", async (server) => {
    const headers = { "content-length": "123456" };
    await server.add({ path: "/a", method: "HEAD", responses: [{ headers, body: "" }] });
    await server.add({ path: "/b", responses: [{ status: 304, headers, body: "" }] });
    await server.add({ path: "/c", responses: [{ status: 204, headers, body: "" }] });
    await server.add({ path: "/d", method: "HEAD", responses: [{ headers: { "content-length": "x" }, body: "12" }] });

    expect((await server.request("HEAD /a")).headers["content-length"]).toBe("123456");
    expect((await server.request("/b")).headers["content-length"]).toBe("123456");
    expect((await server.request("/c")).headers["content-length"]).toBeUndefined();
    expect((await server.request("HEAD /d")).headers["content-length"]).toBe("2");
  });
});
