import { describe, expect, it } from "vitest";
import { type Trickster, type TricksterOptions, createTrickster } from "../../src/index.ts";
import { MemoryLog } from "../support/memory-log.ts";

const hostile = (start: string, repeated: string, end: string): string =>
  (start + repeated.repeat(9990 / repeated.length)).slice(0, 9999 - end.length) + end;

/** Patterns that blow up in engines that backtrack, and which the linear one decides: the path, and whether it matches. */
const linear: readonly (readonly [string, string, boolean])[] = [
  ["^(([a-z])+.)+[A-Z]([a-z])+$", "a".repeat(45), false],
  ["^(([a-z])+.)+[A-Z]([a-z])+$", `${"a".repeat(9000)}Za`, true],
  ["/(a+)+$", hostile("/", "a", "!"), false],
  ["/(a+)+$", hostile("/", "a", "a"), true],
  ["/(a*)*$", hostile("/", "a", "!"), false],
  ["/(a|a)*$", hostile("/", "a", "!"), false],
  ["/(a|aa)+$", hostile("/", "a", "!"), false],
  ["/(a|a?)+$", hostile("/", "a", "!"), false],
  ["(.*a){20}", hostile("/", "b", "!"), false],
  ["/(.*a){10}b", hostile("/", "a", "c"), false],
  ["/([a-zA-Z]+)*$", hostile("/", "a", "!"), false],
  ["/(\\w+\\s?)*$", hostile("/", "a", "!"), false],
  ["/(x+x+)+y", hostile("/", "x", "z"), false],
  ["/(x+x+)+y", hostile("/", "x", "y"), true],
  ["/(.+)+[^/]/x", hostile("/", "a", "!"), false],
  ["/^(\\d+)*[A-F]$", hostile("/", "1", "!"), false],
  ["/((a+)b?)+c", hostile("/", "ab", "d"), false],
  ["/\\d*\\d*\\d*\\d*\\d*x", hostile("/", "1", "y"), false],
  ["/.*.*.*.*.*.*.*.*.*.*=.*", hostile("/", "a", "!"), false],
  ["/([\\w.-]+)+@([\\w-]+\\.)+\\w{2,}", hostile("/", "a.", "!"), false],
  ["/(([a-z0-9]+-?)+\\.)+[a-z]+", hostile("/", "a-", "!"), false],
  ["/(?:a?){50}a{50}", `/${"a".repeat(50)}`, true],
];

/** Patterns that only an engine that can backtrack runs, and that take it too long. */
const slow: readonly (readonly [string, string])[] = [
  ["/(?=a)(a+)+$", hostile("/", "a", "!")],
  ["/(?=(a+)+$)a*!?", hostile("/", "a", "!")],
  ["/(?!(a+)+$)a*", hostile("/", "a", "!")],
  ["/(?:(?=a)a+)+$", hostile("/", "a", "!")],
  ["/(?!x)(a|a)*$", hostile("/", "a", "!")],
  ["/(?!x)(.*a){20}", hostile("/", "a", "!")],
  ["/(?<!x)(a+)+b", hostile("/", "a", "!")],
  ["/(a*)*\\1b", hostile("/", "a", "!")],
  ["/(.*)(.*)(.*)\\1\\2\\3!x", hostile("/", "a", "!")],
  ["/(?P<x>a+)+(?P=x)b", hostile("/", "a", "!")],
  ["/(?!x)(([a-z])+.)+[A-Z]([a-z])+$", hostile("/", "a", "!")],
  ["/(?=.*\\d)(?=(.+)+[A-Z]$).*", hostile("/", "a1", "!")],
];

function withRoute(path: string, options: TricksterOptions = {}): { trickster: Trickster; log: MemoryLog } {
  const log = new MemoryLog();
  const routes = [{ id: "evil", path, responses: [{ body: "matched" }] }];
  return { trickster: createTrickster({ ...options, log, routes }), log };
}

/** So long that no busy machine ends a pattern that is linear. */
const patient = { patternTimeout: 5, matchTimeout: 5 };

/** The answer to a request, before the test runs out of time; an engine without a guard takes until the end of days. */
async function statusSoon(trickster: Trickster, url: string): Promise<number> {
  return (await trickster.handle({ url })).status;
}

