import { afterAll, beforeAll, expect, it } from "vitest";
import { CallError, NotVerifiedError, TricksterClient } from "../../src/client.ts";
import { type Trickster, createTrickster } from "../../src/index.ts";

let trickster: Trickster;
let client: TricksterClient;

beforeAll(async () => {
  trickster = createTrickster({ routes: [{ id: "hello", path: "/hello", responses: [{ id: "a", body: "Hello!" }] }] });
  const { url } = await trickster.listen({ port: 0 });
  client = new TricksterClient({ url });
});
afterAll(() => trickster.close());

const textOf = async (url: string, init?: RequestInit): Promise<string> => (await fetch(url, init)).text();

it("A client reads and changes Routes", async () => {
  await using world = await client.openSandbox({ base: null });
  const added = await world.addRoute({ id: "a", path: "/a", tags: ["x"], responses: [{ body: 1 }] });
  expect(added).toMatchObject({ id: "a", method: "GET", used_count: 0 });
  expect(await world.addRoutes([{ id: "b", path: "/b", responses: [] }])).toMatchObject([{ id: "b" }]);
  expect(await world.addResponse("b", { id: "r", body: "b" })).toMatchObject({ id: "r" });
  expect(await world.patchRoute("b", [{ op: "replace", path: "/path", value: "/c" }])).toMatchObject({ path: "/c" });
  expect(await world.replaceRoute("a", { path: "/d", responses: [{ body: "d" }] })).toMatchObject({
    id: "a",
    path: "/d",
  });
  expect((await world.routes()).map(({ id }) => id)).toEqual(["a", "b"]);
  expect(await world.routes({ tag: "x" })).toEqual([]);
  expect(await world.route("b")).toMatchObject({ responses: [{ body: "b" }] });
  await world.removeRoute("a");
  expect(await textOf(`${world.url}/c`)).toBe("b");
  expect(await world.replaceRoutes([{ id: "z", path: "/z", responses: [] }])).toHaveLength(1);
  await world.removeRoutes();
  expect(await world.routes()).toEqual([]);
});

it("A client asks what would be answered, and why", async () => {
  expect(await client.matchRoute({ method: "GET", path: "/hello" })).toMatchObject({ id: "hello" });
  const explained = await client.explain({ method: "GET", path: "/helo" });
  expect(explained).toMatchObject({ matched: false, explain: [{ route: "hello", failed: [{ at: "/path" }] }] });
  expect(await client.suggestRoute({ method: "GET", path: "/new" })).toMatchObject({ path: "/new" });
  expect(await client.lint()).toMatchObject([{ route: "hello", rule: "unused-route" }]);
  await client.health();
});

it("A client has a sandbox, selected by its address or its headers", async () => {
  const sandbox = await client.openSandbox({ id: "mine", ttl: 60 });
  expect(await client.sandboxes()).toMatchObject([{ id: "mine", base: "default", ttl: 60 }]);
  expect(sandbox.url).toBe(`${client.url}/~mine`);
  await sandbox.addRoute({ path: "/own", responses: [{ body: "own" }] });
  const { baggage = "" } = sandbox.headers;
  expect(await textOf(`${sandbox.url}/own`)).toBe("own");
  expect(await textOf(`${client.url}/own`, { headers: sandbox.headers })).toBe("own");
  expect(await textOf(`${client.url}/own`, { headers: { baggage } })).toBe("own");
  expect(await (await client.sandbox("mine")).verify({ path: "/own", count: 3 })).toEqual({ verified: true, count: 3 });
  await sandbox.close();
  await sandbox.close();
  await expect(client.sandbox("mine")).rejects.toThrow('There is no sandbox with the id "mine" any more.');
});

it("A client sees which requests came, and verifies them", async () => {
  await using world = await client.openSandbox();
  await fetch(`${world.url}/hello?q=1`);
  await fetch(`${world.url}/nowhere`);

  expect(await world.requests({ outcome: "unmatched" })).toMatchObject([{ id: "2", request: { path: "/nowhere" } }]);
  expect(await world.requests({}, { limit: 1, since: "1" })).toMatchObject([{ id: "2" }]);
  expect(await world.request("1")).toMatchObject({ route: "hello", answer: { body: "Hello!" } });
  expect(await world.verify({ route: "hello", count: 1 })).toEqual({ verified: true, count: 1 });
  const failed: unknown = await world
    .verify({ path: "/hello", match: { query: { q: 2 } } })
    .catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(NotVerifiedError);
  expect(failed).toMatchObject({
    status: 422,
    count: 0,
    isIncomplete: false,
    explain: [{ request: "1", failed: [{ at: "/match/query/q", expected: 2, actual: "1" }] }, {}],
  });
  await expect(world.verify()).rejects.toThrow('No Route matched the request "2" (GET /nowhere).');
  await world.reset(["requests"]);
  expect(await world.verify()).toEqual({ verified: true, count: 0 });
  await world.removeRequests();
  await world.reset();
});

it("A client says what the server has refused, and where", async () => {
  const refused: unknown = await client.addRoute({ path: "/(", responses: [] }).catch((error: unknown) => error);

  expect(refused).toBeInstanceOf(CallError);
  expect(refused).toMatchObject({ status: 400, details: [{ at: "/path" }] });
  const elsewhere = new TricksterClient({ url: client.url, internalUrl: `${client.url}/hello`, token: "t" });
  await expect(elsewhere.routes()).rejects.toThrow("No active Route matches GET /hello/routes.");
  const page = new TricksterClient({
    url: "http://x",
    fetch: () => Promise.resolve(new Response("<html>", { status: 502 })),
  });
  await expect(page.health()).rejects.toThrow("GET /health was answered with 502, which is no answer of Trickster's");
});

it("A client reads and writes what a world remembers", async () => {
  await using world = await client.openSandbox();
  await world.addRoute({
    path: "/jobs/{id}",
    scenario: { name: "job", key: "{{ path.id }}" },
    responses: [
      { when: { state: "done" }, body: "done", then: { set: { "/last": "{{ path.id }}" } } },
      { body: "not yet" },
    ],
  });
  const ask = async (id: string) => (await fetch(`${world.url}/jobs/${id}`)).text();

  expect(await world.setState("job", "done", "a b/c")).toEqual({ key: "a b/c", state: "done" });
  expect([await ask("a%20b%2Fc"), await ask("x")]).toEqual(["done", "not yet"]);
  expect(await world.states("job")).toContainEqual({ key: "x", state: "started" });
  expect(await world.data()).toEqual({ last: "a b/c" });
  expect(await world.patchData({ more: [1] })).toEqual({ last: "a b/c", more: [1] });
  expect(await world.replaceData({ n: 1 })).toEqual({ n: 1 });
  await world.reset(["data", "scenarios"]);
  expect([await world.data(), await client.data()]).toEqual([{}, {}]);
});

it("A client moves the time of a world", async () => {
  await using world = await client.openSandbox({ clock: { fix: "2026-01-01T00:00:00Z" }, seed: 7 });

  expect(await world.changeClock({ advance: 60 })).toEqual({ now: "2026-01-01T00:01:00Z", mode: "fixed", waiting: 0 });
  expect(await world.clock()).toMatchObject({ mode: "fixed" });
  expect(await client.clock()).toMatchObject({ mode: "running" });
  expect(await client.sandboxes()).toMatchObject([{ seed: 7 }]);
});
