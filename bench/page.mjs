/** Puts the figures into the page that shows them, between two marks. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ownRoot } from "./servers/paths.mjs";

const PAGE = join(ownRoot, "docs/explanation/performance.md");
const BEGIN = "<!-- begin: written by `npm run bench -- --write` -->";
const END = "<!-- end -->";

export function writePage(text) {
  const page = readFileSync(PAGE, "utf8");
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END, begin);
  if (begin < 0 || end < 0) throw new Error("the page has lost its marks");
  writeFileSync(PAGE, `${page.slice(0, begin + BEGIN.length)}\n\n${text}\n${page.slice(end)}`);
}