describe("A pattern that makes other engines hang", () => {
  it.each(linear)("%s is matched right, and soon", async (pattern, path, verdict) => {
    const { trickster, log } = withRoute(pattern, patient);

    expect(await statusSoon(trickster, path)).toBe(verdict ? 200 : 404);
    expect(await statusSoon(trickster, path)).toBe(verdict ? 200 : 404);
    expect(log.at("warn")).toEqual([]);
  });

  it.each(slow)("%s does not match when it takes too long, which is logged once", async (pattern, path) => {
    const { trickster, log } = withRoute(pattern);

    expect(await statusSoon(trickster, path)).toBe(404);
    expect(await statusSoon(trickster, path)).toBe(404);
    expect(log.at("warn")).toEqual([
      {
        level: "warn",
        message: "the path of a Route takes too long to match, and counts as not matching",
        fields: { route: "evil", path: pattern },
      },
    ]);
    expect(log.at("error")).toEqual([]);
  });

  it("matches again as soon as a path is harmless", async () => {
    const { trickster } = withRoute("/(?!x)(a+)+");

    expect(await statusSoon(trickster, hostile("/", "a", "!"))).toBe(404);
    expect(await statusSoon(trickster, "/aaa")).toBe(200);
    expect(await statusSoon(trickster, "/aab")).toBe(404);
  });

  it("leaves the other Routes to answer", async () => {
    const { trickster } = withRoute("/(?!x)(a+)+");
    trickster.addRoute({ path: "/a*!", responses: [{ body: "next" }] });

    expect((await trickster.handle({ url: hostile("/", "a", "!") })).text()).toBe("next");
  });
});

describe("Many slow patterns", () => {
  it("together take no more of a request than its own budget, and say so once each", async () => {
    const log = new MemoryLog();
    await using trickster = createTrickster({ log, patternTimeout: 0.5, matchTimeout: 1 });
    for (let index = 0; index < 400; index += 1) {
      trickster.addRoute({ path: `/(?!x)(a+)+(?!${index})b`, responses: [{ body: "slow" }] });
    }
    trickster.addRoute({ path: "/a*!", responses: [{ body: "last" }] });
    const path = hostile("/", "a", "!");

    // At half a second each they would take minutes. What is left for the others is more than a busy machine takes.
    expect(await statusSoon(trickster, path)).toBe(200);
    expect(await statusSoon(trickster, path)).toBe(200);
    expect(log.at("warn")).toHaveLength(400);
  });

  it("of the linear engine do not either, however large their programs are", async () => {
    await using trickster = createTrickster();
    for (let index = 0; index < 8; index += 1) {
      trickster.addRoute({ path: `/${"\\p{L}{1,50}".repeat(800)}${index}`, responses: [{ body: "slow" }] });
    }
    const path = hostile("/", "a", "!");

    expect(await statusSoon(trickster, path)).toBe(404);
    expect(await statusSoon(trickster, path)).toBe(404);
  });

  it("leave match_route no slower", async () => {
    const { trickster } = withRoute("/(?!x)(a+)+");
    const { status } = await trickster.handle({
      method: "POST",
      url: "/internal/match_route",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ method: "GET", path: hostile("/", "a", "!") }),
    });

    expect(status).toBe(404);
  });
});

describe("A path under the guard", () => {
  it("may take longer if --pattern-timeout allows it", async () => {
    const pattern = "/(?!x)(a+)+";
    const path = `/${"a".repeat(22)}!`;
    const log = new MemoryLog();
    await using trickster = createTrickster({ log, patternTimeout: 20, matchTimeout: 20 });
    trickster.addRoute({ path: pattern, responses: [] });
    trickster.addRoute({ path: pattern, responses: [{ body: "matched" }] });

    expect((await trickster.handle({ url: path })).status).toBe(404);
    expect(log.at("warn")).toEqual([]);
  });

  it("never matches if no time is left for it", async () => {
    const log = new MemoryLog();
    await using hasty = createTrickster({ log, matchTimeout: 0 });
    hasty.addRoute({ path: "/(?!x)a", responses: [{ body: "matched" }] });

    expect((await hasty.handle({ url: "/a" })).status).toBe(404);
    expect(log.at("warn")).toHaveLength(1);
  });
});
