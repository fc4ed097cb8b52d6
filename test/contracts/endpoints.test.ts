import { describe, expect, it } from "vitest";
import type { Endpoint } from "../../src/admin/endpoint.ts";
import { listEndpoints } from "../../src/admin/endpoints.ts";
import { type Trickster, type TricksterOptions, createTrickster } from "../../src/index.ts";
import { complaints, createCompiler } from "./described-api.ts";

type Sent = readonly [line: string, payload?: unknown];

interface Sample {
  readonly success: Sent;
  /** At least one request for every error that the endpoint lists. */
  readonly errors?: Readonly<Record<number, readonly Sent[]>>;
  /** What is answered with a 409 if no journal is kept. */
  readonly withoutJournal?: Sent;
  /** Statuses that other tests bring about. */
  readonly elsewhere?: readonly string[];
}

const routes = [
  {
    id: "first",
    path: "/first",
    responses: [
      { id: "a", body: "A" },
      { id: "b", body: "B" },
    ],
  },
  { id: "second", path: "/second", responses: [] },
  { id: "keyed", path: "/keyed/{id}", scenario: { key: "{{ path.id }}" }, responses: [] },
];
const valid = { path: "/new", responses: [{ body: 1 }] };
const twins = {
  path: "/new",
  responses: [
    { id: "a", body: 1 },
    { id: "a", body: 2 },
  ],
};

