import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodePath, normalizePath, parseTarget } from "./target.ts";

describe("A request target", () => {
  it.each([
    ["/", "/", "", undefined],
    ["/a?b=c?d", "/a", "b=c?d", undefined],
    ["/a?", "/a", "", undefined],
    ["?a=b", "", "a=b", undefined],
    ["*", "*", "", undefined],
    ["http://example.com/a?b", "/a", "b", "example.com"],
    ["HTTP://User@Example.com:8080/a", "/a", "", "User@Example.com:8080"],
    ["http://example.com", "/", "", "example.com"],
    ["http://example.com?a=b", "/", "a=b", "example.com"],
    ["/http://example.com/a", "/http://example.com/a", "", undefined],
    ["//example.com/a", "//example.com/a", "", undefined],
    ["example.com:443", "example.com:443", "", undefined],
  ])("%s is taken apart", (target, rawPath, query, authority) => {
    expect(parseTarget(target)).toEqual({ rawPath, query, authority });
  });
});

describe("A path is decoded once:", () => {
  it.each([
    ["/hello", "/hello"],
    ["/%68ello", "/hello"],
    ["/a%20b+c", "/a b+c"],
    ["/%C3%A9", "/é"],
    ["/%c3%a9", "/é"],
    ["/%F0%9F%98%80", "/😀"],
    ["/%2525", "/%25"],
    ["/a%2Fb", "/a%2Fb"],
    ["/a%2fb", "/a%2fb"],
    ["/%2E%2E/%2e", "/../."],
    ["/%00", "/\0"],
    ["/%", "/%"],
    ["/%4", "/%4"],
    ["/%zz", "/%zz"],
    ["/%FF", "/%FF"],
    ["/%FFa%41", "/%FFaA"],
    ["/%C3", "/%C3"],
    ["/%C3%28", "/%C3("],
    ["/%C3%C3%A9", "/%C3é"],
    ["/%C0%AF", "/%C0%AF"],
    ["/%ED%A0%80", "/%ED%A0%80"],
    ["/%F4%90%80%80", "/%F4%90%80%80"],
    ["/%41%2F%42", "/A%2FB"],
  ])("%s is %j", (sent, decoded) => {
    expect(decodePath(sent)).toBe(decoded);
  });

  it("whatever a client escapes comes back, but for slashes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const path = text.replaceAll("/", "");

        expect(decodePath(encodeURIComponent(path))).toBe(path);
      }),
    );
  });

  it("no sequence of escapes is too much", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 255 })), (bytes) => {
        const path = bytes.map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");

        expect(() => decodePath(path)).not.toThrow();
      }),
    );
  });
});

describe("A path is normalised, to recognise internal endpoints:", () => {
  it.each([
    ["/internal", "/internal"],
    ["//internal", "/internal"],
    ["/internal//routes", "/internal/routes"],
    ["/x/../internal", "/internal"],
    ["/../../internal", "/internal"],
    ["/./internal/.", "/internal/"],
    ["/internal/routes/..", "/internal/"],
    ["/internal/routes/", "/internal/routes/"],
    ["/internal//", "/internal/"],
    ["/", "/"],
    ["//", "/"],
    ["/..", "/"],
    ["/a.b/.c/d..", "/a.b/.c/d.."],
    ["/...", "/..."],
  ])("%s is %s", (path, normal) => {
    expect(normalizePath(path)).toBe(normal);
  });

  it("once is enough", () => {
    const paths = fc
      .array(fc.constantFrom("", ".", "..", "a", "internal", ".a", "..."), { minLength: 1, maxLength: 8 })
      .map((segments) => `/${segments.join("/")}`);

    fc.assert(
      fc.property(paths, (path) => {
        const normal = normalizePath(path);

        expect(normalizePath(normal)).toBe(normal);
        expect(normal).not.toMatch(/\/\/|\/\.\.?(?:\/|$)/);
      }),
    );
  });
});
