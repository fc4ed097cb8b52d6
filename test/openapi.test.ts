import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { listEndpoints } from "../src/admin/endpoints.ts";
import { createTrickster } from "../src/index.ts";
import { version } from "../src/version.ts";
import { type ApiDocument, complaints, createCompiler, listOperations } from "./contracts/described-api.ts";

await using trickster = createTrickster();
const { internalUrl } = await trickster.listen({ port: 0 });
const document = (await (await fetch(`${internalUrl}/openapi.json`)).json()) as ApiDocument;
const compile = createCompiler(document);

type Examined = [place: string, schema: object, value: unknown];

/** Every example and every default, beside the schema that it stands in. */
function collectExamples(schema: unknown, at: string): Examined[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { examples = [], ...rest } = schema as { examples?: unknown[]; default?: unknown };
  const own = [...examples, ...("default" in rest ? [rest.default] : [])];
  const below = Object.entries(rest).filter(([name]) => name !== "default" && name !== "enum");
  return [
    ...own.map((value): Examined => [at, rest, value]),
    ...below.flatMap(([name, member]) => collectExamples(member, `${at}/${name}`)),
  ];
}

const operations = listOperations(document);

const contents = operations.flatMap(([line, { requestBody, responses }]) =>
  [["request", requestBody] as const, ...Object.entries(responses)].flatMap(([name, described]) => {
    const media = described?.content?.["application/json"];
    return media === undefined ? [] : [{ at: `${line} ${name}`, ...media }];
  }),
);

function schemaOf(line: string, status: number): object {
  const operation = operations.find(([name]) => name === line)?.[1];
  const schema = operation?.responses[status]?.content?.["application/json"].schema;
  if (schema === undefined) throw new Error(`${line} does not describe the answer ${status}`);
  return schema;
}

describe("The OpenAPI document of the internal API", () => {
  it("is valid for a reader that knows nothing of Trickster", async () => {
    const validator = new Validator();

    const { valid, errors } = await validator.validate(structuredClone(document) as object as Record<string, unknown>);

    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    expect(validator.version).toBe("3.1");
  });

  it("tells the version and the prefix of the server", async () => {
    expect(document.info.version).toBe(version);
    expect(document.servers).toEqual([{ url: "/internal" }]);

    await using other = createTrickster({ prefix: "/_mock" });
    const answer = await other.handle({ url: "/_mock/openapi.json" });
    expect(answer.json()).toMatchObject({ servers: [{ url: "/_mock" }] });
  });

  it("lists the endpoints that there are, and no others", () => {
    const endpoints = listEndpoints({ prefix: "/internal", version });

    expect(operations.map(([line, { operationId }]) => `${line} ${operationId}`).toSorted()).toEqual(
      endpoints.map(({ method, path, name }) => `${method} ${path} ${name}`).toSorted(),
    );
  });

  it("refers only to components that there are, and uses each", () => {
    const references = new Set(
      [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name = ""]) => name),
    );

    expect([...references].toSorted()).toEqual(Object.keys(document.components.schemas).toSorted());
  });

  it.each(contents.map(({ at, ...rest }) => [at, rest] as const))("gives a valid example: %s", (_, media) => {
    const validate = compile(media.schema);

    expect("example" in media ? complaints(validate, media.example) : []).toEqual([]);
  });

  it("gives valid examples and defaults within its schemas", () => {
    const examples = collectExamples(document.components.schemas, "");
    expect(examples.length).toBeGreaterThan(20);

    const faults = examples.flatMap(([at, schema, value]) =>
      complaints(compile(schema), value).map((fault) => `${at} ${JSON.stringify(value)} ${fault}`),
    );

    expect(faults).toEqual([]);
  });
});

describe("An answer of the running server", () => {
  const everything = {
    id: "all",
    path: "/(?P<a>x)",
    method: "PATCH",
    auth: { method: "form", fields: { a: "b" }, unauthorized_response: { body_base64: "AA==", delay: [0, 1] } },
    response_selection: "cycle",
    responses: [
      { id: "a", body: { b: 1, "1": [null] }, headers: { "set-cookie": ["a=1", "b=2"] }, delay: 1.5 },
      { body_base64: "", status: 999, repeat: 1, weight: 0 },
    ],
  };

  it.each([
    ["POST /routes", "/routes", everything, 201],
    ["POST /routes", "/routes", { path: "/", responses: [] }, 201],
    ["POST /routes", "/routes", { responses: 7, x: 1 }, 400],
    ["POST /routes", "/routes", "{", 400],
    ["POST /routes", "/routes", { ...everything, id: "first" }, 409],
    ["GET /routes", "/routes", undefined, 200],
    ["GET /routes/{route_id}", "/routes/first", undefined, 200],
    ["GET /routes/{route_id}", "/routes/nobody", undefined, 404],
    ["PUT /routes/{route_id}", "/routes/first", everything, 201],
    ["PATCH /routes/{route_id}", "/routes/first", { auth: { method: "hmac", key: "k" } }, 201],
    ["PATCH /routes/{route_id}", "/routes/first", [{ op: "remove", path: "/path" }], 400],
    ["GET /routes/{route_id}/responses", "/routes/first/responses", undefined, 200],
    ["POST /routes/{route_id}/responses", "/routes/first/responses", { body: null }, 201],
    ["GET /routes/{route_id}/responses/{response_id}", "/routes/first/responses/a", undefined, 200],
    ["PUT /routes/{route_id}/responses/{response_id}", "/routes/first/responses/a", { body: "x" }, 201],
    ["POST /match_route", "/match_route", { method: "GET", path: "/first" }, 200],
    ["GET /match_route", "/match_route?method=GET&path=/nobody", undefined, 404],
    ["GET /health", "/health", undefined, 200],
  ] as const)("is as described: %s", async (line, path, payload, status) => {
    await using server = createTrickster({
      routes: [{ id: "first", path: "/first", responses: [{ id: "a", body: 1 }] }],
    });
    const address = await server.listen({ port: 0 });

    const answer = await fetch(`${address.internalUrl}${path}`, {
      method: line.split(" ", 1)[0] ?? "GET",
      headers: { "content-type": "application/json" },
      ...(payload !== undefined && { body: typeof payload === "string" ? payload : JSON.stringify(payload) }),
    });

    expect(answer.status).toBe(status);
    expect(complaints(compile(schemaOf(line, status)), await answer.json())).toEqual([]);
  });
});
