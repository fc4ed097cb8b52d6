import { describe, expect, it } from "vitest";
import { Reader, describePlace, summarize } from "./reader.ts";
import { array, integer } from "./schema.ts";

describe("The faults of a document", () => {
  it("carry the place where they are, as a JSON pointer", () => {
    const reader = new Reader(["list", 0]);

    reader.fail("is wrong");
    reader.failAt("a/b", "is wrong too");
    reader.failAt(["x", 1, "y"], "is wrong as well");
    reader.child("n", integer(), "1");
    reader.fail("is still wrong");

    expect(reader.faults).toEqual([
      { at: "/list/0", message: "is wrong" },
      { at: "/list/0/a~1b", message: "is wrong too" },
      { at: "/list/0/x/1/y", message: "is wrong as well" },
      { at: "/list/0/n", message: 'must be an integer, got "1"' },
      { at: "/list/0", message: "is still wrong" },
    ]);
  });

  it("are noted up to a hundred, and counted beyond", () => {
    const reader = new Reader();

    expect(
      array(integer()).read(
        Array.from({ length: 1000 }, () => "x"),
        reader,
      ),
    ).toBeUndefined();
    expect(reader.faults).toHaveLength(Reader.mostFaults);
    expect(reader.count).toBe(1000);
  });

  it("are summed up in one line", () => {
    const fault = { at: "/responses/0/status", message: "must be at least 100, got 99" };

    expect(summarize([fault], "The payload")).toBe("responses/0/status must be at least 100, got 99");
    expect(summarize([fault, fault], "The payload")).toMatch(/ \(and 1 more fault\)$/);
    expect(summarize([fault, fault, fault], "The payload")).toMatch(/ \(and 2 more faults\)$/);
    expect(summarize([], "The payload")).toBe("");
    expect(describePlace("", "The payload")).toBe("The payload");
  });
});
