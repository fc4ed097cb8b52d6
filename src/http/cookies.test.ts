import { describe, expect, it } from "vitest";
import { parseCookies } from "./cookies.ts";

describe("The cookies of a request", () => {
  it.each([
    [["a=1; b=2"], { a: ["1"], b: ["2"] }],
    [["a=1;b=2"], { a: ["1"], b: ["2"] }],
    [["a=1", "b=2"], { a: ["1"], b: ["2"] }],
    [["a=1; a=2"], { a: ["1", "2"] }],
    [["a=b=c"], { a: ["b=c"] }],
    [["a="], { a: [""] }],
    [['a="x y"'], { a: ["x y"] }],
    [['a="'], { a: ['"'] }],
    [['a=""'], { a: [""] }],
    [[" a = 1 "], { a: ["1"] }],
    [["a; b=2; ;"], { b: ["2"] }],
    [["a=%20"], { a: ["%20"] }],
    [["__proto__=x; constructor=y"], { ["__proto__"]: ["x"], constructor: ["y"] }],
    [[], {}],
    [[""], {}],
  ])("%j are read", (headers, cookies) => {
    expect([...parseCookies(headers)]).toEqual(Object.entries(cookies));
  });
});
