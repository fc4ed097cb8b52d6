import { expect } from "vitest";
import { expectFault } from "../support/expect-error.ts";
import { describeFeature } from "../support/transports.ts";

describeFeature("A placeholder in a path", {}, (test) => {
  test("stands for a part of the path", async (server) => {
    await server.add({ path: "/users/{id:integer}/orders/{order}", responses: [{ body: "mocked" }] });

    expect((await server.request("/users/7/orders/a%2Fb")).text()).toBe("mocked");
    expect((await server.request("/users/x/orders/a")).status).toBe(404);
    expect((await server.request("/users/7/orders/a/b")).status).toBe(404);
  });

  test("of a number that a double can't hold is text, and is converted to none", async (server) => {
    const path = "/{id:integer}";
    await server.add({ path, match: { path: { id: { gte: 100 } } }, responses: [{ body: "number" }] });
    await server.add({ path, match: { path: { id: "9007199254740993" } }, responses: [{ body: "text" }] });

    expect((await server.request("/9007199254740992")).text()).toBe("number");
    expect((await server.request("/9007199254740993")).text()).toBe("text");
    expect((await server.request("/9007199254740995")).status).toBe(404);
  });

  test("reads back as it was written", async (server) => {
    const created = await server.call("POST /internal/routes", { path: "/{a}/{b:uuid}/\\{c\\}", responses: [] });

    expect(created.json()).toMatchObject({ path: "/{a}/{b:uuid}/\\{c\\}" });
  });

  test("must have a type that there is, and a name of its own", async (server) => {
    const add = (path: string) => server.call("POST /internal/routes", { path, responses: [] });

    expectFault(
      await add("/{id:integr}"),
      "/path",
      "must be a regular expression: {id:integr} has none of the types string, integer, number, boolean, uuid, path; " +
        'did you mean "integer"?',
    );
    expectFault(await add("/{a}/{a}"), "/path", "must be a regular expression: the name a is given twice");
  });
});
