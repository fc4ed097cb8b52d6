import { describe, expect, it } from "vitest";
import type { Endpoint } from "../../src/admin/endpoint.ts";
import { listEndpoints } from "../../src/admin/endpoints.ts";
import { type Trickster, createTrickster } from "../../src/index.ts";
import { complaints, createCompiler } from "./described-api.ts";

type Sent = readonly [line: string, payload?: unknown];

interface Sample {
  readonly success: Sent;
  /** At least one request for every error that the endpoint lists. */
  readonly errors?: Readonly<Record<number, readonly Sent[]>>;
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
    success: ["POST /suggest_route", { method: "GET", path: "/first?a=b" }],
    errors: { 400: [["POST /suggest_route", { path: "/first" }]] },
  },
  lint: { success: ["GET /lint"] },
  reset: { success: ["POST /reset"] },
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
    const { success, errors = {} } = samples[name] ?? { success: ["GET /"] };

    it("says what it does", () => {
      expect(endpoint.name).toMatch(/^[a-z][A-Za-z]*$/);
      expect(endpoint.path).toMatch(/^(?:\/(?:[a-z_.]+|\{[a-z_]+\}))+$/);
      expect(endpoint.summary).toMatch(/^[A-Z].*[^.]$/);
      expect(endpoint.success.description).toMatch(/^[A-Z].*\.$/);
      for (const description of Object.values(endpoint.errors)) expect(description).toMatch(/^[A-Z].*\.$/);
    });

    it("gives examples that are valid", () => {
      for (const described of [endpoint.request, endpoint.success]) {
        if (described?.schema === undefined || described.example === undefined) continue;
        expect(complaints(compile(described.schema), described.example)).toEqual([]);
      }
      expect(endpoint.request === undefined || endpoint.request.example !== undefined).toBe(true);
    });

    it("answers as it says", async () => {
      await using trickster = createTrickster({ routes });

      const answer = await call(trickster, success);

      expect(answer.status).toBe(endpoint.success.status);
      const { schema } = endpoint.success;
      expect(answer.text() === "").toBe(schema === undefined);
      expect(schema === undefined ? [] : complaints(compile(schema), answer.json())).toEqual([]);
    });

    it("answers with the errors that it lists, and changes nothing then", async () => {
      await using trickster = createTrickster({ routes });
      const before = trickster.routes();

      expect(Object.keys(errors)).toEqual(Object.keys(endpoint.errors));
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
      await using trickster = createTrickster({ routes, adminToken: "s3cr3t" });
      const before = trickster.routes();
      const expected = endpoint.isPublic ? [200, 200] : [401, 403];

      const withoutToken = await call(trickster, success);
      const fromElsewhere = await call(trickster, success, { host: "evil.example", authorization: "Bearer s3cr3t" });

      expect([withoutToken.status, fromElsewhere.status]).toEqual(expected);
      expect(trickster.routes()).toEqual(before);
    });
  },
);

const readable = endpoints.filter(({ method }) => method === "GET").map(({ name }) => name);

describe.each(readable)("The endpoint %s", (name) => {
  it("answers HEAD like GET, without the body, and changes nothing", async () => {
    const { success } = samples[name] ?? { success: ["GET /"] };
    await using trickster = createTrickster({ routes });
    const before = trickster.routes();
    const got = await call(trickster, success);

    const answer = await call(trickster, [success[0].replace("GET", "HEAD")]);

    expect([answer.status, answer.headers, answer.text()]).toEqual([got.status, got.headers, ""]);
    expect(trickster.routes()).toEqual(before);
  });
});
