import { expect } from "vitest";
import type { TestServer } from "../support/transports.ts";
import { describeFeature } from "../support/transports.ts";
import { expectError } from "../support/expect-error.ts";

interface Entry {
  readonly id: string;
  readonly outcome: string;
  readonly request: Record<string, unknown>;
  readonly [name: string]: unknown;
}

const hello = { id: "hello", path: "/hello", responses: [{ id: "a", body: "Hello!" }] };
const order = {
  id: "order",
  path: "/orders/{id:integer}",
  method: "POST",
  responses: [{ id: "made", status: 201, body: { ok: true } }],
} as const;
const locked = {
  id: "locked",
  path: "/locked",
  auth: { method: "token", token: "t" },
  responses: [{ body: "" }],
} as const;

async function list(server: TestServer, query = ""): Promise<readonly Entry[]> {
  return ((await server.read(`/internal/requests${query}`)) as { requests: Entry[] }).requests;
}

const paths = (entries: readonly Entry[]): unknown[] => entries.map(({ request }) => request["path"]);

describeFeature("The journal", { routes: [hello, order, locked] }, (test) => {
  test("has every request as a whole, with what became of it", async (server) => {
    await server.request("GET /hello?q=1&q=2", { headers: { "x-a": "1", cookie: "s=1" } });
    await server.call("POST /orders/7", { total: 3 });
    await server.request("/locked");
    await server.request("/nowhere");

    const [first, second, third, fourth] = await list(server);

    expect(first).toMatchObject({
      id: "1",
      at: "2026-01-01T00:00:00Z",
      sandbox: "default",
      outcome: "matched",
      route: "hello",
      response: "a",
      request: {
        method: "GET",
        path: "/hello",
        query: { q: ["1", "2"] },
        headers: { "x-a": "1" },
        cookies: { s: "1" },
      },
      answer: { status: 200, headers: { "content-length": "6" }, body: "Hello!" },
      ended: "sent",
      ms: 0,
    });
    expect(second).toMatchObject({ request: { json: { total: 3 } }, answer: { status: 201, body: { ok: true } } });
    expect(third).toMatchObject({ outcome: "unauthorized", route: "locked", response: null, answer: { status: 401 } });
    expect(fourth).toMatchObject({ outcome: "unmatched", route: null, response: null, answer: { status: 404 } });
  });

  test("can be filtered, and read page by page", async (server) => {
    for (const path of ["/hello", "/a", "/b", "/hello", "/c"]) await server.request(path);

    expect(paths(await list(server, "?outcome=unmatched"))).toEqual(["/a", "/b", "/c"]);
    expect(paths(await list(server, "?route=hello"))).toEqual(["/hello", "/hello"]);
    expect(paths(await list(server, "?path=/[ab]"))).toEqual(["/a", "/b"]);
    expect(paths(await list(server, "?method=POST"))).toEqual([]);
    expect(paths(await list(server, "?limit=2"))).toEqual(["/hello", "/c"]);
    expect(paths(await list(server, "?since=1&limit=2"))).toEqual(["/a", "/b"]);
    expectError(
      await server.request("/internal/requests?since=6"),
      410,
      'There is no request with the id "6" any more; start again without since.',
    );
  });

  test("can be searched in the words of a Route", async (server) => {
    for (const total of [1, 2, 3]) await server.call(`POST /orders/${total}`, { total });
    const search = async (filter: object): Promise<unknown[]> => {
      const answer = await server.call("POST /internal/requests/search", filter);
      return paths((answer.json() as { requests: Entry[] }).requests);
    };

    expect(await search({ match: { json: { "$.total": { gte: 2 } } } })).toEqual(["/orders/2", "/orders/3"]);
    expect(await search({ path: "/orders/{id:integer}", match: { path: { id: { lt: 2 } } } })).toEqual(["/orders/1"]);
    expect(await search({ outcome: ["unmatched", "failed"] })).toEqual([]);
  });

  test("tells of one request, and suggests a Route for it", async (server) => {
    await server.request("GET /nowhere?a=b");

    expect(await server.read("/internal/requests/1")).toMatchObject({ id: "1", request: { path: "/nowhere" } });
    expectError(
      await server.request("/internal/requests/2"),
      404,
      'There is no request with the id "2", or none any more.',
    );
    const suggested = await server.call("POST /internal/suggest_route", { request_id: "1" });
    expect(suggested.json()).toMatchObject({ path: "/nowhere", match: { query: { a: "b" } } });
  });

  test("is emptied by itself, and by a reset", async (server) => {
    await server.request("/hello");
    expect((await server.request("DELETE /internal/requests")).status).toBe(204);
    expect(await list(server)).toEqual([]);
    await server.request("/hello");
    await server.call("POST /internal/reset", { only: ["counters"] });
    expect([await server.counts("hello"), (await list(server)).length]).toEqual([[0, 0], 1]);
    await server.request("/hello");
    await server.call("POST /internal/reset", { only: ["requests"] });
    expect([await server.counts("hello"), (await list(server)).length]).toEqual([[1, 1], 0]);
    await server.request("/hello");
    await server.request("POST /internal/reset");
    expect([await server.counts("hello"), (await list(server)).length]).toEqual([[0, 0], 0]);
  });

  test("is told as it grows, as server-sent events", async (server) => {
    for (const path of ["/hello", "/a", "/b"]) await server.request(path);
    if (!server.isInMemory) return;

    const answer = await server.request("/internal/requests/stream?since=1&outcome=unmatched");

    expect(answer.headers["content-type"]).toBe("text/event-stream");
    const events = answer
      .text()
      .split("\n\n")
      .filter((event) => event !== "");
    expect(events.map((event) => event.split("\n").slice(0, 2))).toEqual([
      [":"],
      ["id: 2", "event: request"],
      ["id: 3", "event: request"],
    ]);
    expect(JSON.parse(events[1]?.split("data: ")[1] ?? "")).toMatchObject({ id: "2", request: { path: "/a" } });
  });
});

