import { expect } from "vitest";
import { expectError } from "../support/expect-error.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";

const URLENCODED = "application/x-www-form-urlencoded";
const fields = { user: "ann", "pass word": "a&b=\u{e9}" };

async function addLogin(server: TestServer): Promise<void> {
  const responses = [{ id: "r", body: "in" }];
  await server.add({ id: "login", path: "/login", method: "POST", auth: { method: "form", fields }, responses });
}

function post(server: TestServer, body: string, contentType: string = URLENCODED) {
  return server.request("POST /login", { headers: { "content-type": contentType }, body });
}

/** A multipart body, as browsers write it. */
function multipart(...parts: [disposition: string, value: string][]): string {
  const written = parts.map(
    ([disposition, value]) => `--xyz\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${value}\r\n`,
  );
  return `${written.join("")}--xyz--\r\n`;
}

const MULTIPART = "multipart/form-data; boundary=xyz";

describeFeature("Authentication by form", {}, (test) => {
  test("lets a request in that sends every field, urlencoded", async (server) => {
    await addLogin(server);

    for (const body of [
      "user=ann&pass+word=a%26b%3D%C3%A9",
      "pass%20word=a%26b%3d%c3%a9&user=%61nn",
      "more=1&user=ann&pass+word=a%26b%3D%C3%A9&even=more",
    ]) {
      expect((await post(server, body)).text()).toBe("in");
    }
    const capitals = "Application/X-WWW-Form-URLEncoded; charset=UTF-8";
    expect((await post(server, "user=ann&pass+word=a%26b%3D%C3%A9", capitals)).text()).toBe("in");
    expect(await server.counts("login")).toEqual([4, 4]);
  });

  test("lets a request in that sends every field in several parts", async (server) => {
    await addLogin(server);
    const body = multipart(['name="user"', "ann"], ['name="other"', "1"], ['name="pass word"', "a&b=\u{e9}"]);

    expect((await post(server, body, MULTIPART)).text()).toBe("in");
    expect((await post(server, body, 'Multipart/Form-Data; Boundary="xyz"')).text()).toBe("in");
  });

  test("looks at the first value of a field that is repeated", async (server) => {
    await addLogin(server);
    const password = "pass+word=a%26b%3D%C3%A9";

    expect((await post(server, `user=ann&user=bob&${password}`)).text()).toBe("in");
    expectError(
      await post(server, `user=bob&user=ann&${password}`),
      401,
      "The form field user has another value than the Route expects.",
    );
    const parts = multipart(['name="user"', "bob"], ['name="user"', "ann"], ['name="pass word"', "a&b=\u{e9}"]);
    expect((await post(server, parts, MULTIPART)).status).toBe(401);
  });

  test("takes no file for a field", async (server) => {
    await addLogin(server);
    const body = multipart(['name="user"; filename="user.txt"', "ann"], ['name="pass word"', "a&b=\u{e9}"]);

    expectError(await post(server, body, MULTIPART), 401, "The form field user is missing.");
  });

  test("says which field is missing or wrong, but not what it should be", async (server) => {
    await addLogin(server);

    expectError(await post(server, "user=ann"), 401, "The form field pass word is missing.");
    expectError(await post(server, "user=ann&pass word"), 401, /^The form field pass word has another value/);
    expectError(await post(server, "user=ANN"), 401, /^The form field user has another value/);
    expectError(await post(server, ""), 401, "The form field user is missing.");
    expectError(await post(server, "User=ann"), 401, "The form field user is missing.");
    expect((await post(server, "user=ann&pass+word=1")).text()).not.toContain("a&b");
    expect(await server.counts("login")).toEqual([0, 0]);
  });

  test("asks for a form if something else is sent", async (server) => {
    await addLogin(server);
    const message =
      "The form field user is missing; send a form (application/x-www-form-urlencoded or multipart/form-data).";

    expectError(await post(server, '{"user": "ann"}', "application/json"), 401, message);
    expectError(await post(server, "user=ann", "text/plain"), 401, message);
    expectError(await server.request("POST /login"), 401, message);
  });

  test("takes a form that can't be read for an empty one", async (server) => {
    await addLogin(server);

    for (const contentType of ["multipart/form-data", MULTIPART, "multipart/form-data; boundary="]) {
      for (const body of ["--other\r\n\r\n", "user=ann", multipart(['name="user"', "ann"]).slice(0, -20), "--xyz"]) {
        expect((await post(server, body, contentType)).status).toBe(401);
      }
    }
  });

  test("takes the names that objects have in JavaScript for fields like any other", async (server) => {
    const body =
      '{"id": "p", "path": "/p", "auth": {"method": "form", "fields": {"__proto__": "x"}}, "responses": [{"body": "in"}]}';
    await server.call("POST /internal/routes", body);
    const ask = (form: string) => server.request("/p", { headers: { "content-type": URLENCODED }, body: form });

    expect((await server.request("/internal/routes/p")).text()).toContain('"fields":{"__proto__":"x"}');
    expectError(await ask("a=1"), 401, "The form field __proto__ is missing.");
    expect((await ask("__proto__=x")).text()).toBe("in");
  });

  test("without fields lets everybody in", async (server) => {
    await server.add({ path: "/p", auth: { method: "form", fields: {} }, responses: [{ body: "in" }] });

    expect((await server.request("/p")).text()).toBe("in");
  });
});
