import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { impatience, patience } from "../../test/support/patient-guard.ts";
import { PathPattern } from "./path-pattern.ts";
import { PatternError } from "./pattern-error.ts";
import type { MatchBudget } from "./pattern-guard.ts";

/** Lets every test come to its end, and counts them. */
class CountingBudget implements MatchBudget {
  runs = 0;

  isSpent(): boolean {
    return false;
  }

  run(test: () => boolean): boolean {
    this.runs += 1;
    return test();
  }
}

function matches(pattern: string, path: string): boolean {
  return new PathPattern(pattern).matches(path, patience) === true;
}

function literalOf(pattern: string): string | null {
  return new PathPattern(pattern).literal;
}

describe("A path of a Route", () => {
  it.each(["(?:(?:[a-z]{0,10}){0,100}){0,400}", "(?i)(?:a{1000}){1000}"])("can't be enormous: %s", (source) => {
    expect(() => new PathPattern(source)).toThrow(/^its repetitions stand for \d+ characters, and 50000 are the most$/);
  });

  it.each([
    ["", "none"],
    ["/hello", "none"],
    ["/a-b_c~d é/", "none"],
    [String.raw`/index\.html`, "none"],
    [String.raw`/a\-b\/c\?`, "none"],
    ["/a.b", "deterministic"],
    ["/users/[0-9]+", "deterministic"],
    ["/a|/b", "linear"],
    [String.raw`/\d`, "deterministic"],
    ["/(?P<name>a)", "deterministic"],
    ["/(?<name>a)", "deterministic"],
    ["(?i)/a", "linear"],
    ["/(?:a+)+", "linear"],
    [String.raw`/.*\.png`, "linear"],
    ["/(?=a)a", "backtracking"],
    ["/(?!a)b", "backtracking"],
    ["/(?<!a)b", "backtracking"],
    [String.raw`/(a)\1`, "backtracking"],
    ["/(?P<name>a)(?P=name)", "backtracking"],
    ["/a{2000}", "backtracking"],
  ])("%s is %s", (pattern, kind) => {
    expect(new PathPattern(pattern).engine).toBe(kind);
  });

  it.each([
    ["/endpoint_.", "/endpoint_1", true],
    ["/endpoint_.", "/endpoint_42", false],
    ["/endpoint_.", "/x/endpoint_1", false],
    ["/a|/ab", "/ab", true],
    ["/a|/ab", "/a", true],
    ["/(?:a|ab)(?:c|bcd)", "/abcd", true],
    ["/a|b", "b", true],
    ["/a|b", "/ab", false],
    ["|/a", "", true],
    ["/a*?", "/aaa", true],
    ["/hello", "/hello", true],
    ["/hello", "/hello/", false],
    ["/hello", "/Hello", false],
    ["", "", true],
    ["", "/", false],
    ["(?=/)/a|/ab", "/ab", true],
    ["(?!x)/a", "/ab", false],
    ["/b(?<=b)", "/a/b", false],
  ])("%s matches the whole of %s: %s", (pattern, path, verdict) => {
    expect(matches(pattern, path)).toBe(verdict);
  });

  it.each([
    ["^/a$", "/a", true],
    ["^/$", "/", true],
    ["/(?:^)a", "/a", false],
    ["(^/a$|^/b$)", "/b", true],
    ["/a$", "/a\n", false],
    ["(?m)/a$", "/a\n", false],
    ["(?m)/a$\\n^/b", "/a\n/b", true],
    ["(?m)^/a$", "/a\n/b", false],
    ["(?m)(?=/)^/a$", "/a\n/b", false],
    ["(?m)(?=/)^/a$", "/b\n/a", false],
    ["(?m)(?=/)/a$\\n^/b", "/a\n/b", true],
  ])("%j knows its anchors from the ends of the path %j: %s", (pattern, path, verdict) => {
    expect(matches(pattern, path)).toBe(verdict);
  });

  it.each([
    [String.raw`\A/a\Z`, "/a", true],
    [String.raw`\A/a\Z`, "/a\n", false],
    [String.raw`\A(?=/)/a\Z`, "/a", true],
    [String.raw`\A(?=/)/a\z`, "/a", true],
    [String.raw`/\\Z`, String.raw`/\Z`, true],
    [String.raw`/(?=\\)\\A`, String.raw`/\A`, true],
    ["/(?P<x>a|b)/(?P<y>c)", "/a/c", true],
    ["/(?P<x>a|b)(?P=x)", "/aa", true],
    ["/(?P<x>a|b)(?P=x)", "/ab", false],
    [String.raw`/(?P<x>a|b)\k<x>`, "/bb", true],
    [String.raw`/(?<x>a|b)\1`, "/bb", true],
    [String.raw`/\u0041\u00e9`, "/Aé", true],
    [String.raw`/(?=.)\u0041\u00e9`, "/Aé", true],
    [String.raw`/\\u0041`, String.raw`/\u0041`, true],
    [String.raw`/\x41`, "/A", true],
    ["(?i)/AB", "/ab", true],
    ["(?i)(?=/)/AB", "/ab", true],
    ["(?i)/é", "/É", true],
    ["(?s)/.", "/\n", true],
    ["(?s)(?=/)/.", "/\n", true],
    ["(?is)(?=/)/A.", "/a\n", true],
    ["/(?i:A)b", "/ab", true],
    ["/(?i:A)b", "/aB", false],
  ])("%s may be written as Python or ECMAScript has it (%j: %s)", (pattern, path, verdict) => {
    expect(matches(pattern, path)).toBe(verdict);
  });

  it.each([
    ["/.", "/😀", true],
    ["/(?=.)..", "/😀", false],
    ["/(?=.).", "/😀", true],
    ["/[😀-😂]", "/😁", true],
    ["/.", "/\n", false],
    ["/(?=/|).", "/\n", false],
    ["/[^a]", "/\n", true],
    [String.raw`/\S`, "/é", true],
    ["/é", "/e\u0301", false],
    [String.raw`/\$\^\.\*\+\?\(\)\[\]\{\}\|\\`, String.raw`/$^.*+?()[]{}|\ `.trim(), true],
    [String.raw`/(?=.)\-\_\!\/`, "/-_!/", true],
    ["/a{,2}", "/a{,2}", true],
    ["/{1d}", "/{1d}", true],
    [String.raw`/\{id\}`, "/{id}", true],
  ])("%s takes characters for what they are (%j: %s)", (pattern, path, verdict) => {
    expect(matches(pattern, path)).toBe(verdict);
  });

  it.each([
    "/(",
    "/)",
    "/[",
    "/a)(b",
    "*",
    "/a**",
    "/(?P<x>a)(?P<x>b)",
    "/\\",
    "/(?P=x)",
    "/[b-a]",
    "/(?#x)",
    "/(?P<1>a)",
    "/(?<1>a)",
    "/(?=x)(?P<>a)",
  ])("can't be %s", (pattern) => {
    expect(() => new PathPattern(pattern)).toThrow(PatternError);
  });

  it("knows the one path that it matches, if it is just that", () => {
    expect(literalOf(String.raw`/index\.html`)).toBe("/index.html");
    expect(literalOf("/index.html")).toBeNull();
    expect(literalOf("/(?=a)a")).toBeNull();
  });

  it("means what a regular expression means that is bound to both ends", () => {
    const atom = fc.constantFrom(
      "a",
      "b",
      "/",
      ".",
      "[ab]",
      "[^a]",
      String.raw`\d`,
      String.raw`\w`,
      String.raw`\.`,
      "1",
    );
    const { pattern } = fc.letrec<{ pattern: string; branch: string; piece: string }>((tie) => ({
      pattern: fc.array(tie("branch"), { minLength: 1, maxLength: 3 }).map((branches) => branches.join("|")),
      branch: fc.array(tie("piece"), { maxLength: 4 }).map((pieces) => pieces.join("")),
      piece: fc.oneof(
        { maxDepth: 3, depthIdentifier: "pattern" },
        fc.tuple(atom, fc.constantFrom("", "", "", "*", "+", "?", "{2}", "{1,2}", "*?")).map((parts) => parts.join("")),
        fc.constantFrom("^", "$", "(?=a)", "(?!b)", String.raw`\b`),
        tie("pattern").map((inner) => `(?:${inner})`),
        fc.tuple(tie("pattern"), fc.constantFrom("", "?", "+")).map(([inner, many]) => `(${inner})${many}`),
      ),
    }));
    // The engines that are compared here go back without a guard: nested repetitions of hundreds of characters can have
    // them busy for minutes, even on so short a path.
    const short = pattern.filter(({ length }) => length <= 80);
    const path = fc
      .array(fc.constantFrom("a", "b", "/", ".", "1", "\n"), { maxLength: 6 })
      .map((parts) => parts.join(""));

    fc.assert(
      fc.property(short, path, (given, sent) => {
        expect(matches(given, sent)).toBe(new RegExp(`^(?:${given})$`).test(sent));
      }),
      { numRuns: 3000 },
    );
  });

  it("is just a text if everything in it is escaped", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii" }), (text) => {
        const escaped = text.replaceAll(/[^A-Za-z0-9]/g, String.raw`\$&`);

        expect(literalOf(escaped)).toBe(text);
      }),
    );
  });
});

