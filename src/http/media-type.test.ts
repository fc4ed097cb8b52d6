import { describe, expect, it } from "vitest";
import { isJson, mediaType, mediaTypeOfFile } from "./media-type.ts";

describe("A Content-Type", () => {
  it.each([
    ["application/json", "application/json"],
    ["Application/JSON; charset=utf-8", "application/json"],
    [" text/plain ;q=1;b=2", "text/plain"],
    [undefined, ""],
    ["", ""],
    [";charset=utf-8", ""],
  ])("%s names the type %s", (header, type) => {
    expect(mediaType(header)).toBe(type);
  });

  it.each(["application/json", "application/merge-patch+json", "application/json-patch+json", "application/x.y+json"])(
    "%s is JSON",
    (type) => expect(isJson(type)).toBe(true),
  );

  it.each([
    "",
    "text/json",
    "text/plain",
    "application/jsonp",
    "application/+json",
    "application/json+xml",
    "a/b+json",
  ])("%j is no JSON", (type) => expect(isJson(type)).toBe(false));
});

describe("A file", () => {
  it.each([
    ["index.html", "text/html; charset=utf-8"],
    ["a/b.c/PICTURE.PNG", "image/png"],
    ["data.tar.json", "application/json"],
    ["no-extension", "application/octet-stream"],
    ["folder.json/no-extension", "application/octet-stream"],
    ["something.unheard-of", "application/octet-stream"],
    ["a.constructor", "application/octet-stream"],
    ["a.__proto__", "application/octet-stream"],
  ])("%s is sent as %s", (path, type) => {
    expect(mediaTypeOfFile(path)).toBe(type);
  });
});
