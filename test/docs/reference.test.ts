import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { referencePages } from "../../scripts/reference.ts";
import { limitNames, speaksOf } from "../../scripts/reference/limits-page.ts";
import { root } from "./pages.ts";

const folder = join(root, "docs/reference");

/** `npm run docs` sets it, and the pages are written. */
const isUpdate = process.env["UPDATE_DOCS"] === "1";

describe("the reference", () => {
  it("says what the program does; `npm run docs` brings it up to date", async () => {
    for (const [name, text] of Object.entries(await referencePages())) {
      if (isUpdate) writeFileSync(join(folder, name), text);
      expect(readFileSync(join(folder, name), "utf8"), `docs/reference/${name}`).toBe(text);
    }
  });

  it("speaks of every limit", () => {
    expect(limitNames.length).toBeGreaterThan(5);
    expect(limitNames.filter((name) => !speaksOf(name))).toEqual([]);
  });
});
