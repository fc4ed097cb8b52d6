import { expect } from "vitest";
import { expectError } from "../support/expect-error.ts";
import { describeFeature } from "../support/transports.ts";

describeFeature("A request", {}, (test) => {
  test("is answered by the first Route that was added and matches", async (server) => {
    await server.add({ path: "/users/.*", responses: [{ body: "any user" }] });
    await server.add({ path: "/users/ann", responses: [{ body: "Ann" }] });

    expect((await server.request("/users/ann")).text()).toBe("any user");
  });

  test("is answered by a later Route while an earlier one has another method", async (server) => {
    await server.add({ path: "/users", method: "POST", responses: [{ body: "created" }] });
    await server.add({ path: "/users", method: "GET", responses: [{ body: "list" }] });

    expect((await server.request("/users")).text()).toBe("list");
    expect((await server.request("POST /users")).text()).toBe("created");
  });

  test("is answered by a later Route once an earlier one is not active any more", async (server) => {
    await server.add({ path: "/users", responses: [{ body: "once", repeat: 1 }] });
    await server.add({ path: "/users", responses: [] });
    await server.add({ path: "/users", responses: [{ body: "ever after" }] });

    const answers = [await server.request("/users"), await server.request("/users"), await server.request("/users")];

    expect(answers.map((answer) => answer.text())).toEqual(["once", "ever after", "ever after"]);
  });

  test("that no Route matches is a 404 that names its method and path", async (server) => {
    await server.add({ path: "/users", responses: [{ body: "" }] });

    expectError(
      await server.request("DELETE /users?all=1"),
      404,
      /^No active Route matches DELETE \/users\. Closest: /,
    );
  });

  test("that only an inactive Route matches is a 404", async (server) => {
    await server.add({ path: "/users", responses: [] });

    expectError(await server.request("/users"), 404, /^No active Route matches GET \/users\. Closest: /);
  });

  test("is not answered by a Route whose path matches only the start, the end or the middle", async (server) => {
    await server.add({ path: "/endpoint_.", responses: [{ body: "" }] });

    expect((await server.request("/endpoint_1")).status).toBe(200);
    expect((await server.request("/endpoint_42")).status).toBe(404);
    expect((await server.request("/x/endpoint_1")).status).toBe(404);
    expect((await server.request("/endpoint_1/")).status).toBe(404);
  });

  test("is matched without its query string", async (server) => {
    await server.add({ path: "/search", responses: [{ body: "found" }] });
    await server.add({ path: "/search\\?q=1", responses: [{ body: "never" }] });

    expect((await server.request("/search?q=1")).text()).toBe("found");
    expect((await server.request("/search?")).text()).toBe("found");
    expect((await server.request("/search?a?b/c")).text()).toBe("found");
  });

  test("to / can be mocked", async (server) => {
    await server.add({ path: "/", responses: [{ body: "home" }] });

    expect((await server.request("/")).text()).toBe("home");
    expect((await server.request("/?a=1")).text()).toBe("home");
  });

  test("with a target in absolute form counts by its path", async (server) => {
    await server.add({ path: "/users", responses: [{ body: "users" }] });
    await server.add({ path: "/", responses: [{ body: "home" }] });

    expect((await server.request("GET http://api.example/users?a=1")).text()).toBe("users");
    expect((await server.request("GET https://api.example:8443/users")).text()).toBe("users");
    expect((await server.request("GET http://api.example")).text()).toBe("home");
    expect((await server.request("GET http://api.example?a=1")).text()).toBe("home");
  });

  test("with another URL in its path is not taken for one in absolute form", async (server) => {
    await server.add({ path: "/proxy/http://api.example/users", responses: [{ body: "kept" }] });

    expect((await server.request("/proxy/http://api.example/users")).text()).toBe("kept");
  });
});

