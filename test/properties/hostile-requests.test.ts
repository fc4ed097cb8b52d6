import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RouteDefinition, createTrickster } from "../../src/index.ts";
import { anyText } from "../support/arbitrary-routes.ts";
import { RawConnection, exchange } from "../support/raw-client.ts";

const responses = [{ status: 299, body: "in" }];
const unauthorized_response = { status: 499, body: "out" };

/** One Route for every way to look at a request. */
const routes: RouteDefinition[] = [
  { path: "/token.*", auth: { method: "token", token: "t", unauthorized_response }, responses },
  { path: "/basic.*", auth: { method: "basic", username: "u", password: "p", unauthorized_response }, responses },
  { path: "/form.*", auth: { method: "form", fields: { a: "1" }, unauthorized_response }, responses },
  { path: "/cookie.*", auth: { method: "cookie", name: "n", value: "v", unauthorized_response }, responses },
  { path: "/hmac.*", auth: { method: "hmac", key: "k", unauthorized_response }, responses },
  { path: "/form.*", method: "POST", auth: { method: "form", fields: { a: "1" }, unauthorized_response }, responses },
  { path: "/guarded(?!x).*", responses },
  { path: "/open.*", responses },
];

/** What a mocked request, or one to an internal endpoint, may be answered with. */
const known = new Set([200, 201, 204, 299, 400, 403, 404, 409, 413, 414, 431, 499]);

const STARTS =
  "/token /basic /form /cookie /hmac /guarded /open /internal /internal/routes * //internal/routes /internal/routes/ " +
  "/internal/match_route? http://a/open http:// ? %2Finternal";
const start = fc.constantFrom("", ...STARTS.split(" "));

const QUERIES = "? ?hmac_timestamp=1 ?hmac_timestamp=9e9&hmac_sign= &hmac_sign=x ?% ?method=GET&path=% #x";
const query = fc.constantFrom("", ...QUERIES.split(" "));

const target = fc.tuple(start, fc.oneof(anyText, fc.webPath(), fc.constant("")), query).map((parts) => parts.join(""));

const value = fc.oneof(
  anyText,
  fc.constantFrom(
    "Bearer",
    "Basic",
    "Basic ====",
    "Basic %%",
    "bearer \u0000",
    "n=v",
    "n",
    "=",
    ";;;",
    'n="',
    "a=1&a=2",
  ),
  fc.constantFrom("multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x", "a/b/c"),
  fc.constantFrom(
    "application/x-www-form-urlencoded",
    "application/json",
    "chunked",
    "-1",
    "0",
    "99999",
    "null",
    "gzip",
  ),
);

const name = fc.oneof(
  fc.constantFrom("authorization", "cookie", "content-type", "content-length", "transfer-encoding", "host", "origin"),
  fc.constantFrom("Content-Encoding", "expect", "upgrade", "connection", "sec-fetch-site", "__proto__", "x"),
);

const headers = fc
  .array(fc.tuple(name, fc.oneof(value, fc.array(value, { maxLength: 3 }))), { maxLength: 5 })
  .map((fields) => Object.fromEntries(fields));

const method = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT") },
  anyText,
);

const bodyOf = fc.oneof(
  anyText,
  fc.uint8Array(),
  fc.constantFrom(
    "a=1",
    "a=%",
    "&&&===",
    "--x\r\n\r\n",
    '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--',
    "{}",
  ),
);

test("whatever is asked, in whatever way, is never a 500", async () => {
  await fc.assert(
    fc.asyncProperty(method, target, headers, bodyOf, async (verb, url, fields, body) => {
      shared.reset();
      const answer = await shared.handle({ method: verb, url, headers: fields, body });
      expect([...known]).toContain(answer.status);
      const isError = answer.status >= 400 && answer.status !== 499 && verb !== "HEAD";
      expect(isError ? answer.json() : { error: "", message: "" }).toMatchObject({
        error: expect.any(String) as string,
        message: expect.any(String) as string,
      });
    }),
    { numRuns: 5000 },
  );
});

const shared = createTrickster({ routes });
let port = 0;

beforeAll(async () => {
  ({ port } = await shared.listen({ port: 0 }));
});

afterAll(() => shared[Symbol.asyncDispose]());

const bytes = fc.uint8Array({ maxLength: 60 }).map((given) => Buffer.from(given).toString("latin1"));
const line = fc.oneof(
  bytes,
  fc.tuple(method, target).map(([verb, url]) => `${verb} ${url} HTTP/1.1`),
  fc.constantFrom("GET / HTTP/1.1", "GET / HTTP/9.9", "GET /", "POST /form HTTP/1.1", "\r\n\r\nGET /open HTTP/1.0"),
);

test("whatever bytes come over a connection, the server answers none with a 500, and goes on serving", async () => {
  await fc.assert(
    fc.asyncProperty(line, headers, bytes, async (first, fields, rest) => {
      const lines = Object.entries(fields).flatMap(([field, values]) =>
        [values].flat().map((one) => `${field}: ${one}`),
      );
      const head = [first, "Host: localhost", ...lines, "Connection: close", "", ""].join("\r\n");
      await exchangeSome(head + rest);
      // Some of them are calls that delete every Route, as they may.
      shared.reset();
      expect(await exchange(port, "GET /open HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).toMatch(
        /^HTTP\/1\.1 299 /,
      );
    }),
    { numRuns: 150 },
  );
});

/** Sends bytes, and the end of them; what comes back, if anything, must be no 500. */
async function exchangeSome(text: string): Promise<void> {
  const connection = await RawConnection.open(port);
  connection.socket.end(text, "latin1");
  await connection.ended;
  connection.close();
  expect(connection.received).not.toMatch(/^HTTP\/1\.1 500/m);
}