/** A sample of every endpoint, by its name. */
const samples: Readonly<Record<string, Sample>> = {
  listRoutes: {
    success: ["GET /routes?limit=1&since=first"],
    errors: {
      400: [["GET /routes?limit=0"], ["GET /routes?limit=many"], ["GET /routes?limit="]],
      410: [["GET /routes?since=nobody"]],
    },
  },
  replaceRoutes: {
    success: ["PUT /routes", [valid]],
    errors: {
      400: [["PUT /routes", valid], ["PUT /routes", [valid, {}]], ["PUT /routes", "[{]"], ["PUT /routes"]],
      409: [
        ["PUT /routes", [twins]],
        [
          "PUT /routes",
          [
            { ...valid, id: "x" },
            { ...valid, id: "x" },
          ],
        ],
      ],
    },
  },
  addRoute: {
    success: ["POST /routes", valid],
    errors: {
      400: [["POST /routes", {}], ["POST /routes", "{"], ["POST /routes"], ["POST /routes", [valid, 7]]],
      409: [
        ["POST /routes", { ...valid, id: "first" }],
        ["POST /routes", twins],
        ["POST /routes", [valid, { ...valid, id: "first" }]],
        ["POST /routes", [valid, twins]],
      ],
    },
  },
  removeRoutes: { success: ["DELETE /routes"] },
  getRoute: { success: ["GET /routes/first"], errors: { 404: [["GET /routes/nobody"]] } },
  replaceRoute: {
    success: ["PUT /routes/first", valid],
    errors: {
      400: [
        ["PUT /routes/first", { path: "/" }],
        ["PUT /routes/nobody", {}],
      ],
      404: [["PUT /routes/nobody", valid]],
      409: [
        ["PUT /routes/first", { ...valid, id: "second" }],
        ["PUT /routes/nobody", { ...valid, id: "second" }],
        ["PUT /routes/first", twins],
      ],
    },
  },
  patchRoute: {
    success: ["PATCH /routes/first", { method: "POST" }],
    errors: {
      400: [
        ["PATCH /routes/first", { method: "POTS" }],
        ["PATCH /routes/first", [{ op: "jump" }]],
        ["PATCH /routes/first", 7],
      ],
      404: [["PATCH /routes/nobody", {}]],
      409: [["PATCH /routes/first", { id: "second" }]],
    },
  },
  removeRoute: { success: ["DELETE /routes/first"], errors: { 404: [["DELETE /routes/nobody"]] } },
  listResponses: { success: ["GET /routes/first/responses"], errors: { 404: [["GET /routes/nobody/responses"]] } },
  addResponse: {
    success: ["POST /routes/first/responses", { body: 1 }],
    errors: {
      400: [["POST /routes/first/responses", {}]],
      404: [["POST /routes/nobody/responses", { body: 1 }]],
      409: [["POST /routes/first/responses", { id: "a", body: 1 }]],
    },
  },
  getResponse: {
    success: ["GET /routes/first/responses/a"],
    errors: { 404: [["GET /routes/first/responses/x"], ["GET /routes/nobody/responses/a"]] },
  },
  replaceResponse: {
    success: ["PUT /routes/first/responses/a", { body: 1 }],
    errors: {
      400: [["PUT /routes/first/responses/a", { body: 1, status: 99 }]],
      404: [
        ["PUT /routes/first/responses/x", { body: 1 }],
        ["PUT /routes/nobody/responses/a", { body: 1 }],
      ],
      409: [["PUT /routes/first/responses/a", { id: "b", body: 1 }]],
    },
  },
  removeResponse: {
    success: ["DELETE /routes/first/responses/a"],
    errors: { 404: [["DELETE /routes/first/responses/x"], ["DELETE /routes/nobody/responses/a"]] },
  },
  matchRoute: {
    success: ["POST /match_route", { method: "GET", path: "/first?a=b" }],
    errors: {
      400: [["POST /match_route", { method: "GET" }]],
      404: [["POST /match_route", { method: "GET", path: "/second" }]],
    },
  },
  matchRouteByQuery: {
    success: ["GET /match_route?method=GET&path=/first"],
    errors: { 400: [["GET /match_route"]], 404: [["GET /match_route?method=GET&path=/nobody"]] },
  },
  suggestRoute: {
    success: ["POST /suggest_route", { request_id: "1" }],
    errors: {
      400: [
        ["POST /suggest_route", { path: "/first" }],
        ["POST /suggest_route", { request_id: 1 }],
      ],
      404: [["POST /suggest_route", { request_id: "9" }]],
    },
    withoutJournal: ["POST /suggest_route", { request_id: "1" }],
  },
  listRequests: {
    success: ["GET /requests?outcome=matched&limit=1"],
    errors: {
      400: [
        ["GET /requests?outcome=lost"],
        ["GET /requests?limit=0"],
        ["GET /requests?path=("],
        ["GET /requests?method=POTS"],
        ["GET /requests?outcom=matched"],
        ["GET /requests?format=xml"],
        ["GET /requests?format=har&secrets=yes"],
      ],
      410: [["GET /requests?since=9"], ["GET /requests?since=nobody"]],
    },
    withoutJournal: ["GET /requests"],
  },
  searchRequests: {
    success: ["POST /requests/search?since=1", { path: "/fir.*", match: { query: { a: "b" } } }],
    errors: {
      400: [
        ["POST /requests/search", { match: { path: { id: 1 } } }],
        ["POST /requests/search", { outcome: [] }],
        ["POST /requests/search"],
      ],
      410: [["POST /requests/search?since=9", {}]],
    },
    withoutJournal: ["POST /requests/search", {}],
  },
  streamRequests: {
    success: ["GET /requests/stream?since=1"],
    errors: { 400: [["GET /requests/stream?outcome=lost"]], 410: [["GET /requests/stream?since=9"]] },
    withoutJournal: ["GET /requests/stream"],
  },
  getRequest: {
    success: ["GET /requests/1"],
    errors: { 404: [["GET /requests/9"], ["GET /requests/nobody"]] },
    withoutJournal: ["GET /requests/1"],
  },
  removeRequests: { success: ["DELETE /requests"] },
  verify: {
    success: ["POST /verify", { path: "/first", count: 2 }],
    errors: {
      400: [
        ["POST /verify", { count: "1" }],
        ["POST /verify", { count: 1, sequence: [{}] }],
        ["POST /verify", { route: "first", unused: "fail" }],
        ["POST /verify", { within: -1 }],
      ],
      404: [["POST /verify", { route: "nobody" }]],
      422: [
        ["POST /verify", { path: "/first", count: 3 }],
        ["POST /verify", { sequence: [{ path: "/second" }] }],
        ["POST /verify", { unused: "fail" }],
      ],
    },
    withoutJournal: ["POST /verify", { path: "/first" }],
    elsewhere: ["410"],
  },
  addSandbox: {
    success: ["POST /sandboxes", { base: "default", ttl: 1 }],
    errors: {
      400: [
        ["POST /sandboxes", { id: "A" }],
        ["POST /sandboxes", { id: "default" }],
        ["POST /sandboxes", { ttl: 0 }],
        ["POST /sandboxes", { seed: -1 }],
        ["POST /sandboxes", { clock: {} }],
      ],
      404: [["POST /sandboxes", { base: "nobody" }]],
      409: [["POST /sandboxes", { id: "kept" }]],
    },
  },
  listSandboxes: { success: ["GET /sandboxes"] },
  getSandbox: { success: ["GET /sandboxes/kept"], errors: { 404: [["GET /sandboxes/nobody"]] } },
  putSandbox: {
    success: ["PUT /sandboxes/kept", { base: null }],
    errors: {
      400: [["PUT /sandboxes/default"], ["PUT /sandboxes/kept", { id: "other" }], ["PUT /sandboxes/-"]],
      404: [["PUT /sandboxes/kept", { base: "nobody" }]],
    },
    elsewhere: ["409"],
  },
  removeSandbox: { success: ["DELETE /sandboxes/kept"], errors: { 404: [["DELETE /sandboxes/nobody"]] } },
  getClock: { success: ["GET /clock"] },
  changeClock: {
    success: ["POST /clock", { advance: 60 }],
    errors: {
      400: [
        ["POST /clock", {}],
        ["POST /clock", { set: "now" }],
        ["POST /clock", { advance: 1e12 }],
      ],
    },
    elsewhere: ["409"],
  },
  getData: { success: ["GET /data"] },
  replaceData: { success: ["PUT /data", { a: 1 }], errors: { 400: [["PUT /data", [1]], ["PUT /data"]] } },
  patchData: {
    success: ["PATCH /data", { a: 1 }],
    errors: {
      400: [
        ["PATCH /data", 1],
        ["PATCH /data", [{ op: "jump" }]],
      ],
    },
  },
  removeData: { success: ["DELETE /data"] },
  listScenarios: { success: ["GET /scenarios"] },
  removeScenarios: { success: ["DELETE /scenarios"] },
  getScenario: { success: ["GET /scenarios/keyed"], errors: { 404: [["GET /scenarios/nobody"]] } },
  putScenario: {
    success: ["PUT /scenarios/plain", { state: "paid" }],
    errors: {
      400: [
        ["PUT /scenarios/plain", {}],
        ["PUT /scenarios/keyed", { state: "paid" }],
      ],
    },
  },
  removeScenario: { success: ["DELETE /scenarios/keyed"], errors: { 404: [["DELETE /scenarios/nobody"]] } },
  getScenarioState: { success: ["GET /scenarios/keyed/7"], errors: { 404: [["GET /scenarios/nobody/7"]] } },
  putScenarioState: {
    success: ["PUT /scenarios/keyed/7", { state: "paid" }],
    errors: { 400: [["PUT /scenarios/keyed/7", { state: 1 }]] },
  },
  removeScenarioState: { success: ["DELETE /scenarios/keyed/7"], errors: { 404: [["DELETE /scenarios/nobody/7"]] } },
  lint: { success: ["GET /lint"] },
  reset: {
    success: ["POST /reset", { only: ["counters"] }],
    errors: {
      400: [
        ["POST /reset", { only: ["everything"] }],
        ["POST /reset", "{"],
        ["POST /reset", { only: [] }],
      ],
    },
  },
  health: { success: ["GET /health"] },
  openapi: { success: ["GET /openapi.json"] },
};