describeFeature("The path of a request", {}, (test) => {
  test("is percent-decoded before it is matched", async (server) => {
    await server.add({ path: "/caf\u{e9}/\u{1f600}/a b", responses: [{ body: "found" }] });

    expect((await server.request("/caf%C3%A9/%F0%9F%98%80/a%20b")).text()).toBe("found");
    expect((await server.request("/%63af%c3%a9/%f0%9f%98%80/a%20b")).text()).toBe("found");
  });

  test("is decoded once, not twice", async (server) => {
    await server.add({ path: "/%41", responses: [{ body: "percent" }] });
    await server.add({ path: "/A", responses: [{ body: "letter" }] });

    expect((await server.request("/%2541")).text()).toBe("percent");
    expect((await server.request("/%41")).text()).toBe("letter");
  });

  test("keeps an encoded slash, so that it never splits a segment", async (server) => {
    await server.add({ path: "/files/[^/]+", responses: [{ body: "one segment" }] });
    await server.add({ path: "/files/a/b", responses: [{ body: "two segments" }] });

    expect((await server.request("/files/a%2Fb")).text()).toBe("one segment");
    expect((await server.request("/files/a%2fb")).text()).toBe("one segment");
    expect((await server.request("/files/a/b")).text()).toBe("two segments");
    expectError(await server.request("/a%2Fb"), 404, /^No active Route matches GET \/a%2Fb\./);
    expectError(await server.request("/a%2fb"), 404, /^No active Route matches GET \/a%2fb\./);
  });

  test("keeps bad escapes as they were sent", async (server) => {
    for (const path of ["/100%", "/%zz", "/%4", "/%%34"]) {
      await server.add({ path, responses: [{ body: path }] });
    }

    expect((await server.request("/100%")).text()).toBe("/100%");
    expect((await server.request("/%zz")).text()).toBe("/%zz");
    expect((await server.request("/%4")).text()).toBe("/%4");
    expectError(await server.request("/%%3"), 404, /^No active Route matches GET \/%%3\./);
  });

  test("keeps what is no valid UTF-8 as it was sent, and decodes the rest", async (server) => {
    for (const [sent, seen] of [
      ["/%FF", "/%FF"],
      ["/%C3", "/%C3"],
      ["/%C3%28", "/%C3("],
      ["/%C0%AF", "/%C0%AF"],
      ["/%ED%A0%80", "/%ED%A0%80"],
      ["/%F5%80%80%80", "/%F5%80%80%80"],
      ["/%C3%A9%FF%41", "/\u{e9}%FFA"],
    ] as const) {
      expectError(
        await server.request(sent),
        404,
        new RegExp(`^No active Route matches GET ${seen.replaceAll(/[^a-z0-9]/gi, String.raw`\$&`)}\\.`),
      );
    }
  });

  test("keeps its dots", async (server) => {
    await server.add({ path: "/b", responses: [{ body: "normal" }] });

    expect((await server.request("/a/../b")).status).toBe(404);
    expect((await server.request("/./b")).status).toBe(404);

    await server.add({ path: "/a/\\.\\./b", responses: [{ body: "dots" }] });

    expect((await server.request("/a/../b")).text()).toBe("dots");
    expect((await server.request("/a/%2e%2e/b")).text()).toBe("dots");
  });

  test("keeps its double slashes and its last one", async (server) => {
    await server.add({ path: "/a/b", responses: [{ body: "single" }] });
    await server.add({ path: "//a//b", responses: [{ body: "double" }] });
    await server.add({ path: "/a/b/", responses: [{ body: "folder" }] });

    expect((await server.request("//a//b")).text()).toBe("double");
    expect((await server.request("/a//b")).status).toBe(404);
    expect((await server.request("/a/b/")).text()).toBe("folder");
  });

  test("is matched with regard to case", async (server) => {
    await server.add({ path: "/Users", responses: [{ body: "" }] });

    expect((await server.request("/users")).status).toBe(404);
  });
});
