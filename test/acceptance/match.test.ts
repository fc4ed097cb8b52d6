import { expect } from "vitest";
import { expectError, expectFault } from "../support/expect-error.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";

interface Sent {
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Uint8Array;
}

/** Whether a Route with this `match` answers requests: "yes" or "no" for each. */
async function verdicts(
  server: TestServer,
  match: object,
  requests: readonly (readonly [line: string, sent?: Sent])[],
): Promise<string> {
  await server.request("DELETE /internal/routes");
  await server.add({ path: "/{first}(?:/{rest:path})?", method: "ANY", match, responses: [{ body: "" }] });
  const found: string[] = [];
  for (const [line, sent] of requests) {
    const { status } = await server.request(line, sent);
    found.push(status === 200 ? "yes" : status === 404 ? "no" : String(status));
  }
  return found.join(" ");
}

const json = (value: unknown): Sent => ({
  headers: { "content-type": "application/json" },
  body: typeof value === "string" ? value : JSON.stringify(value),
});
const urlencoded = (body: string): Sent => ({ headers: { "content-type": "application/x-www-form-urlencoded" }, body });

const order = (id: number, last = "two more"): Sent => ({
  headers: { "content-type": "application/xml" },
  body: `<?xml version="1.0"?><order xmlns="urn:x" id="${id}"><line>one</line><line sku="x">${last}</line></order>`,
});

function multipart(...parts: readonly (readonly [head: string, body: string])[]): Sent {
  const body = parts
    .map(([head, text]) => `--b\r\ncontent-disposition: form-data; ${head}\r\n\r\n${text}\r\n`)
    .join("");
  return { headers: { "content-type": "multipart/form-data; boundary=b" }, body: `${body}--b--\r\n` };
}