function call(trickster: Trickster, [line, payload]: Sent, headers: Readonly<Record<string, string>> = {}) {
  const [method = "GET", path = "/"] = line.split(" ", 2);
  const json = typeof payload === "string" ? payload : JSON.stringify(payload);
  return trickster.handle({
    method,
    url: `/internal${path}`,
    headers: { ...headers, ...(json !== undefined && { "content-type": "application/json" }) },
    ...(json !== undefined && { body: json }),
  });
}

/** A Trickster that has answered two requests, and has a sandbox. */
async function start(options: TricksterOptions = {}): Promise<Trickster> {
  const trickster = createTrickster({ routes, ...options });
  for (const url of ["/first", "/first?a=b"]) await trickster.handle({ url });
  const headers = { authorization: "Bearer s3cr3t" };
  await trickster.handle({ method: "PUT", url: "/internal/sandboxes/kept", headers });
  return trickster;
}

const compile = createCompiler({ components: { schemas: {} } });
const endpoints = listEndpoints({ prefix: "/internal", version: "1.2.3" });

describe("The list of endpoints", () => {
  it("gives each a name, and a method and a path, of its own", () => {
    const lines = endpoints.map(({ method, path }) => `${method} ${path}`);
    const names = endpoints.map(({ name }) => name);

    expect(new Set(lines).size).toBe(lines.length);
    expect(new Set(names).size).toBe(names.length);
    expect(Object.keys(samples).toSorted()).toEqual(names.toSorted());
  });
});

