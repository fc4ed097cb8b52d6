import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Trickster, createTrickster } from "../../src/index.ts";
import { decodePath, normalizePath, parseTarget } from "../../src/http/target.ts";
import { readEndpoints } from "../support/endpoints.ts";
import { send } from "../support/http-client.ts";

/** One character, escaped or not. */
function spellCharacter(character: string): fc.Arbitrary<string> {
  const hex = character.charCodeAt(0).toString(16).padStart(2, "0");
  return fc.constantFrom(character, character, `%${hex}`, `%${hex.toUpperCase()}`);
}

const spellSegment = (segment: string): fc.Arbitrary<string> =>
  fc.tuple(...segment.split("").map(spellCharacter)).map((parts) => parts.join(""));

const dot = fc.constantFrom(".", "%2e", "%2E");
const dots = fc.tuple(dot, dot).map((both) => both.join(""));
const word = fc.stringMatching(/^[a-z]{1,5}$/);
/** What a slash may be written as without changing what a path means. */
const slash = fc.oneof(
  { weight: 3, arbitrary: fc.constant("/") },
  fc.constantFrom("//", "///"),
  dot.map((one) => `/${one}/`),
  fc.tuple(word, dots).map(([segment, up]) => `/${segment}/${up}/`),
  fc.tuple(word, word, dots, dots).map(([a, b, up, again]) => `/${a}/${b}/${up}//${again}/`),
);
const start = fc.constantFrom("", "", "/..", "/%2e.", "http://evil.example", "http://evil.example:80", "HTTPS://u:p@h");

/** Ways to write a path that all mean the same. */
function spellings(path: string): fc.Arbitrary<string> {
  const segments = path.slice(1).split("/");
  return fc
    .tuple(
      start,
      ...segments.map((segment) => fc.tuple(slash, spellSegment(segment))),
      fc.constantFrom("", "?", "?a=/b"),
    )
    .map((parts) => parts.flat().join(""));
}

const PIECES =
  `/ // internal routes .. . %2e %2F %5c \\ % %69nternal %25 ; ? # @ http: http:// localhost evil.example %00
  %C0%AF %c3%a9 : INTERNAL health`.split(/\s+/);

/** All that Trickster must not let anybody see or touch. */
const endpoints = ["/internal/routes", "/internal/routes/r", "/internal/routes/r/responses", "/internal/openapi.json"];
const spelling = fc.constantFrom(...endpoints).chain((path) => spellings(path).map((target) => ({ path, target })));

async function answersOf(trickster: Trickster, target: string): Promise<{ foreign: number; own: number }> {
  const ask = (host: string, url: string) => trickster.handle({ url, headers: { host } });
  const relative = target.replace(/^https?:\/\/[^/]*/i, "http://localhost");
  return { foreign: (await ask("evil.example", target)).status, own: (await ask("localhost", relative)).status };
}

describe("An internal path in any spelling", () => {
  it("is routed like its plain one, and guarded like it", async () => {
    await using trickster = createTrickster({ routes: [{ id: "r", path: "/r", responses: [] }] });
    trickster.addRoute({ path: ".*", responses: [{ body: "mocked", status: 299 }] });
    await fc.assert(
      fc.asyncProperty(spelling, async ({ target }) => {
        expect(await answersOf(trickster, target)).toEqual({ foreign: 403, own: 200 });
      }),
      { numRuns: 1500 },
    );
  });

  it("is so over a socket too, where Node.js hands the target over", async () => {
    await using trickster = createTrickster({ routes: [{ id: "r", path: "/r", responses: [] }] });
    const { port } = await trickster.listen({ port: 0 });
    await fc.assert(
      fc.asyncProperty(spelling, async ({ target }) => {
        const answer = await send(port, { url: target, headers: { host: "evil.example" } });
        expect(answer.status).toBe(403);
      }),
      { numRuns: 150 },
    );
  });

  it("never reaches an endpoint unguarded, whatever bytes it is made of", async () => {
    await using trickster = createTrickster();
    trickster.addRoute({ path: "[^]*", responses: [{ body: "mocked", status: 299 }] });
    const piece = fc.constantFrom(...PIECES);
    const target = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
    await fc.assert(
      fc.asyncProperty(target, async (url) => {
        const { status } = await trickster.handle({ url, headers: { host: "evil.example" } });
        // Only health, which is nobody's secret, may be told to anybody.
        const isHealth = normalizePath(decodePath(parseTarget(url).rawPath)) === "/internal/health";
        expect(isHealth ? [200] : [299, 403, 404]).toContain(status);
      }),
      { numRuns: 5000 },
    );
  });

  it("that means something else is mocked traffic", async () => {
    await using trickster = createTrickster();
    trickster.addRoute({ path: ".*", responses: [{ body: "mocked", status: 299 }] });
    for (const url of [
      "/INTERNAL/routes",
      "/internal%2Froutes",
      "/%2finternal/routes",
      "/%2569nternal/routes",
      "/internal/routes/",
      "/internal/routes/r/..",
      "/internal/../routes",
      "/internal/routes/../../x",
      "/x/internal/routes",
      "/internal;/routes",
      "/internal\\routes",
      "/?/internal/routes",
      "/x?/../internal/routes",
      "/internalroutes",
      "*",
      "internal/routes",
    ]) {
      const { status } = await trickster.handle({ url, headers: { host: "evil.example" } });
      expect([url, status]).toEqual([url, 299]);
    }
  });
});

