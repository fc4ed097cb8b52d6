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
    discardBody() {},
  };
  return Object.assign(new HttpRequest(source), { reads: () => reads });
}

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

  it("has the cookies of all its lines", () => {
    expect([...request(["cookie", "a=1", "Cookie", "b=2"]).cookies.keys()]).toEqual(["a", "b"]);
  });

  it("has a form once it is loaded, and reads its body for that once", async () => {
    const given = request(["content-type", "application/x-www-form-urlencoded"], "a=1");
    expect(given.form).toBeUndefined();

    await given.loadForm(100);
    await given.loadForm(100);

    expect(given.form?.get("a")).toBe("1");
    expect(given.reads()).toBe(1);
  });
});
