import { describe, expect, it } from "vitest";
import { equalIgnoringCase, headerNameFault, headerValue, headerValueFault, headerValues } from "./headers.ts";

const FIELDS = ["Host", "a", "Set-Cookie", "b=1", "set-cookie", "c=2", "Empty", ""];

describe("The lines of a header section", () => {
  it("are found by their name in any case", () => {
    expect(headerValue(FIELDS, "host")).toBe("a");
    expect(headerValue(FIELDS, "set-cookie")).toBe("b=1");
    expect(headerValues(FIELDS, "set-cookie")).toEqual(["b=1", "c=2"]);
  });

  it("may be empty, or missing", () => {
    expect(headerValue(FIELDS, "empty")).toBe("");
    expect(headerValue(FIELDS, "nothing")).toBeUndefined();
    expect(headerValues(FIELDS, "nothing")).toEqual([]);
  });

  it("are told apart from values that look like names", () => {
    expect(headerValue(["x", "host", "host", "right"], "host")).toBe("right");
  });
});

describe("A header that is sent", () => {
  it.each(["a", "Content-Type", "x_y", "!#$%&'*+-.^_`|~09"])("may be called %s", (name) => {
    expect(headerNameFault(name)).toBeUndefined();
  });

  it.each(["", " ", "a b", "a:", "a\n", "\ra", "é", "a\0", "(a)", "a/b", '"a"', "a\u2028"])(
    "may not be called %j",
    (name) => {
      expect(headerNameFault(name)).toMatch(/^is no header name/);
    },
  );

  it.each(["", "a b", "\ta", "é ÿ", "~", "a=1; b"])("may hold %j", (value) => {
    expect(headerValueFault(value)).toBeUndefined();
  });

  it.each([
    ["a\r\nb: c", "U+000D"],
    ["a\nb", "U+000A"],
    ["\0", "U+0000"],
    ["\x7F", "U+007F"],
    ["\u0080x\u0100", "U+0100"],
    ["😀", "U+1F600"],
    ["\u2028", "U+2028"],
  ])("may not hold %j", (value, code) => {
    expect(headerValueFault(value)).toContain(` ${code}, `);
  });
});

describe("Words of the protocol", () => {
  it("are compared without case", () => {
    expect(equalIgnoringCase("Bearer", "bEARER")).toBe(true);
    expect(equalIgnoringCase("Bearer", "Bearer ")).toBe(false);
    expect(equalIgnoringCase("a", "b")).toBe(false);
  });
});
