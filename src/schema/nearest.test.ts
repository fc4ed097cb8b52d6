import { describe, expect, it } from "vitest";
import { didYouMean, nearestWord } from "./nearest.ts";

const FIELDS = ["id", "status", "headers", "body", "delay", "repeat", "weight"];

describe("A word that is not known", () => {
  it.each([
    ["stauts", "status"],
    ["statu", "status"],
    ["statuss", "status"],
    ["Status", "status"],
    ["header", "headers"],
    ["dealy", "delay"],
    ["ID", "id"],
    ["wieght", "weight"],
  ])("%s is taken for %s", (given, meant) => {
    expect(nearestWord(given, FIELDS)).toBe(meant);
  });

  it.each(["x", "colour", "response", ""])("%j is taken for nothing", (given) => {
    expect(nearestWord(given, FIELDS)).toBeUndefined();
    expect(didYouMean(given, FIELDS)).toBe("");
  });

  it("is taken for the nearest, and the first of equals", () => {
    expect(nearestWord("cat", ["bat", "car", "cat"])).toBe("cat");
    expect(nearestWord("cat", ["bat", "car"])).toBe("bat");
  });

  it("is asked about", () => {
    expect(didYouMean("bdoy", FIELDS)).toBe('; did you mean "body"?');
  });
});
