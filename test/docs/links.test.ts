import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Page, pages, root } from "./pages.ts";

const byPath = new Map(pages.map((page) => [page.path, page]));

const links = pages.flatMap((page) => linksOf(page).map((target) => ({ page, target })));

function linksOf({ prose }: Page): string[] {
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target ?? "")
    .filter((target) => !/^https?:/.test(target));
}

/** The page or file that a link leads to, and the place in it. */
function resolve(page: Page, target: string): { path: string; anchor: string | undefined } {
  const [file = "", anchor] = target.split("#");
  return { path: file === "" ? page.path : join(dirname(page.path), file), anchor };
}

/** What GitHub makes of the headings of a page. */
function anchorsOf({ prose }: Page): string[] {
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    (heading ?? "")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_\- ]/gu, "")
      .replaceAll(" ", "-"),
  );
}

describe("the links of the pages", () => {
  it.each(links)("lead somewhere: $target in $page.path", ({ page, target }) => {
    const { path, anchor } = resolve(page, target);

    expect(existsSync(join(root, path))).toBe(true);
    expect([undefined, ...anchorsOf(byPath.get(path) ?? page)]).toContain(anchor);
  });

  it("lead from docs/index.md to every page of docs, and to every example", () => {
    const reached = new Set<string>(["docs/index.md"]);
    for (const path of reached) {
      const page = byPath.get(path);
      for (const target of page === undefined ? [] : linksOf(page)) {
        reached.add(resolve(byPath.get(path) as Page, target).path);
      }
    }

    const reachable = pages.map(({ path }) => path).filter((path) => /^(?:docs|examples)\//.test(path));
    expect(reachable.filter((path) => !reached.has(path) && !reached.has(dirname(path)))).toEqual([]);
  });

  it("lead from the README to the documentation", () => {
    const readme = byPath.get("README.md");

    expect(readme && linksOf(readme)).toContain("docs/index.md");
  });
});
