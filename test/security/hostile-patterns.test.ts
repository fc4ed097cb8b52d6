import { describe, expect, it } from "vitest";
import { createTrickster } from "../../src/index.ts";

const words = Array.from({ length: 1900 }, (_, index) => `w${index.toString(36)}`);

/** Patterns that cost a compiler time, memory or stack: one that blows up on them takes minutes, or dies. */
const patterns: readonly (readonly [string, string])[] = [
  ["nested repeats", "/((a{1,100}){1,100}){1,100}"],
  ["nested repeats without an upper bound", "/(((a{1000,}){1000,}){1000,}){1000,}"],
  ["nested repeats under a look-ahead", "/(?=a)(((a{1000}){1000}){1000}){1000}"],
  ["the largest repeats that there are", `/(?!x)(${"a{0,65535}".repeat(900)}){65535}`],
  ["repeats beyond what a number holds", "/a{99999999999999999999}"],
  ["10,000 characters", `/${"a".repeat(9998)}.`],
  ["10,000 characters of classes", `/${"[a-z]".repeat(1999)}`],
  ["thousands of optional characters", `/${"a?".repeat(4999)}`],
  ["thousands of alternatives", `/(${words.join("|")})`],
  ["thousands of starred alternatives", `/(${"a*|".repeat(3000)}b)*c`],
  ["thousands of starred alternatives under a look-ahead", `/(?=a)(${"a*|".repeat(3000)}b)*c`],
  ["900 groups in each other", `/${"(".repeat(900)}a${")".repeat(900)}`],
  ["4,900 groups in each other", `/${"(".repeat(4900)}a${")".repeat(4900)}`],
  ["4,900 groups in each other under a look-ahead", `/(?=a)${"(".repeat(4900)}a${")".repeat(4900)}`],
  ["2,400 repeated groups in each other", `/${"(".repeat(2400)}a${")*".repeat(2400)}`],
  ["2,000 look-aheads in each other", `/${"(?=".repeat(2000)}a${")".repeat(2000)}a`],
  ["1,900 negated look-behinds in each other", `/${"(?<!".repeat(1900)}x${")".repeat(1900)}a`],
  ["thousands of back-references", `/(a)${"\\1".repeat(4990)}`],
  ["classes of all letters", `/${"\\p{L}{1,50}".repeat(800)}`],
  ["a million steps", `/${"\\pL{1000}".repeat(1000)}`],
  ["classes without case", `(?i)/${"[\\pL\\pN\\pS]".repeat(600)}`],
  [
    "a class of 9,000 characters",
    `/[${Array.from({ length: 9000 }, (_, at) => String.fromCharCode(0x4e00 + at * 2)).join("")}]`,
  ],
  ["brackets that never close", `/${"[a-z".repeat(2400)}`],
  ["groups that never close", "(".repeat(9999)],
  ["groups that were never opened", `/${")".repeat(9999)}`],
  ["repeats of nothing", "*".repeat(9999)],
  ["backslashes", "\\".repeat(9999)],
  ["characters that no pattern has", "\u0000\uD800\uFFFF(?=\uDC00)"],
];

/** Groups in each other, for an engine that can backtrack. */
const nested = (depth: number): string => `/(?=a)${"(".repeat(depth)}a${")".repeat(depth)}`;

describe("A hostile pattern that is sent as a Route", () => {
  it.each(patterns)("(%s) is soon taken or refused, and asked", async (_, path) => {
    await using trickster = createTrickster();
    const created = await trickster.handle({
      method: "POST",
      url: "/internal/routes",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ path, responses: [{ body: "matched" }] }),
    });
    expect([201, 400]).toContain(created.status);
    for (const url of ["/", "/a", `/${"a".repeat(100)}`, `/${"a".repeat(9990)}`, `/${"é".repeat(100)}`]) {
      expect([200, 404]).toContain((await trickster.handle({ url })).status);
      expect([200, 404]).toContain((await trickster.handle({ url })).status);
    }
  });

  it("nested deeper than anybody writes, for an engine that can backtrack, is refused", async () => {
    await using trickster = createTrickster({ patternTimeout: 10, matchTimeout: 60 });
    expect(() => trickster.addRoute({ path: nested(51), responses: [] })).toThrow(
      "path must be a regular expression: brackets are nested deeper than 50 levels.",
    );
    trickster.addRoute({
      path: `${nested(49)}[${"(".repeat(100)}]${"\\(".repeat(100)}`,
      responses: [{ body: "matched" }],
    });
    expect((await trickster.handle({ url: `/a(${"(".repeat(100)}` })).text()).toBe("matched");
  });

  it("longer than a target can be is refused", async () => {
    await using trickster = createTrickster();

    expect(() => trickster.addRoute({ path: "a".repeat(10_001), responses: [] })).toThrow(
      "path must be at most 10000 characters long, got 10001.",
    );
  });
});

describe("A pattern with a huge program, ended in the middle of its work,", () => {
  it("still matches what it should, and nothing else", async () => {
    // So short a time ends it at ever other places of its work.
    await using trickster = createTrickster({ patternTimeout: 0.001, matchTimeout: 0.001 });
    trickster.addRoute({ path: "/(?:[a-f]{1,300}[0-9]?){1,3}(?:x|y)z{0,300}", responses: [{ body: "matched" }] });
    for (let length = 200; length <= 1200; length += 10) {
      await trickster.handle({ url: `/${"abcdef0".repeat(length).slice(0, length)}${"fedcba".repeat(50)}!` });
    }

    const status = async (url: string) => (await trickster.handle({ url })).status;
    expect(await status("/abcxzzz")).toBe(200);
    expect(await status("/a0b0y")).toBe(200);
    expect(await status("/f9x")).toBe(200);
    expect(await status("/abc")).toBe(404);
    expect(await status("/xz")).toBe(404);
    expect(await status("/a0b0c0d0x")).toBe(404);
    expect(await status("/gx")).toBe(404);
  });
});
