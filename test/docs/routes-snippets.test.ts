import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { type RouteDefinition, createTrickster } from "../../src/index.ts";
import { pages, practicalPages, root } from "./pages.ts";
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

describe("the examples", () => {
  const examples = readdirSync(join(root, "examples"));

  it.each(examples)("say in a README what they show: %s", (name) => {
    const page = pages.find(({ path }) => path === `examples/${name}/README.md`);

    expect(page?.text).toMatch(/^# /);
  });

  const folders = readdirSync(join(root, "examples"), { encoding: "utf8", recursive: true });
  const routesFiles = folders.filter((path) => /\.(?:json|ya?ml)$/.test(path) && !path.endsWith("compose.yaml"));

  it.each(routesFiles)("hold Routes that can be loaded: %s", async (path) => {
    await using trickster = createTrickster();

    expect((await trickster.load(join(root, "examples", path))).routes).toBeGreaterThan(0);
  });

  it.each([
    ["docs/tutorials/login-form.md", "routes.json", "examples/login/routes.json"],
    ["docs/how-to/docker.md", "compose.yaml", "examples/docker/compose.yaml"],
  ])("are what the pages show: %s", (path, name, example) => {
    const shown = pages.find((page) => page.path === path)?.blocks.find((block) => block.name === name);

    expect(`${shown?.text}\n`).toBe(readFileSync(join(root, example), "utf8"));
    expect(pages.find((page) => page.path === path)?.text).toContain(dirname(example));
  });
});