describeFeature("The match of a Route", {}, (test) => {
  test("asks for query parameters", async (server) => {
    expect(
      await verdicts(server, { query: { page: 1, q: { contains: "x" } } }, [
        ["/a?page=1&q=xy"],
        ["/a?q=x&page=1.0&more=1"],
        ["/a?page=2&q=x"],
        ["/a?page=1"],
        ["/a?page=2&page=1&q=%78"],
        ["/a?page=+1&q=x"],
      ]),
    ).toBe("yes yes no no yes no");
  });

  test("asks for headers, whatever the case of their names", async (server) => {
    const match = { headers: { "X-Tenant": "acme", "x-debug": { exists: false } } };

    expect(
      await verdicts(server, match, [
        ["/a", { headers: { "x-tenant": "acme" } }],
        ["/a", { headers: { "X-TENANT": "acme" } }],
        ["/a", { headers: { "x-tenant": ["other", "acme"] } }],
        ["/a", { headers: { "x-tenant": "ACME" } }],
        ["/a", { headers: { "x-tenant": "acme", "x-debug": "" } }],
        ["/a"],
      ]),
    ).toBe("yes yes yes no no no");
  });

  test("asks for cookies", async (server) => {
    expect(
      await verdicts(server, { cookies: { session: { matches: "[0-9a-f]{4}" } } }, [
        ["/a", { headers: { cookie: "session=00ff" } }],
        ["/a", { headers: { cookie: 'other=1; session="00ff"' } }],
        ["/a", { headers: { cookie: "session=00fg" } }],
        ["/a", { headers: { cookie: "Session=00ff" } }],
        ["/a"],
      ]),
    ).toBe("yes yes no no no");
  });

  test("asks for parts of the path, as they were meant", async (server) => {
    expect(await verdicts(server, { path: { first: "a/b c" } }, [["/a%2Fb%20c"], ["/a/b%20c"], ["/a%252Fb%20c"]])).toBe(
      "yes no no",
    );
    expect(await verdicts(server, { path: { first: "a%2Fb" } }, [["/a%252Fb"], ["/a%2Fb"]])).toBe("yes no");
    expect(await verdicts(server, { path: { rest: { exists: false } } }, [["/a"], ["/a/b"]])).toBe("yes no");
  });

  test("asks for numbers in the path", async (server) => {
    await server.add({ path: "/{id:integer}", match: { path: { id: { gte: 100 } } }, responses: [{ body: "" }] });

    expect((await server.request("/100")).status).toBe(200);
    expect((await server.request("/99")).status).toBe(404);
    expect((await server.request("/x")).status).toBe(404);
  });

  test("asks for the host, and for the method", async (server) => {
    expect(
      await verdicts(server, { host: { ends_with: ".example.com" } }, [
        ["/a", { headers: { host: "API.example.com:80" } }],
        ["/a", { headers: { host: "example.com" } }],
      ]),
    ).toBe("yes no");
    expect(await verdicts(server, { method: { one_of: ["PUT", "PURGE"] } }, [["PUT /a"], ["PURGE /a"], ["/a"]])).toBe(
      "yes yes no",
    );
  });

  test("asks for nodes of a JSON body", async (server) => {
    const match = { json: { "$.total": { gte: 3 }, "$.items": { size: 2 }, $: { like: { currency: "EUR" } } } };
    const body = { total: 3, items: [1, 2], currency: "EUR", note: "x" };

    expect(
      await verdicts(server, match, [
        ["POST /a", json(body)],
        ["POST /a", { body: JSON.stringify(body) }],
        ["POST /a", json({ ...body, total: "3" })],
        ["POST /a", json({ ...body, items: [1] })],
        ["POST /a", json("no JSON")],
        ["POST /a", json("[]")],
        ["POST /a"],
      ]),
    ).toBe("yes yes no no no no no");
  });

  test("asks for nodes that a JSONPath with filters selects", async (server) => {
    const match = { json: { "$..[?@.sku == 'x'].price": { lt: 5 }, "$.lines[*].sku": ["a", "x"] } };
    const lines = [
      { sku: "a", price: 9 },
      { sku: "x", price: 4 },
    ];

    expect(
      await verdicts(server, match, [
        ["POST /a", json({ lines })],
        ["POST /a", json({ lines: lines.toReversed() })],
        ["POST /a", json({ lines: [lines[0], { sku: "x", price: 6 }] })],
      ]),
    ).toBe("yes no no");
  });

  test("asks for fields of a form", async (server) => {
    const match = { form: { user: "ann", age: { gte: 18 } } };

    expect(
      await verdicts(server, match, [
        ["POST /a", urlencoded("user=ann&age=18")],
        ["POST /a", urlencoded("user=ann&age=17")],
        ["POST /a", multipart(['name="user"', "ann"], ['name="age"', "20"])],
        ["POST /a", json({ user: "ann", age: 18 })],
        ["POST /a", { body: "user=ann&age=18" }],
      ]),
    ).toBe("yes no yes no no");
  });

  test("asks for files in a form", async (server) => {
    const match = {
      form: { upload: { file: { filename: { ends_with: ".txt" }, size: { gt: 3 }, text: { contains: "a" } } } },
    };

    expect(
      await verdicts(server, match, [
        ["POST /a", multipart(['name="upload"; filename="a.txt"', "data"])],
        ["POST /a", multipart(['name="upload"; filename="a.bin"', "data"])],
        ["POST /a", multipart(['name="upload"; filename="a.txt"', "dat"])],
        ["POST /a", multipart(['name="upload"', "data"])],
        ["POST /a", urlencoded("upload=data")],
      ]),
    ).toBe("yes no no no no");
  });

  test("asks for what an XPath selects", async (server) => {
    const match = { xml: { "/order/@id": 7, "//line[@sku='x']": { starts_with: "two" }, "count(//line)": 2 } };

    expect(
      await verdicts(server, match, [
        ["POST /a", order(7)],
        ["POST /a", order(8)],
        ["POST /a", order(7, "three")],
        ["POST /a", { body: "<order id='7'>" }],
        ["POST /a", json({ order: 7 })],
      ]),
    ).toBe("yes no no no no");
  });

  test("asks for the body as text", async (server) => {
    expect(
      await verdicts(server, { body: { matches: "hello.*" } }, [
        ["POST /a", { body: "hello\nworld" }],
        ["POST /a", { body: "bye" }],
        ["POST /a", { body: "hello \u00e9" }],
        ["POST /a"],
      ]),
    ).toBe("yes no yes no");
    expect(await verdicts(server, { body: { exists: false } }, [["POST /a", { body: "x" }], ["POST /a"]])).toBe(
      "no yes",
    );
  });

  test("asks for a GraphQL operation", async (server) => {
    const match = { graphql: { operation: "Order", type: "mutation", variables: { "$.id": 7 } } };
    const query = 'fragment F on Order { id } mutation Order($id: Int = 1) @x(a: {b: "}"}) { order(id: $id) { ...F } }';

    expect(
      await verdicts(server, match, [
        ["POST /a", json({ query, variables: { id: 7 } })],
        ["POST /a", json({ query, variables: { id: 8 } })],
        ["POST /a", json({ query: `${query} query Other { x }`, operationName: "Order", variables: { id: 7 } })],
        ["POST /a", json({ query: `${query} query Other { x }`, variables: { id: 7 } })],
        ["POST /a", json({ query: "query Order { x }", variables: { id: 7 } })],
      ]),
    ).toBe("yes no yes no no");
    expect(
      await verdicts(server, { graphql: { operation: "live" } }, [
        ["POST /a", json({ query: "query ($id: ID!) @live { a }" })],
        ["POST /a", json({ query: "query live @x { a }" })],
      ]),
    ).toBe("no yes");
    const shorthand = { graphql: { type: "query", operation: { exists: false } } };
    expect(
      await verdicts(server, shorthand, [
        ["POST /a", json({ query: "# query X\n{ x }" })],
        [`/a?query=${encodeURIComponent("{ x }")}`],
        ["/a?query=x"],
        ["POST /a", json({ query: 7 })],
      ]),
    ).toBe("yes yes no no");
  });

  test("takes an array for the value that is one, or for all values of several", async (server) => {
    const sent: [string, Sent?][] = [
      ["POST /a", json({ items: [] })],
      ["POST /a", json({ items: ["x"] })],
      ["POST /a", json({ items: "x" })],
      ["POST /a", json({})],
      ["POST /a", json("no JSON")],
    ];
    expect(await verdicts(server, { json: { "$.items": [] } }, sent)).toBe("yes no no no no");
    expect(await verdicts(server, { json: { "$.items": ["x"] } }, sent)).toBe("no yes no no no");
    expect(await verdicts(server, { json: { "$.items[*]": ["x"] } }, sent)).toBe("no yes no no no");
    const query = { query: { t: { equals: [1, "a"], any_order: true } } };
    expect(await verdicts(server, query, [["/a?t=a&t=1"], ["/a?t=1&t=a"], ["/a?t=1"]])).toBe("yes yes no");
  });

  test("takes the case for what ignore_case says, in arrays too", async (server) => {
    const match = { json: { "$.tags": { contains: "ADMIN", ignore_case: true } } };

    expect(
      await verdicts(server, match, [
        ["POST /a", json({ tags: "admin" })],
        ["POST /a", json({ tags: ["admin"] })],
        ["POST /a", json({ tags: ["user"] })],
      ]),
    ).toBe("yes yes no");
  });

  test("combines several", async (server) => {
    const match = {
      any: [{ query: { v: "1" } }, { headers: { "accept-version": "1" } }],
      all: [{ query: { x: "1" } }],
      not: { json: { "$.debug": true } },
    };

    expect(
      await verdicts(server, match, [
        ["POST /a?v=1&x=1"],
        ["POST /a?x=1", { headers: { "accept-version": "1" } }],
        ["POST /a?x=1"],
        ["POST /a?v=1"],
        ["POST /a?v=1&x=1", json({ debug: true })],
        ["POST /a?v=1&x=1", json({ debug: false })],
      ]),
    ).toBe("yes yes no no no yes");
  });

  test("leaves what it does not match to the next Route, and counts nothing of it", async (server) => {
    await server.add({
      id: "a",
      path: "/a",
      method: "POST",
      match: { json: { "$.x": 1 } },
      responses: [{ body: "a" }],
    });
    await server.add({
      id: "b",
      path: "/a",
      method: "POST",
      match: { json: { "$.x": 2 } },
      responses: [{ body: "b" }],
    });
    await server.add({ id: "c", path: "/.*", method: "ANY", responses: [{ body: "c" }] });

    expect((await server.request("POST /a", json({ x: 2 }))).text()).toBe("b");
    expect((await server.request("POST /a", json({ x: 1 }))).text()).toBe("a");
    expect((await server.request("POST /a", json({ x: 3 }))).text()).toBe("c");
    expect([await server.counts("a"), await server.counts("b"), await server.counts("c")]).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
  });

  test("reads back as it was written", async (server) => {
    const text =
      '{"json":{"$.a":{"gte":1.0,"equals":12345678901234567890}},"query":{"b":"1","a":"2"},"any":[{"host":"x"}]}';
    const created = await server.call("POST /internal/routes", `{"id":"a","path":"/a","match":${text},"responses":[]}`);

    expect(created.text()).toContain(`"match":${text}`);
    expect((await server.request("/internal/routes/a")).text()).toContain(`"match":${text}`);
  });

  test("is asked about by match_route", async (server) => {
    await server.add({
      id: "a",
      path: "/a",
      method: "POST",
      match: { json: { "$.x": 1 }, query: { q: ["1", "2"] }, cookies: { c: "1" }, host: "h" },
      responses: [{ body: "" }],
    });
    const ask = (more: object) =>
      server.call("POST /internal/match_route", { method: "POST", path: "/a?q=1", ...more });
    const right = { query: { q: "2" }, cookies: { c: "1" }, host: "h", json: { x: 1 } };

    expect((await ask(right)).json()).toMatchObject({ id: "a" });
    expect((await ask({ ...right, json: { x: 2 } })).status).toBe(404);
    expect((await ask({ ...right, json: undefined, body: '{"x": 1}' })).status).toBe(200);
    expect((await ask({ ...right, json: undefined, body_base64: btoa('{"x": 1}') })).status).toBe(200);
    expect((await ask({ ...right, json: undefined, form: { x: "1" } })).status).toBe(404);
    const other = { path: "/a", method: "POST", match: { form: { x: "1" } }, responses: [{ body: "" }] };
    await server.call("PUT /internal/routes/a", other);
    const form = { "content-type": "application/x-www-form-urlencoded" };
    expect((await ask({ headers: form, body: "x=1" })).status).toBe(200);
    expect((await ask({ body: "x=1" })).status).toBe(404);
    expect(await server.counts("a")).toEqual([0, 0]);
  });
});

