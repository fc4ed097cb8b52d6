import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { headFault } from "./head-limits.ts";
import type { RequestSource } from "./request.ts";

const LIMITS = { maxTarget: 20, maxHeaders: 100 };

function fault(given: Partial<RequestSource>) {
  const source: RequestSource = {
    method: "GET",
    target: "/",
    fields: ["Host", "localhost"],
    httpVersion: "1.1",
    isSecure: false,
    readBody: () => Promise.resolve(new Uint8Array()),
    readPieces: () => Readable.from([]),
    followBody: () => {},
    onGone: () => {},
    discardBody: () => {},
    ...given,
  };
  const found = headFault(source, LIMITS);
  return found && `${found.status} ${found.message}`;
}

describe("The head of a request", () => {
  it("passes within its limits", () => {
    expect(fault({})).toBeUndefined();
    expect(fault({ target: `/${"x".repeat(19)}` })).toBeUndefined();
    // "Host: localhost" and its line end take 17 bytes, "a: " and its own 5.
    expect(fault({ fields: ["Host", "localhost", "a", "x".repeat(78)] })).toBeUndefined();
  });

  it("is refused if its target is too long", () => {
    expect(fault({ target: `/${"x".repeat(20)}` })).toBe(
      "414 The request target is longer than 20 bytes; --max-target raises the limit.",
    );
  });

  it("is refused if its fields are too large together", () => {
    const refusal = "431 The header section is larger than 100 bytes; --max-headers raises the limit.";

    expect(fault({ fields: ["Host", "localhost", "a", "x".repeat(79)] })).toBe(refusal);
    expect(fault({ fields: ["Host", "localhost", ...Array.from({ length: 17 }, () => ["a", ""]).flat()] })).toBe(
      refusal,
    );
  });

  it("is refused with two Host headers, alike or not", () => {
    expect(fault({ fields: ["Host", "a", "host", "a"] })).toMatch(/^400 .* more than one Host header/);
  });

  it("is refused without a Host header, but by HTTP/1.0", () => {
    expect(fault({ fields: [] })).toMatch(/^400 .* no Host header/);
    expect(fault({ fields: [], httpVersion: "1.0" })).toBeUndefined();
  });
});
