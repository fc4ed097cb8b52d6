import { expect } from "vitest";
import type { Log } from "../../src/index.ts";
import { expectError } from "../support/expect-error.ts";
import { describeFeature } from "../support/transports.ts";

const definition = { id: "a", path: "/a", responses: [{ id: "r", body: "" }] };

describeFeature("The internal API answers", {}, (test) => {
  test("200 with JSON when it was asked for something", async (server) => {
    await server.add(definition);

    for (const path of [
      "/routes",
      "/routes/a",
      "/routes/a/responses",
      "/routes/a/responses/r",
      "/match_route?method=GET&path=/a",
      "/health",
    ]) {
      const answer = await server.request(`/internal${path}`);
      expect([path, answer.status, answer.headers["content-type"]]).toEqual([path, 200, "application/json"]);
      expect(answer.json()).toBeTypeOf("object");
    }
  });

  test("201 with the resource as JSON when it created or updated something", async (server) => {
    for (const [line, payload] of [
      ["POST /internal/routes", definition],
      ["PUT /internal/routes/a", definition],
      ["PATCH /internal/routes/a", { method: "PUT" }],
      ["POST /internal/routes/a/responses", { id: "s", body: "" }],
      ["PUT /internal/routes/a/responses/s", { body: "" }],
    ] as const) {
      const answer = await server.call(line, payload);
      expect([line, answer.status, answer.headers["content-type"]]).toEqual([line, 201, "application/json"]);
      const { id } = answer.json() as { id: string };
      const path = id === "a" ? "/internal/routes/a" : `/internal/routes/a/responses/${id}`;
      expect(answer.json()).toEqual(await server.read(path));
    }
  });

  test("204 without a body when there is nothing to be returned", async (server) => {
    await server.add(definition);

    for (const line of [
      "DELETE /internal/routes/a/responses/r",
      "DELETE /internal/routes/a",
      "DELETE /internal/routes",
      "POST /internal/reset",
    ]) {
      const answer = await server.request(line);
      expect([line, answer.status, answer.text()]).toEqual([line, 204, ""]);
      expect(answer.headers["content-type"]).toBeUndefined();
    }
  });

  test("400 to malformed data", async (server) => {
    const answer = await server.call("POST /internal/routes", { path: "/a" });

    expectError(answer, 400, 'The payload is missing the required field "responses".');
  });

  test("404 for what is not there", async (server) => {
    expectError(await server.request("/nobody"), 404, "No active Route matches GET /nobody.");
    expectError(
      await server.request("/internal/routes/not_existing_route_id"),
      404,
      'There is no Route with the id "not_existing_route_id".',
    );
  });

  test("409 for what exists already", async (server) => {
    await server.add(definition);

    const answer = await server.call("POST /internal/routes", definition);

    expectError(answer, 409, 'There is already a Route with the id "a".');
    expect(answer.text()).toBe('{"error":"Duplicate","message":"There is already a Route with the id \\"a\\"."}');
  });
});

const errors: unknown[] = [];
const log: Log = { isDebug: false, debug() {}, info() {}, warn() {}, error: (message) => void errors.push(message) };
const random = (): number => {
  throw new Error("the dice are broken");
};

describeFeature("A defect of Trickster's own", { random, log }, (test) => {
  test("is a 500 with the error body, tells the client nothing of its inside, and is logged", async (server) => {
    errors.length = 0;
    await server.add({ path: "/a", response_selection: "random", responses: [{ body: "" }] });

    expectError(await server.request("/a"), 500, "Trickster failed to answer; its log says why.");

    expect(errors).toEqual(["a defect of Trickster; please report it"]);
    expect((await server.request("/internal/health")).status).toBe(200);
  });
});
