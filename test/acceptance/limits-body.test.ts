import { describe, expect, it } from "vitest";
import { type TricksterOptions, createTrickster } from "../../src/index.ts";
import { expectError } from "../support/expect-error.ts";
import { RawConnection, head, readError } from "../support/raw-client.ts";
import { describeFeature } from "../support/transports.ts";

const LIMIT = 1000;
const JSON_TYPE = { "content-type": "application/json" };
const FORM_TYPE = { "content-type": "application/x-www-form-urlencoded" };
const form = {
  id: "form",
  path: "/form",
  method: "POST",
  auth: { method: "form", fields: { user: "ann" } },
  responses: [{ body: "welcome" }],
} as const;
const blind = { id: "blind", path: "/blind", method: "POST", responses: [{ body: "mocked" }] } as const;

/** A Route as JSON that is so many bytes long. */
function definition(length: number): string {
  return JSON.stringify({ path: "/x", responses: [] }).padEnd(length);
}

const formOf = (length: number): string => `user=ann&x=${"y".repeat(length - 11)}`;

describeFeature("A body", { maxBody: LIMIT, routes: [form, blind] }, (test) => {
  test("sent to the internal API may be as large as --max-body says", async (server) => {
    const fits = await server.request("POST /internal/routes", {
      headers: JSON_TYPE,
      body: definition(LIMIT),
    });
    const large = await server.request("POST /internal/routes", { headers: JSON_TYPE, body: definition(LIMIT + 1) });

    expect(fits.status).toBe(201);
    expectError(large, 413, "The request body is larger than 1000 bytes; --max-body raises the limit.");
  });

  test("that a Route must read may be as large too, and the Route counts nothing otherwise", async (server) => {
    const fits = await server.request("POST /form", { headers: FORM_TYPE, body: formOf(LIMIT) });
    const large = await server.request("POST /form", { headers: FORM_TYPE, body: formOf(LIMIT + 1) });

    expect(fits.text()).toBe("welcome");
    expectError(large, 413, "The request body is larger than 1000 bytes; --max-body raises the limit.");
    expect(await server.counts("form")).toEqual([1, 1]);
  });

  test("that no Route looks at may be of any size", async (server) => {
    const answer = await server.request("POST /blind", { body: "x".repeat(100 * LIMIT) });

    expect(answer.text()).toBe("mocked");
  });
});

describe("A body of 10 MiB", () => {
  it("is what the internal API reads by default, and not one byte more", async () => {
    await using trickster = createTrickster();
    const post = (body: string) =>
      trickster.handle({ method: "POST", url: "/internal/routes", headers: JSON_TYPE, body });

    expect((await post(definition(10 * 1024 ** 2))).status).toBe(201);
    expect((await post(definition(10 * 1024 ** 2 + 1))).status).toBe(413);
  });
});

const CHUNK = "x".repeat(65_536);

/** Sends a head and then chunks without looking at the answer, as simple clients do; then reads it. */
async function sendBlindly(line: string, fields: string[], chunks: number, options: TricksterOptions): Promise<string> {
  await using trickster = createTrickster(options);
  const { port } = await trickster.listen({ port: 0 });
  const connection = await RawConnection.open(port);
  const isChunked = fields.some((field) => field.startsWith("transfer-encoding"));
  const length = isChunked ? [] : [`content-length: ${chunks * CHUNK.length}`];
  await connection.write(head(line, "host: localhost", ...fields, ...length));
  for (let index = 0; index < chunks; index += 1) {
    await connection.write(isChunked ? `10000\r\n${CHUNK}\r\n` : CHUNK);
    if (connection.socket.errored !== null) throw connection.socket.errored;
  }
  if (isChunked) await connection.write("0\r\n\r\n");
  return connection.untilEnd();
}