describeFeature("A match that can't be", {}, (test) => {
  test("is a 400 that says where and what", async (server) => {
    const add = (match: unknown) => server.call("POST /internal/routes", { path: "/{id}", match, responses: [] });

    expectFault(await add([]), "/match", "must be an object, got an array");
    expectFault(await add({ header: {} }), "/match/header", 'is nothing to match; did you mean "headers"?');
    expectFault(await add({ headers: { "x y": "1" } }), "/match/headers/x y", /^is no header name/);
    expectFault(await add({ query: { a: {} } }), "/match/query/a", /^must have an operator/);
    expectFault(await add({ query: { a: null } }), "/match/query/a", /^can't be null/);
    expectFault(await add({ any: [] }), "/match/any", "must not be empty");
    expectFault(await add({ any: [{ qery: {} }] }), "/match/any/0/qery", 'is nothing to match; did you mean "query"?');
    expectFault(await add({ json: { total: 1 } }), "/match/json/total", /^must be a JSONPath \(RFC 9535\): /);
    expectFault(await add({ xml: { "//[": 1 } }), "/match/xml/~1~1[", /^must be an XPath 1\.0: /);
    expectFault(await add({ xml: { $x: 1 } }), "/match/xml/$x", /^must be an XPath 1\.0: /);
    expectFault(
      await add({ path: { di: 1 } }),
      "/match/path/di",
      'is no part of the path: it has id; did you mean "id"?',
    );
    expectFault(await add({ not: { path: { x: 1 } } }), "/match/not/path/x", "is no part of the path: it has id");
    expectFault(
      await add({ form: { f: { file: { name: "x" } } } }),
      "/match/form/f/file/name",
      /^is not part of a file/,
    );
    expectFault(await add({ graphql: { variable: {} } }), "/match/graphql/variable", /did you mean "variables"\?$/);
  });
});

describeFeature("A body that a Route has to read", { maxBody: 200 }, (test) => {
  test("is a 413 above the limit, and only for such a Route", async (server) => {
    await server.add({ path: "/a", method: "POST", match: { body: { contains: "x" } }, responses: [{ body: "a" }] });
    await server.add({ path: "/b", method: "POST", responses: [{ body: "b" }] });
    const body = "x".repeat(201);

    expectError(
      await server.request("POST /a", { body }),
      413,
      "The request body is larger than 200 bytes; --max-body raises the limit.",
    );
    expect((await server.request("POST /b", { body })).text()).toBe("b");
    expect((await server.request("POST /a", { body: "x".repeat(200) })).text()).toBe("a");
  });

  test("is not read if a cheaper condition decides", async (server) => {
    const match = { headers: { a: "1" }, body: { contains: "x" } };
    await server.add({ path: "/a", method: "POST", match, responses: [{ body: "a" }] });
    await server.add({ path: "/a", method: "POST", responses: [{ body: "b" }] });

    expect((await server.request("POST /a", { body: "x".repeat(201) })).text()).toBe("b");
  });
});
