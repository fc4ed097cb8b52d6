import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { HttpRequest, type RequestSource } from "./request.ts";

function request(fields: string[], body = "", target = "/%68i?a=b"): HttpRequest & { reads: () => number } {
  let reads = 0;
  const source: RequestSource = {
    method: "POST",
    target,
    fields,
    httpVersion: "1.1",
    isSecure: false,
    readBody() {
      reads += 1;
      return Promise.resolve(new TextEncoder().encode(body));
    },
    readPieces: () => Readable.from([]),
    followBody() {},
    onGone() {},
    discardBody() {},
  };
  return Object.assign(new HttpRequest(source), { reads: () => reads });
}

async function jsonOf(text: string) {
  const given = request(["content-length", String(text.length)], text);
  await given.loadBody(100_000);
  return given.body?.json;
}

const nested = (open: string, close: string, levels: number): string => open.repeat(levels) + close.repeat(levels);

describe("A request", () => {
  it("has its path decoded, and its query as it was sent", () => {
    const { path, target } = request([]);

    expect(path).toBe("/hi");
    expect(target).toEqual({ rawPath: "/%68i", query: "a=b", authority: undefined });
  });

  it.each([
    [["content-length", "5"], true],
    [["content-length", "0"], false],
    [["Transfer-Encoding", "chunked"], true],
    [[], false],
  ])("with %j has a body: %s", (fields, hasBody) => {
    expect(request(fields).hasBody).toBe(hasBody);
  });

  it.each([
    [["host", "Example.COM:8080"], "/", "example.com"],
    [["host", "[::1]:80"], "/", "[::1]"],
    [["host", "[::1]"], "/", "[::1]"],
    [["host", "a"], "http://b:1/c", "b"],
    [[], "/", ""],
  ])("with %j for %s is sent to the host %j", (fields, target, host) => {
    expect(request(fields, "", target).host).toBe(host);
  });

  it("has no body to wait for if it has none", () => {
    expect(request([]).body?.text).toBe("");
    expect(request([]).body?.json).toBeNull();
  });

  it.each([
    ['{"a": 1}', { value: { a: 1 } }],
    [" 7 ", { value: 7 }],
    ["\ufeff[]", { value: [] }],
    ["{", null],
    ["[[[]]]", { value: [[[]]] }],
    ["", null],
  ])("has a body %j with the value %j", async (body, json) => {
    const given = request(["content-length", "9"], body);
    await given.loadBody(100);

    expect(given.body?.json).toEqual(json);
    expect(given.body?.json).toBe(given.body?.json);
  });

  it("has no JSON that is nested deeper than 500 levels", async () => {
    expect(await jsonOf(nested("[", "]", 500))).not.toBeNull();
    expect(await jsonOf(nested("[", "]", 501))).toBeNull();
    expect(await jsonOf(`${nested('{"a":', "", 501)}1${nested("", "}", 501)}`)).toBeNull();
    expect(await jsonOf(nested("[", "]", 50_000))).toBeNull();
  });

  it("has the cookies of all its lines", () => {
    expect([...request(["cookie", "a=1", "Cookie", "b=2"]).cookies.keys()]).toEqual(["a", "b"]);
  });

  it("has a form once it is loaded, and reads its body for that once", async () => {
    const given = request(["content-type", "application/x-www-form-urlencoded", "content-length", "3"], "a=1");
    expect(given.body).toBeUndefined();

    await given.loadBody(100);
    await given.loadBody(100);

    expect(given.body?.form.text("a")).toBe("1");
    expect(given.reads()).toBe(1);
  });
});