describeFeature("A fallback's answer", {}, (test) => {
  test("counts as unmatched, and is explained in the journal", async (server) => {
    await server.add({ ...hello, method: "POST" });
    await server.add({ id: "rest", path: "/.*", fallback: true, responses: [{ body: "rest" }] });

    expect((await server.request("/hello")).text()).toBe("rest");

    const [entry] = await list(server);
    expect(entry).toMatchObject({ outcome: "unmatched", route: "rest", answer: { body: "rest" } });
    expect(entry?.["explanation"]).toMatchObject({ explain: [{ route: "hello", failed: [{ at: "/method" }] }] });
  });
});

describeFeature("A journal that is full", { routes: [hello], journal: 2, journalBody: 4 }, (test) => {
  test("drops the oldest, and says how many", async (server) => {
    for (let at = 0; at < 5; at += 1) await server.request("/hello");

    const answer = await server.request("/internal/requests");

    expect(answer.headers["trickster-dropped"]).toBe("3");
    expect((answer.json() as { requests: Entry[] }).requests.map(({ id }) => id)).toEqual(["4", "5"]);
    expect((await server.request("/internal/requests?since=3")).status).toBe(410);
  });

  test("knows nothing of what is missing", async (server) => {
    await server.request("POST /hello", { body: "123456" });

    const answer = await server.call("POST /internal/requests/search", { match: { json: { $: 1234 } } });
    expect(answer.json()).toEqual({ requests: [] });
  });

  test("keeps the beginning of a long body, and its length", async (server) => {
    await server.request("POST /hello", { body: "123456" });

    const [entry] = await list(server);
    expect(entry).toMatchObject({
      request: { body: "1234" },
      request_length: 6,
      answer: { length: expect.any(Number) },
    });
  });
});

function part(head: string, value: string): string {
  return `--b\r\ncontent-disposition: form-data; ${head}\r\n\r\n${value}\r\n`;
}