describe("A pattern that may take long", () => {
  it.each([
    ["needs look-around", "/(?=a)a+", "/aaa", 1],
    ["is a long one for a long path", `/${"[ab]*".repeat(100)}`, `/${"a".repeat(5000)}`, 1],
    ["is short", "/a+", `/${"a".repeat(5000)}`, 0],
    ["is a literal", "/a", "/a", 0],
  ])("runs under the guard: one that %s", (_, pattern, path, runs) => {
    const budget = new CountingBudget();

    expect(new PathPattern(pattern).matches(path, budget)).toBe(true);
    expect(budget.runs).toBe(runs);
  });

  it.each([
    ["/(?=a)a", "/a"],
    [`/${"[ab]*".repeat(100)}`, `/${"a".repeat(5000)}`],
  ])("says so each time its time is over", (pattern, path) => {
    const compiled = new PathPattern(pattern);

    expect(compiled.matches(path, impatience)).toBe("expired");
    expect(compiled.matches(path, impatience)).toBe("expired");
    expect(compiled.values(path, impatience, () => "").size).toBe(0);
  });

  it("works on after it was ended in the middle", () => {
    const compiled = new PathPattern(`/${"[ab]*".repeat(100)}`);
    const path = `/${"a".repeat(5000)}`;

    expect(compiled.matches(path, impatience)).toBe("expired");
    expect(compiled.matches(path, patience)).toBe(true);
    expect(compiled.matches(`${path}c`, patience)).toBe(false);
  });
});
