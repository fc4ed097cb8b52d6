import { expect } from "vitest";
import { expectError } from "../support/expect-error.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";

const auth = { method: "cookie", name: "session", value: "4f2a" } as const;

function ask(server: TestServer, ...cookies: string[]) {
  return server.request("/a", cookies.length === 0 ? {} : { headers: { cookie: cookies } });
}

describeFeature("Authentication by cookie", {}, (test) => {
  test("lets a request in that has the cookie with its value", async (server) => {
    await server.add({ id: "a", path: "/a", auth, responses: [{ body: "in" }] });

    expect((await ask(server, "session=4f2a")).text()).toBe("in");
    expect((await ask(server, "a=1; session=4f2a; b=2")).text()).toBe("in");
    expect((await ask(server, "a=1;session=4f2a")).text()).toBe("in");
    expect((await ask(server, 'session="4f2a"')).text()).toBe("in");
    expect((await ask(server, "session=4f2a; session=other")).text()).toBe("in");
  });

  test("says whether the cookie is missing or wrong, but not what it should be", async (server) => {
    await server.add({ id: "a", path: "/a", auth, responses: [{ body: "in" }] });
    const missing = "The cookie session is missing.";
    const wrong = "The cookie session has another value than the Route expects.";

    expectError(await ask(server), 401, missing);
    expectError(await ask(server, "other=4f2a"), 401, missing);
    expectError(await ask(server, "Session=4f2a"), 401, missing);
    expectError(await ask(server, "session"), 401, missing);
    expectError(await ask(server, "session="), 401, wrong);
    expectError(await ask(server, "session=4F2A"), 401, wrong);
    expectError(await ask(server, "session=other; session=4f2a"), 401, wrong);
    expect(await server.counts("a")).toEqual([0, 0]);
  });

  test("takes a value with equals signs", async (server) => {
    await server.add({ path: "/a", auth: { ...auth, value: "a=b==" }, responses: [{ body: "in" }] });

    expect((await ask(server, "session=a=b==")).text()).toBe("in");
    expect((await ask(server, "session=a=b=")).status).toBe(401);
  });

  test("takes a value in double quotes for what stands between them, in the Route as well", async (server) => {
    await server.add({ path: "/a", auth: { ...auth, value: '"4f2a"' }, responses: [{ body: "in" }] });

    expect((await ask(server, 'session="4f2a"')).text()).toBe("in");
  });
});
