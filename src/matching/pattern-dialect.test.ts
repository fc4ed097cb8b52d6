import { describe, expect, it } from "vitest";
import { toEcmaScript, toRe2 } from "./pattern-dialect.ts";

describe("A pattern for the linear engine", () => {
  it.each([
    [String.raw`/\u0041`, String.raw`/\x{0041}`],
    [String.raw`/a\Z`, String.raw`/a\z`],
    [String.raw`/\\Z\\u0041`, String.raw`/\\Z\\u0041`],
    [String.raw`/\d\.`, String.raw`/\d\.`],
    [String.raw`/\u12`, String.raw`/\u12`],
  ])("spells %s as %s", (pattern, spelt) => {
    expect(toRe2(pattern)).toBe(spelt);
  });
});

describe("A pattern for the language's own engine", () => {
  it.each([
    ["/(?P<x>a)(?P=x)", String.raw`/(?<x>a)\k<x>`, ""],
    [String.raw`\A/a\Z`, "^/a$", ""],
    [String.raw`/\\A\(?P<`, String.raw`/\\A\(?P<`, ""],
    ["(?i)/a", "/a", "i"],
    ["(?ims)/a", "/a", "ims"],
    ["(?ii)/a", "/a", "i"],
    ["/(?i)a", "/(?i)a", ""],
  ])("spells %s as %s", (pattern, source, flags) => {
    expect(toEcmaScript(pattern)).toEqual({ source, flags });
  });
});