describeFeature("An export", { routes: [hello] }, (test) => {
  const secret = {
    headers: {
      authorization: "Bearer s3cret",
      "content-type": "application/json",
      "x-api-key": "s3cret",
      host: "a:81",
    },
    body: JSON.stringify({ user: "ann", password: "s3cret", deep: [{ accessToken: "s3cret" }] }),
  };

  test("has no secrets in it, unless they are asked for", async (server) => {
    await server.request("POST /hello?token=s3cret&a=b", secret);

    for (const format of ["ndjson", "har", "curl"]) {
      const text = (await server.request(`/internal/requests?format=${format}`)).text();
      expect(text).not.toContain("s3cret");
      expect(text).toContain("redacted");
      expect(text).toContain("ann");
      const whole = await server.request(`/internal/requests?format=${format}&secrets=include`);
      expect(whole.text().split("s3cret").length).toBeGreaterThan(5);
    }
    expect(await list(server)).toMatchObject([{ request: { json: { password: "s3cret" } } }]);
  });

  test("shows no text that may hold a secret and was not taken apart", async (server) => {
    const requests = [
      ["POST /a", "application/json", '{"password": "s3cret", "password": "s3cret"}'],
      [
        "POST /a",
        "multipart/form-data; boundary=b",
        `${part('name="password"', "s3cret")}${part('name="f"; filename="f"', "x")}--b--\r\n`,
      ],
      ["POST /a", "application/xml", "<pwd>s3cret</pwd>"],
      ["POST /a;token=s3cret?session=s3cret", "text/plain", "a"],
    ] as const;
    for (const [line, type, body] of requests) {
      const headers = { "content-type": type, referer: "http://a.example/?access_token=s3cret&b=c" };
      await server.request(line, { headers, body });
    }

    for (const format of ["ndjson", "har", "curl"]) {
      expect((await server.request(`/internal/requests?format=${format}`)).text()).not.toContain("s3cret");
    }
  });

  test("reads no file, asks for one thing, and changes no number", async (server) => {
    await server.request("POST /%7Ba,b%7D[1-3]", { body: "@/etc/hosts" });
    await server.call("POST /a", '{"n": 12345678901234567890.50}');
    await server.request("GET /b", { headers: { host: "a.example/*" } });

    const [first, second, third] = (await server.request("/internal/requests?format=curl")).text().split("\n");
    expect(first).toContain("--data-raw @/etc/hosts -g 'http://");
    expect(second).toContain('{"n":12345678901234567890.50}');
    expect(third).toContain("http://localhost/b");
  });

  test("is a request in a line, or a command that sends it again", async (server) => {
    await server.request("/hello");
    await server.request("GET /a?b=c", { headers: { host: "shop.example:81" } });

    const lines = (await server.request("/internal/requests?format=ndjson")).text().trimEnd().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as Entry).id)).toEqual(["1", "2"]);
    const commands = (await server.request("/internal/requests?format=curl&outcome=unmatched")).text();
    expect(commands).toContain("'http://shop.example:81/a?b=c'\n");
  });
});

describeFeature("A body that is too long for a Route that looks at it", { maxBody: 1000 }, (test) => {
  test("is in the journal, as a request that failed", async (server) => {
    await server.add({ ...order, match: { json: { "$.a": 1 } } });
    const answer = await server.request("POST /orders/1", { body: "x".repeat(2000) });

    expect(answer.status).toBe(413);
    expect(await list(server, "?outcome=failed")).toMatchObject([
      { outcome: "failed", route: null, answer: { status: 413 }, ended: "sent" },
    ]);
  });

  test("is not taken for its end where nobody reads it", async (server) => {
    await server.add({ ...order, match: { headers: { "x-a": "1" }, json: { "$.a": 1 } } });
    const body = `${" ".repeat(2000)}{"a":1}`;
    await server.request("POST /orders/1", { body });

    const found = await server.call("POST /internal/requests/search", { match: { json: { "$.a": 1 } } });
    expect(found.json()).toEqual({ requests: [] });
    expect(await list(server)).toMatchObject([{ outcome: "unmatched", request_length: 0 }]);
  });
});