describe.each(endpoints.map((endpoint): [string, Endpoint] => [endpoint.name, endpoint]))(
  "The endpoint %s",
  (name, endpoint) => {
    const { success, errors = {}, withoutJournal, elsewhere = [] }: Sample = samples[name] ?? { success: ["GET /"] };

    it("says what it does", () => {
      expect(endpoint.name).toMatch(/^[a-z][A-Za-z]*$/);
      expect(endpoint.path).toMatch(/^(?:\/(?:[a-z_.]+|\{[a-z_]+\}))+$/);
      expect(endpoint.summary).toMatch(/^[A-Z].*[^.]$/);
      expect(endpoint.success.description).toMatch(/^[A-Z].*\.$/);
      for (const error of Object.values(endpoint.errors)) {
        expect(typeof error === "string" ? error : error.description).toMatch(/^[A-Z].*\.$/);
      }
    });

    it("gives examples that are valid", () => {
      for (const described of [endpoint.request, endpoint.success]) {
        if (described?.schema === undefined || described.example === undefined) continue;
        expect(complaints(compile(described.schema), described.example)).toEqual([]);
      }
      expect(endpoint.request === undefined || endpoint.request.example !== undefined).toBe(true);
    });

    it("answers as it says", async () => {
      await using trickster = await start();

      const answer = await call(trickster, success);

      expect(answer.status).toBe(endpoint.success.status);
      const { schema } = endpoint.success;
      expect(answer.text() === "").toBe(schema === undefined);
      const text = answer.text();
      const value = text === "" || endpoint.success.contentType !== undefined ? text : answer.json();
      expect(complaints(compile(schema ?? {}), value)).toEqual([]);
    });

    it("answers with the errors that it lists, and changes nothing then", async () => {
      await using trickster = await start();
      const before = trickster.routes();

      const listed = [...Object.keys(errors), ...(withoutJournal === undefined ? [] : ["409"]), ...elsewhere];
      expect(listed.toSorted()).toEqual(Object.keys(endpoint.errors));
      for (const [status, requests] of Object.entries(errors)) {
        for (const sent of requests) {
          const answer = await call(trickster, sent);

          expect([sent, answer.status]).toEqual([sent, Number(status)]);
          expect(answer.headers["content-type"]).toBe("application/json");
        }
      }
      expect(trickster.routes()).toEqual(before);
    });

    it("stands behind the guard, unless it is public", async () => {
      await using trickster = await start({ adminToken: "s3cr3t" });
      const before = trickster.routes();
      const expected = endpoint.isPublic ? [200, 200] : [401, 403];

      const withoutToken = await call(trickster, success);
      const fromElsewhere = await call(trickster, success, { host: "evil.example", authorization: "Bearer s3cr3t" });

      expect([withoutToken.status, fromElsewhere.status]).toEqual(expected);
      expect(trickster.routes()).toEqual(before);
    });
  },
);

const journaled = Object.entries(samples).flatMap(([name, { withoutJournal }]) =>
  withoutJournal === undefined ? [] : [[name, withoutJournal] as const],
);

describe.each(journaled)("The endpoint %s", (_, sent) => {
  it("says so if no journal is kept", async () => {
    await using trickster = await start({ journal: null });

    const answer = await call(trickster, sent);

    expect(answer.status).toBe(409);
    expect(answer.text()).toContain("--journal off");
  });
});

const readable = endpoints.filter(({ method }) => method === "GET").map(({ name }) => name);

describe.each(readable)("The endpoint %s", (name) => {
  it("answers HEAD like GET, without the body, and changes nothing", async () => {
    const { success } = samples[name] ?? { success: ["GET /"] };
    await using trickster = await start();
    const before = trickster.routes();
    const got = await call(trickster, success);

    const answer = await call(trickster, [success[0].replace("GET", "HEAD")]);

    expect([answer.status, answer.headers, answer.text()]).toEqual([got.status, got.headers, ""]);
    expect(trickster.routes()).toEqual(before);
  });
});
