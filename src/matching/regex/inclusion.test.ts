import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { patience } from "../../../test/support/patient-guard.ts";
import { PathPattern } from "../path-pattern.ts";
import { includes } from "./inclusion.ts";
import { parseRegex } from "./parse-regex.ts";

const isIncluded = (larger: string, smaller: string): boolean =>
  new PathPattern(larger).includes(new PathPattern(smaller), patience);

describe("A path that matches all that another one does", () => {
  it.each([
    ["/users/{id}", "/users/me", true],
    ["/users/{id}", "/users/{id:integer}", true],
    ["/users/{id:integer}", "/users/{id}", false],
    ["/users/{id:number}", "/users/{id:integer}", true],
    ["/users/{id:integer}", "/users/{id:number}", false],
    ["/users/{id:uuid}", "/users/{id:integer}", false],
    ["/{rest:path}", "/users/{id}/orders/{order:uuid}", true],
    ["/{a}/{b}", "/users/{id:boolean}", true],
    ["/{a}", "/users/{id}", false],
    ["/.*", "/users/\\d+", true],
    ["/.*", "/users/{id}", false],
    ["(?s)/.*", "/a", true],
    ["/\\w+", "/[a-z]{1,5}", true],
    ["/[a-z]{1,5}", "/\\w+", false],
    ["/(?:a|b)*", "/(?:ab)+", true],
    ["/a|/b", "/[ab]", true],
    ["/(?=a).*", "/a", true],
    ["/(?=a).*", "/ab*", false],
    ["/a", "/a", true],
    ["/(?!x).*", "/(?!x).*", true],
  ])("%s, and %s: %s", (larger, smaller, verdict) => {
    expect(isIncluded(larger, smaller)).toBe(verdict);
  });

  it("is told without long work, or not at all", () => {
    const larger = "(?:a|b)*a(?:a|b){18}";
    expect(isIncluded(larger, `(?:a|b)*aa(?:a|b){17}`)).toBe(false);
  });

  it("is never said of one that does not", () => {
    const piece = fc.constantFrom("a", "b", "[ab]", ".", "\\d", "a*", "b+", "(?:a|b)", "(?:ab)*", "[^a]", "a?", "{x}");
    const pattern = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join("").replaceAll("{x}", "[^/]+"));
    const text = fc
      .array(fc.constantFrom("a", "b", "c", "1", "/", "\n"), { maxLength: 5 })
      .map((parts) => parts.join(""));
    const verdicts = { included: 0, other: 0 };
    fc.assert(
      fc.property(pattern, pattern, fc.array(text, { minLength: 20, maxLength: 20 }), (larger, smaller, texts) => {
        const [a, b] = [parseRegex(larger), parseRegex(smaller)];
        const said = a !== null && b !== null && includes(a, b);
        verdicts[said ? "included" : "other"] += 1;
        const [outer, inner] = [new RegExp(`^(?:${larger})$`, "u"), new RegExp(`^(?:${smaller})$`, "u")];
        const against = texts.filter((each) => inner.test(each) && !outer.test(each));
        expect(said ? against : []).toEqual([]);
      }),
      { numRuns: 5000 },
    );
    expect(verdicts.included).toBeGreaterThan(100);
  });
});
