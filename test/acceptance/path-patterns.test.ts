import { expect } from "vitest";
import { expectError, expectFault } from "../support/expect-error.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";

/** Which of some targets a pattern matches. */
async function matched(server: TestServer, path: string, targets: string[]): Promise<string[]> {
  expect((await server.request("DELETE /internal/routes")).status).toBe(204);
  await server.add({ path, responses: [{ body: "" }] });
  const hits = [];
  for (const target of targets) {
    if ((await server.request(target)).status === 200) hits.push(target);
  }
  return hits;
}

/** Far longer than any pattern here takes, so that a busy machine never ends one. */
const patient = { patternTimeout: 10, matchTimeout: 60 };

describeFeature("A Route's path", patient, (test) => {
  test("is a regular expression that must match the whole path", async (server) => {
    expect(await matched(server, "/a|/ab", ["/a", "/ab", "/abc", "/"])).toEqual(["/a", "/ab"]);
    expect(await matched(server, "/users/\\d+", ["/users/12", "/users/", "/users/x1"])).toEqual(["/users/12"]);
    expect(await matched(server, "/v[12](/.*)?", ["/v1", "/v2/a/b", "/v3"])).toEqual(["/v1", "/v2/a/b"]);
    expect(await matched(server, "^/a$", ["/a", "/a$"])).toEqual(["/a"]);
    expect(await matched(server, "\\A/a\\Z", ["/a", "/aZ"])).toEqual(["/a"]);
    expect(await matched(server, "/a.b", ["/axb", "/a.b", "/ab"])).toEqual(["/axb", "/a.b"]);
    expect(await matched(server, "/a\\.b", ["/axb", "/a.b"])).toEqual(["/a.b"]);
    expect(await matched(server, "/\\w{2,3}", ["/a", "/ab", "/abc", "/abcd"])).toEqual(["/ab", "/abc"]);
    expect(await matched(server, "(?i)/users", ["/users", "/USERS"])).toEqual(["/users", "/USERS"]);
    expect(await matched(server, "(?:/a)+?", ["/a", "/a/a", "/ab"])).toEqual(["/a", "/a/a"]);
    expect(await matched(server, "", ["/", "/a"])).toEqual([]);
  });

  test("does not stop at the end of a line", async (server) => {
    expect(await matched(server, "/a", ["/a", "/a%0A", "/a%0Ab"])).toEqual(["/a"]);
    expect(await matched(server, "/a$", ["/a", "/a%0A", "/a%0Ab"])).toEqual(["/a"]);
    expect(await matched(server, "/a.*", ["/ab", "/a%0Ab"])).toEqual(["/ab"]);
    expect(await matched(server, "(?s)/a.*", ["/ab", "/a%0Ab"])).toEqual(["/ab", "/a%0Ab"]);
    expect(await matched(server, "/a(?=b)b", ["/ab", "/ab%0A"])).toEqual(["/ab"]);
  });

  test("may name groups as Python does, or as JavaScript does", async (server) => {
    expect(await matched(server, "/(?P<id>\\d+)", ["/12", "/x"])).toEqual(["/12"]);
    expect(await matched(server, "/(?<id>\\d+)", ["/12", "/x"])).toEqual(["/12"]);
    expect(await matched(server, "/(?P<word>\\w+)/(?P=word)", ["/a/a", "/a/b"])).toEqual(["/a/a"]);
    expect(await matched(server, "/(?<word>\\w+)/\\k<word>", ["/a/a", "/a/b"])).toEqual(["/a/a"]);
  });

  test("may look around and refer back", async (server) => {
    expect(await matched(server, "/(?!admin)\\w+", ["/users", "/admin"])).toEqual(["/users"]);
    expect(await matched(server, "/(?=.*x)\\w+", ["/axb", "/ab"])).toEqual(["/axb"]);
    expect(await matched(server, "/\\w+(?<!s)", ["/user", "/users"])).toEqual(["/user"]);
    expect(await matched(server, "/(\\w)\\1", ["/aa", "/ab"])).toEqual(["/aa"]);
    expect(await matched(server, "(?i)/(a)\\1", ["/Aa", "/ab"])).toEqual(["/Aa"]);
  });

  test("sees whole characters, not halves of them", async (server) => {
    expect(await matched(server, "/.", ["/%F0%9F%98%80", "/%C3%A9", "/ab"])).toEqual(["/%F0%9F%98%80", "/%C3%A9"]);
    expect(await matched(server, "/[\u{1f600}\u{1f601}]", ["/%F0%9F%98%81", "/%F0%9F%98%82"])).toEqual([
      "/%F0%9F%98%81",
    ]);
    expect(await matched(server, "/\\u00e9", ["/%C3%A9", "/u00e9"])).toEqual(["/%C3%A9"]);
  });

  test("reads back as it was written", async (server) => {
    for (const path of ["/(?P<id>\\d+)", "\\A/a\\Z", "/(?!x)\\w+", "/caf\u{e9}", "", "/\\/"]) {
      const created = await server.call("POST /internal/routes", { path, responses: [] });
      expect(created.json()).toMatchObject({ path });
    }
  });

  test("that is no regular expression is a 400 that says why", async (server) => {
    for (const path of [
      "/(",
      "/)",
      "/[",
      "/a**",
      "/(?P<n",
      "/a{2,1}",
      "*",
      "/\\",
      "/a)(b",
      "/a)(?:b",
      "/(?P=nobody)",
      "/(?<a>.)(?<a>.)",
    ]) {
      const answer = await server.call("POST /internal/routes", { path, responses: [] });
      expectError(answer, 400, /^path must be a regular expression: .+\.$/s);
      expect(answer.json()).toMatchObject({ details: [{ at: "/path" }] });
    }
  });

  test("that is no text is a 400", async (server) => {
    const add = (path: unknown) => server.call("POST /internal/routes", { path, responses: [] });

    expectFault(await add(5), "/path", "must be a string, got 5");
    expectFault(await add(null), "/path", "must be a string, got null");
    expectFault(await add(["/a"]), "/path", "must be a string, got an array");
    expectFault(await add("a".repeat(10_001)), "/path", "must be at most 10000 characters long, got 10001");
  });
});
