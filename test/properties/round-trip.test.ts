import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createTrickster } from "../../src/index.ts";
import { anyJsonText, anyResponse, anyRoute } from "../support/arbitrary-routes.ts";

const headers = { "content-type": "application/json" };

function call(trickster: ReturnType<typeof createTrickster>, line: string, body = "") {
  const [method = "GET", url = "/"] = line.split(" ");
  return trickster.handle({ method, url, body, ...(body !== "" && { headers }) });
}

/** The members of a JSON text that was written without white space, in their order. */
function bodies(text: string): string[] {
  return text.split('"body":').slice(1);
}

test("every valid Route is taken, reads back the same, and can be sent back by PUT and POST", async () => {
  await fc.assert(
    fc.asyncProperty(anyRoute, async (definition) => {
      const trickster = createTrickster();
      const created = await call(trickster, "POST /internal/routes", definition);
      expect([created.status, created.status === 201 ? "" : created.text()]).toEqual([201, ""]);
      const { id } = created.json() as { id: string };

      const read = await call(trickster, `GET /internal/routes/${id}`);
      expect(read.text()).toBe(created.text());

      const put = await call(trickster, `PUT /internal/routes/${id}`, read.text());
      expect([put.status, put.text()]).toEqual([201, read.text()]);
      expect((await call(trickster, `GET /internal/routes/${id}`)).text()).toBe(read.text());

      await call(trickster, `DELETE /internal/routes/${id}`);
      const posted = await call(trickster, "POST /internal/routes", read.text());
      expect([posted.status, posted.text()]).toEqual([201, read.text()]);
    }),
    { numRuns: 500 },
  );
});

test("a valid Route reads back with all that was given", async () => {
  await fc.assert(
    fc.asyncProperty(anyRoute, async (definition) => {
      const trickster = createTrickster();
      const created = await call(trickster, "POST /internal/routes", definition);
      const { used_count: _used, is_active: _active, auth, responses, ...given } = JSON.parse(definition) as Route;
      const read = created.json() as Route;

      expect(read).toMatchObject(given);
      expect(read.used_count).toBe(0);
      expect(read.responses).toHaveLength(responses.length);
      for (const [index, { used_count: _u, is_active: _a, delay, ...response }] of responses.entries()) {
        expect(read.responses[index]).toMatchObject(response);
        expect(read.responses[index]).toMatchObject({ used_count: 0, is_active: true });
        const [min, max] = [delay ?? 0].flat();
        expect(read.responses[index]?.delay).toEqual(max === undefined || min === max ? min : delay);
      }
      expect(read.auth?.method).toBe(auth?.method);
    }),
    { numRuns: 300 },
  );
});

interface Route {
  auth?: { method: string } | null;
  responses: { used_count?: unknown; is_active?: unknown; delay?: number | number[] }[];
  used_count?: unknown;
  is_active?: unknown;
}

test("every JSON body is sent and read back with its digits and the order of its members", async () => {
  await fc.assert(
    fc.asyncProperty(anyJsonText, async (body) => {
      const trickster = createTrickster();
      const created = await call(
        trickster,
        "POST /internal/routes",
        `{"path":"/a","responses":[{"id":"r","body":${body}}]}`,
      );

      expect(bodies(created.text())[0]?.startsWith(`${body},"delay"`)).toBe(true);
      const sent = body.startsWith('"') ? Buffer.from(JSON.parse(body) as string).toString() : body;
      expect((await call(trickster, "GET /a")).text()).toBe(sent);
    }),
    { numRuns: 500 },
  );
});

test("a single Response reads back the same however it comes into its Route", async () => {
  await fc.assert(
    fc.asyncProperty(anyResponse, async (definition) => {
      const trickster = createTrickster();
      trickster.addRoute({ id: "a", path: "/a", responses: [{ id: "first", body: "" }] });
      const created = await call(trickster, "POST /internal/routes/a/responses", definition);
      const { id } = created.json() as { id: string };
      expect(created.status).toBe(201);

      const put = await call(trickster, `PUT /internal/routes/a/responses/${id}`, created.text());
      expect([put.status, put.text()]).toEqual([201, created.text()]);

      await call(trickster, "PUT /internal/routes/a", `{"path":"/a","responses":[${created.text()}]}`);
      expect((await call(trickster, `GET /internal/routes/a/responses/${id}`)).text()).toBe(created.text());

      const patch = `[{"op":"add","path":"/responses/0","value":${definition}}]`;
      const patched = await call(trickster, "PATCH /internal/routes/a", patch);
      const [first] = (patched.json() as { responses: { id: string }[] }).responses;
      const added = await call(trickster, `GET /internal/routes/a/responses/${first?.id}`);
      expect(added.text().replace(first?.id ?? "", id)).toBe(created.text());
    }),
    { numRuns: 300 },
  );
});
