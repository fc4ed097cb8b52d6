import { describe, expect, it } from "vitest";
import { shapesOf } from "./path-shape.ts";
import { parseRegex } from "./regex/parse-regex.ts";

/** "/users/*" for each shape: `*` a segment of which nothing is known, `**` any number of them. */
function shown(pattern: string): string[] {
  return shapesOf(parseRegex(pattern)).map(({ parts }) =>
    parts.map((part) => (typeof part === "object" ? part.text : part === "segment" ? "*" : "**")).join("/"),
  );
}

function affixes(pattern: string): (readonly [string, string])[] {
  return shapesOf(parseRegex(pattern)).map(({ prefix, suffix }) => [prefix, suffix] as const);
}

describe("What is known of the paths of a pattern", () => {
  it.each([
    [String.raw`/users/\d+`, ["/users/*"]],
    [String.raw`/users/\d+/orders/x\d`, ["/users/*/orders/*"]],
    ["/a/.*/b", ["/a/**/b"]],
    ["/a.*b/c", ["/**/c"]],
    ["/(?:a|b)/c", ["/a/c", "/b/c"]],
    ["/a(?:/b)?", ["/a", "/a/b"]],
    ["/(?:ab|cd)x", ["/abx", "/cdx"]],
    [".*", ["**"]],
    ["/(?=a)a", ["**"]],
  ])("%s: %j", (pattern, shapes) => {
    expect(shown(pattern)).toEqual(shapes);
  });

  it("tells no more than sixteen alternatives apart", () => {
    const alternatives = Array.from({ length: 17 }, (_, at) => `(?:a|b${at})`).join("");
    expect(shown(`/${alternatives}`)).toEqual(Array.from({ length: 16 }, () => "/*"));
    expect(shown(`/(?:${Array.from({ length: 17 }, (_, at) => `a${at}`).join("|")})/b`)).toEqual(["/*/b"]);
    expect(shown(`(?:(?:${Array.from({ length: 16 }, (_, at) => `/a${at}`).join("|")})?)?`)).toEqual(["", "**"]);
  });

  it.each([
    [String.raw`/item-17-\d+`, [["/item-17-", ""]]],
    [String.raw`/\w+-17`, [["/", "-17"]]],
    [String.raw`.*\.png`, [["", ".png"]]],
    ["/a.*b/c", [["/a", "b/c"]]],
    [
      "/(?:a|b)/c",
      [
        ["/a/c", "/a/c"],
        ["/b/c", "/b/c"],
      ],
    ],
    ["/(?!x)a", [["", ""]]],
  ])("%s begins and ends with %j", (pattern, known) => {
    expect(affixes(pattern)).toEqual(known);
  });
});
