import { describe, expect, it } from "vitest";
import { patience } from "../../test/support/patient-guard.ts";
import { PathPattern } from "./path-pattern.ts";
import { PatternError } from "./pattern-error.ts";

/** The values of the placeholders, or `null` if the path does not match. */
function values(pattern: string, path: string): Record<string, unknown> | null {
  const compiled = new PathPattern(pattern);
  if (compiled.matches(path, patience) !== true) return null;
  return Object.fromEntries(compiled.values(path, patience, (start, end) => path.slice(start, end)));
}

describe("A placeholder", () => {
  it.each([
    ["/{a}", "/x y", { a: "x y" }],
    ["/{a:string}", "/12", { a: "12" }],
    ["/{a}", "/", null],
    ["/{a}", "/x/y", null],
    ["/{a}/{b}", "/x/y", { a: "x", b: "y" }],
    ["/{a}-{b}.{c}", "/x-y.z", { a: "x", b: "y", c: "z" }],
    ["/{n:integer}", "/12", { n: 12 }],
    ["/{n:integer}", "/-7", { n: -7 }],
    ["/{n:integer}", "/007", { n: 7 }],
    ["/{n:integer}", "/1.5", null],
    ["/{n:integer}", "/12345678901234567890", { n: "12345678901234567890" }],
    ["/{n:integer}", "/9007199254740992", { n: 9_007_199_254_740_992 }],
    ["/{n:integer}", "/9007199254740993", { n: "9007199254740993" }],
    ["/{n:number}", "/1.5", { n: 1.5 }],
    ["/{n:number}", "/1e3", { n: 1000 }],
    ["/{n:number}", "/1e999", { n: "1e999" }],
    ["/{n:number}", "/0.1234567890123456789", { n: "0.1234567890123456789" }],
    ["/{n:number}", "/.5", null],
    ["/{b:boolean}", "/true", { b: true }],
    ["/{b:boolean}", "/false", { b: false }],
    ["/{b:boolean}", "/yes", null],
    ["/{u:uuid}", "/123e4567-e89b-12d3-a456-426614174000", { u: "123e4567-e89b-12d3-a456-426614174000" }],
    ["/{u:uuid}", "/123e4567", null],
    ["/files/{p:path}", "/files/a/b.txt", { p: "a/b.txt" }],
    ["/files/{p:path}/raw", "/files/a/raw/b/raw", { p: "a/raw/b" }],
    ["/files/{p:path}", "/files/", null],
    ["/(?P<a>\\d+)/{b}", "/1/2", { a: "1", b: "2" }],
    ["/(?<a>x)?y", "/y", {}],
    ["/(?=x){a}", "/xy", { a: "xy" }],
    ["/(?i)a/{b}", "/A/c", { b: "c" }],
    ["/a{2,3}/{b}", "/aaa/c", { b: "c" }],
    ["/\\{a\\}", "/{a}", {}],
    ["/[{a}]", "/a", {}],
    ["/[\\]{a}]/{b}", "/]/c", { b: "c" }],
    ["/{a b}", "/{a b}", {}],
    ["/\\p{L}\\p{L}{a}", "/éàx", { a: "x" }],
  ])("%s of %s: %j", (pattern, path, found) => {
    expect(values(pattern, path)).toEqual(found);
  });

  it.each([
    ["/{a:int}", "{a:int} has none of the types string, integer, number, boolean, uuid, path"],
    [
      "/{a:strin}",
      '{a:strin} has none of the types string, integer, number, boolean, uuid, path; did you mean "string"?',
    ],
    ["/{a:}", "{a:} has none of the types string, integer, number, boolean, uuid, path"],
    ["/{a:constructor}", "{a:constructor} has none of the types string, integer, number, boolean, uuid, path"],
    ["/{a}/{a}", "the name a is given twice"],
    ["/(?P<a>x)/{a}", "the name a is given twice"],
    ["/{a}/(?<a>x)", "the name a is given twice"],
    ["/(?<a>x)(?=y)/{a}", "the name a is given twice"],
  ])("can't be one of %s", (pattern, message) => {
    expect(() => new PathPattern(pattern)).toThrow(new PatternError(message));
  });
});
