import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTrickster } from "../../src/index.ts";
import { anyHeaders, anyText } from "../support/arbitrary-routes.ts";
import { CountingAgent } from "../support/counting-agent.ts";
import { send } from "../support/http-client.ts";

const trickster = createTrickster();
let port = 0;

beforeAll(async () => {
  ({ port } = await trickster.listen({ port: 0 }));
});

afterAll(() => trickster[Symbol.asyncDispose]());

const status = fc.oneof(fc.integer({ min: 200, max: 999 }), fc.constantFrom(200, 204, 205, 304));
const method = fc.constantFrom("GET", "HEAD", "POST", "OPTIONS");

test("no Response, whatever its headers, breaks the connection that it is sent on", async () => {
  await fc.assert(
    fc.asyncProperty(method, status, anyHeaders, anyText, async (verb, code, headers, body) => {
      trickster.removeRoutes();
      trickster.addRoute({ path: "/next", responses: [{ body: "next" }] });
      const route = {
        path: "/a",
        method: verb,
        responses: [{ status: code, body, headers: JSON.parse(headers) as object }],
      };
      await send(port, {
        method: "POST",
        url: "/internal/routes",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(route),
      });
      const agent = new CountingAgent();

      const first = await send(port, { method: verb, url: "/a" }, agent);
      const second = await send(port, { url: "/next" }, agent);

      agent.destroy();
      const isBodiless = verb === "HEAD" || code === 204 || code === 304;
      expect(first.status).toBe(code);
      expect(first.text()).toBe(isBodiless ? "" : Buffer.from(body).toString());
      expect([second.text(), agent.connections]).toEqual(["next", 1]);
    }),
    { numRuns: 300 },
  );
});
