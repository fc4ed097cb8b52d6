import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type RouteDefinition, createTrickster } from "../../src/index.ts";
import { pages, practicalPages } from "./pages.ts";
import { Workshop } from "./workshop.ts";

const files = practicalPages.flatMap((page) =>
  page.blocks.flatMap((block) => (block.name === undefined ? [] : [{ page, block, name: block.name }])),
);

describe("the files that a page tells to save", () => {
  it.each(files)("are named in its text: $name in $page.path", ({ page, name }) => {
    expect(page.prose).toMatch(new RegExp(`[\`/]${name.replace(".", "\\.")}\``));
  });

  const routesFiles = files.filter(({ name }) => /\.(?:json|ya?ml)$/.test(name) && name !== "compose.yaml");

  it.each(routesFiles)("are Routes that can be loaded: $name in $page.path", async ({ page, name }) => {
    using workshop = new Workshop(page);
    await using trickster = createTrickster();
    const outcome = await trickster.load(join(workshop.folder, name)).then(
      ({ routes }) => `${routes} Routes`,
      (error: Error) => error.message,
    );

    expect(outcome).toMatch(name === "broken.json" ? /broken\.json:4:14/ : /^[1-9]\d* Routes$/);
  });
});

describe("a JSON block of any page", () => {
  const blocks = pages.flatMap((page) =>
    page.blocks
      .filter(({ language }) => language === "json")
      .map((block) => ({ block, place: `${page.path}:${block.line}` })),
  );

  it.each(blocks)("is JSON, and a Route if it looks like one: $place", ({ block }) => {
    const value = JSON.parse(block.text) as object;

    if ("path" in value && "responses" in value) createTrickster({ routes: [value as RouteDefinition] });
    else if ("body" in value) createTrickster({ routes: [{ path: "/", responses: [value] }] });
  });
});
