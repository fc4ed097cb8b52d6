import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Clock, type Trickster, createTrickster } from "../../src/index.ts";
import { anyPayload } from "../support/arbitrary-payloads.ts";

const NAMES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  404: "Not Found",
  409: "Duplicate",
  410: "Gone",
  422: "Not Verified",
};

interface Endpoint {
  readonly method: string;
  readonly url: string;
  /** The statuses that the OpenAPI document names. */
  readonly statuses: ReadonlySet<number>;
}

async function readEndpoints(trickster: Trickster): Promise<Endpoint[]> {
  const { paths } = (await trickster.handle({ url: "/internal/openapi.json" })).json() as {
    paths: Record<string, Record<string, { responses?: Record<string, { content?: object }> }>>;
  };
  const endpoints = Object.entries(paths).flatMap(([template, item]) => {
    const url = `/internal${template.replace("{route_id}", "r").replace("{response_id}", "a").replace("{sandbox_id}", "s")}`;
    return Object.entries(item).flatMap(([method, { responses }]) =>
      responses === undefined || "text/event-stream" in (responses[200]?.content ?? {})
        ? []
        : [{ method: method.toUpperCase(), url, statuses: new Set(Object.keys(responses).map(Number)) }],
    );
  });
  // What removes everything comes last, so that the others find something to change.
  return endpoints.toSorted((a, b) => Number(a.method === "DELETE") - Number(b.method === "DELETE"));
}

/** What is wrong with an answer, or `undefined`. */
function faultOf(status: number, text: string, { statuses }: Endpoint): string | undefined {
  if (!statuses.has(status)) return `undocumented status ${status}`;
  if (status === 204) return text === "" ? undefined : "a 204 with a body";
  const body = JSON.parse(text) as { error?: unknown; message?: unknown };
  if (status < 400) return undefined;
  if (body.error !== NAMES[status]) return `the error is called ${String(body.error)}`;
  return typeof body.message === "string" && body.message.length > 0 ? undefined : "no message";
}

/** Milliseconds: some 80,000 calls on a busy machine. */
const timeout = 150_000;

test(
  "5,000 payloads to every internal endpoint are answered with a documented status, and never a 500",
  { timeout },
  async () => {
    const trickster = createTrickster({ routes: [{ id: "r", path: "/r", responses: [{ id: "a", body: "" }] }] });
    const endpoints = await readEndpoints(trickster);
    expect(endpoints.length).toBeGreaterThan(15);

    await fc.assert(
      fc.asyncProperty(anyPayload, async (body) => {
        trickster.reset();
        for (const endpoint of endpoints) {
          const { method, url } = endpoint;
          const answer = await trickster.handle({ method, url, body, headers: { "content-type": "application/json" } });
          const fault = faultOf(answer.status, answer.text(), endpoint);
          if (fault !== undefined) throw new Error(`${method} ${url}: ${fault}: ${answer.text().slice(0, 300)}`);
        }
      }),
      { numRuns: 5000 },
    );
  },
);

/** Lets any time pass at once. */
const clock: Clock = {
  now: () => 0,
  after(_, callback) {
    queueMicrotask(callback);
    return () => {};
  },
};

test("whatever Route was taken, requests to it are never a 500", async () => {
  await fc.assert(
    fc.asyncProperty(anyPayload, fc.webPath(), async (body, path) => {
      const trickster = createTrickster({ clock });
      await trickster.handle({
        method: "POST",
        url: "/internal/routes",
        body,
        headers: { "content-type": "application/json" },
      });
      const expected = new Set(trickster.routes().flatMap(ownStatuses));
      for (const route of trickster.routes()) {
        for (const url of [route.path, path, "/", "/a", "/a/b"]) {
          const { status } = await trickster.handle({ method: String(route.method), url });
          expect([...expected, 404, 414]).toContain(status);
        }
      }
    }),
    { numRuns: 500 },
  );
});

function ownStatuses({ auth, responses }: ReturnType<Trickster["routes"]>[number]): number[] {
  const own = responses.map(({ status }) => Number(status));
  return auth === null ? own : [...own, auth.unauthorized_response?.status ?? 401];
}