describe("Every endpoint of the OpenAPI document", () => {
  const attacks = {
    "a foreign Host": { host: "evil.example" },
    "a foreign page": { origin: "http://evil.example" },
    "a sandboxed page": { origin: "null" },
    "a foreign image": { "sec-fetch-site": "cross-site", "sec-fetch-dest": "image" },
    "no token": {},
  };
  it.each(Object.entries(attacks))("is closed to %s", async (_, headers) => {
    await using open = createTrickster();
    await using trickster = createTrickster({ adminToken: "t", routes: [{ id: "r", path: "/r", responses: [] }] });
    const read = async (url: string): Promise<unknown> => (await open.handle({ url })).json();
    const list = await readEndpoints({ read });
    expect(list.length).toBeGreaterThan(15);
    for (const { method, path } of list) {
      if (path === "/internal/health") continue;
      const known = Object.keys(headers).length > 0 ? { authorization: "Bearer t", ...headers } : {};
      const { status } = await trickster.handle({ method, url: path, headers: known });
      expect([method, path, status]).toEqual([method, path, Object.keys(headers).length > 0 ? 403 : 401]);
    }
    expect(trickster.routes()).toHaveLength(1);
  });
});

describe("With --internal-port", () => {
  it("the internal API is on a port of its own, and the mocked one knows nothing of it", async () => {
    await using trickster = createTrickster({ internalPort: 0 });
    trickster.addRoute({ path: "/mocked", responses: [{ body: "mocked" }] });
    const { port, internalUrl } = await trickster.listen({ port: 0 });
    const internal = Number(new URL(internalUrl).port);

    expect(internal).not.toBe(port);
    expect((await send(internal, { url: "/internal/routes" })).status).toBe(200);
    expect((await send(internal, { url: "//%69nternal/x/../routes" })).status).toBe(200);
    for (const url of [
      "/internal/routes",
      "//internal/routes",
      "/internal/health",
      "http://localhost/internal/routes",
    ]) {
      const answer = await send(port, { url });
      expect([url, answer.status]).toEqual([url, 404]);
      expect(answer.headers["x-frame-options"]).toBeUndefined();
    }
    expect((await send(port, { url: "/mocked" })).text()).toBe("mocked");
  });

  it("the internal port answers no mocked request, so that no mocked page shares its origin", async () => {
    await using trickster = createTrickster({ internalPort: 0 });
    trickster.addRoute({ id: "all", path: ".*", responses: [{ body: "mocked" }] });
    const { port, internalUrl } = await trickster.listen({ port: 0 });
    const internal = Number(new URL(internalUrl).port);

    const answer = await send(internal, { url: "/mocked" });

    expect(answer.status).toBe(404);
    expect(answer.json()).toMatchObject({ error: "Not Found" });
    expect(trickster.route("all").used_count).toBe(0);
    expect(
      (await send(internal, { url: "/internal/routes", headers: { origin: `http://127.0.0.1:${port}` } })).status,
    ).toBe(403);
  });

  it("lets internal paths be mocked on the other one", async () => {
    await using trickster = createTrickster({ internalPort: 0 });
    trickster.addRoute({ path: "/internal/routes", responses: [{ body: "mocked" }] });
    const { port } = await trickster.listen({ port: 0 });

    expect((await send(port, { url: "/internal/routes", headers: { host: "evil.example" } })).text()).toBe("mocked");
  });
});
