import { createHmac } from "node:crypto";
import { expect } from "vitest";
import { expectError } from "../support/expect-error.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";

const auth = { method: "hmac", key: "s3cr3t" } as const;

/** Signs a target; `hmac_timestamp` is so many seconds from now. */
function signed(server: TestServer, path: string, { query = "", offset = 0, key = "s3cr3t" } = {}): string {
  const timestamp = server.clock.now() / 1000 + offset;
  const target = `${path}?${query}hmac_timestamp=${timestamp}`;
  return `${target}&hmac_sign=${createHmac("sha1", key).update(target).digest("hex")}`;
}

describeFeature("Authentication by hmac", {}, (test) => {
  const route = { id: "a", path: "/a.*", auth, responses: [{ body: "in" }] };

  test("lets a request in that is signed", async (server) => {
    await server.add(route);

    expect((await server.request(signed(server, "/a"))).text()).toBe("in");
    expect((await server.request(signed(server, "/a", { query: "q=1&r=a%20b&" }))).text()).toBe("in");
    expect((await server.request(`${signed(server, "/a")}&more=1`)).text()).toBe("in");
    expect(await server.counts("a")).toEqual([3, 3]);
  });

  test("is the HMAC-SHA1 of path and query under the key, in lower-case hex", async (server) => {
    await server.add(route);
    const sign = "0".repeat(40);
    const target = `/a?hmac_timestamp=${server.clock.now() / 1000}`;
    const right = createHmac("sha1", "s3cr3t").update(target).digest("hex");
    const wrong = "The query parameter hmac_sign is not the signature of this path and query under the key.";

    expect((await server.request(`${target}&hmac_sign=${right}`)).text()).toBe("in");
    expectError(await server.request(`${target}&hmac_sign=${sign}`), 401, wrong);
    expectError(await server.request(`${target}&hmac_sign=${right.toUpperCase()}`), 401, wrong);
    expectError(await server.request(`${target}&hmac_sign=`), 401, wrong);
    expectError(await server.request(`${target}&hmac_sign=${right.slice(1)}`), 401, wrong);
  });

  test("holds for the path as it is sent or decoded", async (server) => {
    await server.add(route);
    const timestamp = server.clock.now() / 1000;
    const sign = (path: string) =>
      createHmac("sha1", "s3cr3t").update(`${path}?hmac_timestamp=${timestamp}`).digest("hex");
    const ask = (by: string) => server.request(`/a%20b?hmac_timestamp=${timestamp}&hmac_sign=${by}`);

    expect((await ask(sign("/a%20b"))).text()).toBe("in");
    expect((await ask(sign("/a b"))).text()).toBe("in");
    expect((await ask(sign("/a+b"))).status).toBe(401);
  });

  test("fails for another path, query or key", async (server) => {
    await server.add(route);
    const target = signed(server, "/a", { query: "q=1&" });

    for (const changed of [
      target.replace("/a?", "/ab?"),
      target.replace("q=1", "q=2"),
      target.replace("q=1&", ""),
      signed(server, "/a", { key: "other" }),
    ]) {
      expectError(await server.request(changed), 401, /hmac_sign is not the signature/);
    }
  });

  test("holds for a timestamp at most 3600 s in the past", async (server) => {
    await server.add(route);
    const message = "The query parameter hmac_timestamp is more than 3600 s in the past.";

    expect((await server.request(signed(server, "/a", { offset: -3600 }))).text()).toBe("in");
    expectError(await server.request(signed(server, "/a", { offset: -3601 })), 401, message);
    expectError(await server.request(signed(server, "/a", { offset: -3600.5 })), 401, message);
  });

  test("holds for a timestamp at most 5 s in the future", async (server) => {
    await server.add(route);
    const message = "The query parameter hmac_timestamp is more than 5 s in the future.";

    expect((await server.request(signed(server, "/a", { offset: 5 }))).text()).toBe("in");
    expectError(await server.request(signed(server, "/a", { offset: 6 })), 401, message);
    expectError(await server.request(signed(server, "/a", { offset: 5.5 })), 401, message);
  });

  test("holds until time has passed", async (server) => {
    await server.add(route);
    const target = signed(server, "/a");

    server.clock.advance(3_600_000);
    expect((await server.request(target)).text()).toBe("in");
    server.clock.advance(1);
    expect((await server.request(target)).status).toBe(401);
  });

  test("says which parameter is missing, or no time", async (server) => {
    await server.add(route);
    const now = server.clock.now() / 1000;

    expectError(await server.request("/a"), 401, "The query parameter hmac_timestamp is missing.");
    expectError(await server.request(`/a?hmac_timestamp=${now}`), 401, "The query parameter hmac_sign is missing.");
    for (const timestamp of ["", "now", "-1", "1e9", "0x10", " 1", "NaN"]) {
      expectError(
        await server.request(`/a?hmac_timestamp=${encodeURIComponent(timestamp)}&hmac_sign=x`),
        401,
        "The query parameter hmac_timestamp must be the unix time in seconds.",
      );
    }
    expectError(
      await server.request(`/a?hmac_sign=x&hmac_timestamp=${now}`),
      401,
      "The query parameter hmac_sign must be the last one, behind hmac_timestamp.",
    );
    expect(await server.counts("a")).toEqual([0, 0]);
  });

  test("never repeats the key or the right signature", async (server) => {
    await server.add(route);
    const target = signed(server, "/a");
    const right = target.split("hmac_sign=")[1] ?? "";

    const text = (await server.request(target.replace(/.$/, "g"))).text();

    expect(text).toContain("hmac_sign is not the signature");
    expect(text).not.toContain("s3cr3t");
    expect(text).not.toContain(right.slice(0, -1));
  });
});