describe("A client that sends all it has before it reads the answer", () => {
  const json = "content-type: application/json";
  const urlencoded = "content-type: application/x-www-form-urlencoded";
  const chunked = "transfer-encoding: chunked";
  const options = { maxBody: LIMIT, routes: [form, blind] };

  it.each([
    ["the internal API", "POST /internal/routes", [json]],
    ["the internal API, in chunks", "POST /internal/routes", [json, chunked]],
    ["a Route that reads forms", "POST /form", [urlencoded]],
    ["a Route that reads forms, in chunks", "POST /form", [urlencoded, chunked]],
  ])("sees the refusal of %s", async (_, line, fields) => {
    expect(readError(await sendBlindly(line, fields, 200, options)).status).toBe(413);
  });

  it("sees the answer of a Route that does not look at it", async () => {
    expect(await sendBlindly("POST /blind", [], 200, options)).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*mocked$/);
    expect(await sendBlindly("POST /none", [chunked], 200, options)).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
  });

  it("is given up after two seconds", async () => {
    await using trickster = createTrickster(options);
    const { port } = await trickster.listen({ port: 0 });
    const connection = await RawConnection.open(port);
    await connection.write(`${head("POST /internal/routes", "host: localhost", json, "content-length: 100000")}{`);
    await connection.until(/\}$/);

    // It sends nothing more, and never ends either.
    await connection.ended;
    expect(readError(connection.received).status).toBe(413);
  });
});

const postChunk = (path: string): string =>
  `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 65536\r\n\r\n${CHUNK}`;

describe("A connection", () => {
  it("can be used again after a refusal", async () => {
    await using trickster = createTrickster({ maxBody: LIMIT, routes: [form, blind] });
    const { port } = await trickster.listen({ port: 0 });
    const connection = await RawConnection.open(port);
    await connection.write(postChunk("/internal/routes") + postChunk("/blind"));

    const answer = await connection.until(/mocked$/);

    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 413", "HTTP/1.1 200"]);
    connection.close();
  });
});

describe("A client that goes while its body is read", () => {
  it.each(["/internal/routes", "/form"])("is not answered, and nothing is counted: %s", async (path) => {
    await using trickster = createTrickster({ routes: [form] });
    const { port } = await trickster.listen({ port: 0 });
    const connection = await RawConnection.open(port);
    const fields = ["host: localhost", "content-type: application/json", "content-length: 100"];
    await connection.write(`${head(`POST ${path}`, ...fields)}{"path":`);
    connection.close();

    // Ends only when no request is under way any more.
    expect(await trickster.close()).toBe(0);
    expect(trickster.routes()).toHaveLength(1);
    expect(trickster.route("form").used_count).toBe(0);
  });
});

/** A Route with a body of arrays in each other. */
const nested = (depth: number): string =>
  `{"path":"/","responses":[{"body":${"[".repeat(depth)}${"]".repeat(depth)}}]}`;

describeFeature("JSON", { maxDepth: 5, maxRoutes: 3 }, (test) => {
  test("may be nested as deep as --max-depth says", async (server) => {
    expect((await server.call("POST /internal/routes", nested(2))).status).toBe(201);
    expectError(
      await server.call("POST /internal/routes", nested(3)),
      400,
      "The payload is no JSON: nested deeper than 5 levels (line 1, column 36).",
    );
  });

  test("makes as many Routes as --max-routes says", async (server) => {
    for (const id of ["a", "b", "c"]) await server.add({ id, path: "/", responses: [] });

    const answer = await server.call("POST /internal/routes", { path: "/", responses: [] });

    expectError(answer, 413, "There can be 3 Routes at most; delete some, or raise --max-routes.");
    expect((await server.call("PUT /internal/routes/a", { path: "/", responses: [] })).status).toBe(201);
    await server.request("DELETE /internal/routes/a");
    await server.add({ path: "/", responses: [] });
  });
});

describe("By default", () => {
  it("JSON may be nested 200 levels deep", async () => {
    await using trickster = createTrickster();
    const post = async (depth: number) => {
      return (
        await trickster.handle({ method: "POST", url: "/internal/routes", headers: JSON_TYPE, body: nested(depth) })
      ).status;
    };

    expect(await post(197)).toBe(201);
    expect(await post(198)).toBe(400);
    expect(await post(1_000_000)).toBe(400);
  });

  it("a library gives no more Routes than the limit either", () => {
    const routes = [1, 2, 3].map((index) => ({ path: `/${index}`, responses: [] }));

    expect(() => createTrickster({ maxRoutes: 2, routes })).toThrow("There can be 2 Routes at most");
  });
});
