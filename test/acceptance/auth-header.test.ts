import { expect } from "vitest";
import { expectError, expectFault } from "../support/expect-error.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";

function ask(server: TestServer, authorization?: string) {
  return server.request("/a", authorization === undefined ? {} : { headers: { Authorization: authorization } });
}

function addBasic(server: TestServer, username: string, password: string) {
  const auth = { method: "basic", username, password } as const;
  return server.add({ id: "a", path: "/a", auth, responses: [{ body: "in" }] });
}

/** Tries to add a Route with this Auth. */
function addAuth(auth: unknown, server: TestServer) {
  return server.call("POST /internal/routes", { path: "/a", auth, responses: [] });
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

describeFeature("Authentication by token", {}, (test) => {
  const route = {
    id: "a",
    path: "/a",
    auth: { method: "token", token: "s3cr3t" },
    responses: [{ body: "in" }],
  } as const;

  test("lets a request in with the header Authorization: Bearer and the token", async (server) => {
    await server.add(route);

    for (const header of ["Bearer s3cr3t", "bearer s3cr3t", "BEARER s3cr3t", "Bearer   s3cr3t"]) {
      expect((await ask(server, header)).text()).toBe("in");
    }
    expect(await server.counts("a")).toEqual([4, 4]);
  });

  test("says what is missing or wrong", async (server) => {
    await server.add(route);
    const send = "send Authorization: Bearer <token>.";

    expectError(await ask(server), 401, `The header authorization is missing; ${send}`);
    expectError(await ask(server, "s3cr3t"), 401, `The header authorization has the scheme s3cr3t; ${send}`);
    expectError(await ask(server, "Basic s3cr3t"), 401, `The header authorization has the scheme Basic; ${send}`);
    for (const token of ["other", "", "s3cr3", "s3cr3tt", "S3CR3T"]) {
      expectError(
        await ask(server, `Bearer ${token}`),
        401,
        "The header authorization has another token than the Route expects.",
      );
    }
  });

  test("never repeats the token", async (server) => {
    await server.add(route);

    for (const header of [undefined, "Bearer guess", "Basic guess"]) {
      expect((await ask(server, header)).text()).not.toMatch(/s3cr3t|guess/);
    }
  });
});

describeFeature("Authentication by username and password", {}, (test) => {
  test("lets a request in with the header Authorization: Basic and both in base64", async (server) => {
    await addBasic(server, "ann", "s3cr3t");

    for (const scheme of ["Basic", "basic", "BASIC"]) {
      expect((await ask(server, `${scheme} ${base64("ann:s3cr3t")}`)).text()).toBe("in");
    }
  });

  test("takes a password with colons, an empty one, and letters beyond ASCII", async (server) => {
    for (const [username, password] of [
      ["ann", "a:b:c"],
      ["ann", ""],
      ["", "x"],
      ["zo\u{eb}", "p\u{e4}ss\u{1f511}"],
    ] as const) {
      await server.request("DELETE /internal/routes");
      await addBasic(server, username, password);

      expect((await ask(server, `Basic ${base64(`${username}:${password}`)}`)).text()).toBe("in");
    }
  });

  test("says what is missing or wrong, but not which of the two", async (server) => {
    await addBasic(server, "ann", "s3cr3t");
    const send = "send Authorization: Basic base64(username:password).";
    const wrong = "The username or the password is another one than the Route expects.";

    expectError(await ask(server), 401, `The header authorization is missing; ${send}`);
    expectError(await ask(server, "Bearer x"), 401, `The header authorization has the scheme Bearer; ${send}`);
    for (const text of ["", "ann", "anns3cr3t"]) {
      expectError(
        await ask(server, `Basic ${base64(text)}`),
        401,
        `The header authorization is no base64 of username:password; ${send}`,
      );
    }
    expectError(await ask(server, `Basic ${base64("ann:other")}`), 401, wrong);
    expectError(await ask(server, `Basic ${base64("bob:s3cr3t")}`), 401, wrong);
    expectError(await ask(server, `Basic ${base64("ANN:s3cr3t")}`), 401, wrong);
    expect(await server.counts("a")).toEqual([0, 0]);
  });
});

describeFeature("An Auth", {}, (test) => {
  test("has one of five methods, and the fields of that", async (server) => {
    const known = "one of token, basic, form, cookie, hmac";

    expectFault(await addAuth({}, server), "/auth", `is missing the required field "method" (${known})`);
    expectFault(
      await addAuth({ method: "tokn" }, server),
      "/auth/method",
      `must be ${known}, got "tokn"; did you mean "token"?`,
    );
    expectFault(await addAuth({ method: null }, server), "/auth/method", `must be ${known}, got null`);
    expectFault(await addAuth({ method: 5 }, server), "/auth/method", `must be ${known}, got 5`);
    expectFault(await addAuth("token", server), "/auth", 'must be an object, got "token"');
    expectFault(
      await addAuth({ method: "token", token: "t", username: "u" }, server),
      "/auth/username",
      "is not a field of a TokenAuth",
    );
    expectFault(
      await addAuth({ method: "hmac", kye: "k", key: "k" }, server),
      "/auth/kye",
      'is not a field of a HmacAuth; did you mean "key"?',
    );
  });

  const required: [method: string, auth: object, missing: string][] = [
    ["token", {}, "token"],
    ["basic", { password: "p" }, "username"],
    ["basic", { username: "u" }, "password"],
    ["form", {}, "fields"],
    ["cookie", { value: "v" }, "name"],
    ["cookie", { name: "n" }, "value"],
    ["hmac", {}, "key"],
  ];
  for (const [method, auth, missing] of required) {
    test(`by ${method} needs its field "${missing}", a text`, async (server) => {
      expectFault(await addAuth({ method, ...auth }, server), "/auth", `is missing the required field "${missing}"`);
      const answer = await addAuth({ method, ...auth, [missing]: 5 }, server);
      const expected = missing === "fields" ? "an object" : "a string";
      expectFault(answer, `/auth/${missing}`, `must be ${expected}, got 5`);
    });
  }

  test("by form takes texts alone for values", async (server) => {
    expectFault(
      await addAuth({ method: "form", fields: { a: "1", b: 2 } }, server),
      "/auth/fields/b",
      "must be a string, got 2",
    );
  });
});
