import * as fc from "fast-check";
import { expect, it } from "vitest";
import { finderOf } from "./find-text.ts";

const few = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 200, maxLength: 600 });

it("finds what is there, however long", () => {
  fc.assert(
    fc.property(few, few, few, (before, part, after) => {
      expect(finderOf(part)(before + part + after)).toBe(true);
      expect(finderOf(part)(before + after)).toBe((before + after).includes(part));
    }),
  );
});

it("takes a time of the length of the text where a naive search takes that of both", () => {
  const half = "a".repeat(50_000);

  expect(finderOf(`${half}b${half}`)("a".repeat(5_000_000))).toBe(false);
});
