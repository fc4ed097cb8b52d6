import { execFile } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, inject, it } from "vitest";
import { createTrickster } from "../../src/index.ts";
import { commandsOf } from "./commands.ts";
import { below, pages, pagesBelow, root } from "./pages.ts";
import { LONG, differences, needsBrowser } from "./run-page.ts";

const run = promisify(execFile);

describe("the examples", () => {
  const examples = readdirSync(join(root, "examples"));

  it.each(examples)("say in a README what they show: %s", (name) => {
    const page = pages.find(({ path }) => path === `examples/${name}/README.md`);

    expect(page?.text).toMatch(/^# /);
  });

  const withCommands = pagesBelow("examples").filter((page) => commandsOf(page).length > 0);

  const [inBrowser, others] = [withCommands.filter(needsBrowser), withCommands.filter((page) => !needsBrowser(page))];

  it.concurrent.each(others)("do what their README says: $path", LONG, async (page) => {
    expect(await differences(page)).toEqual([]);
  });

  // The tests say at their start why, if there is none.
  it.skipIf(inject("chromium") === null).each(inBrowser)("do so in a browser: $path", LONG, async (page) => {
    expect(await differences(page)).toEqual([]);
  });

  it("all have commands to try, but the one that needs Docker", () => {
    expect(examples.filter((name) => !withCommands.some(({ path }) => path === `examples/${name}/README.md`))).toEqual([
      "docker",
    ]);
  });

  const routesFiles = below("examples").filter(
    (path) => /\.(?:json|ya?ml)$/.test(path) && !path.endsWith("compose.yaml"),
  );

  it.each(routesFiles)("hold Routes that can be loaded: %s", async (path) => {
    await using trickster = createTrickster();

    expect((await trickster.load(join(root, path))).routes).toBeGreaterThan(0);
  });

  it.each([
    ["docs/tutorials/login-form.md", "routes.json", "examples/login/routes.json"],
    ["docs/how-to/docker.md", "compose.yaml", "examples/docker/compose.yaml"],
  ])("are what the pages show: %s", (path, name, example) => {
    const shown = pages.find((page) => page.path === path)?.blocks.find((block) => block.name === name);

    expect(`${shown?.text}\n`).toBe(readFileSync(join(root, example), "utf8"));
    expect(pages.find((page) => page.path === path)?.text).toContain(dirname(example));
  });

  it.each([
    ["vitest", [join(root, "node_modules/vitest/vitest.mjs"), "run"]],
    ["node:test", ["--test", "--test-reporter=spec", "weather.node.mjs"]],
  ])("for test suites run where they are, in a clone: with %s", LONG, async (_name, program) => {
    const { stdout } = await run(process.execPath, program, {
      cwd: join(root, "examples/in-a-test-suite"),
      env: { PATH: process.env["PATH"], NO_COLOR: "1" },
    });

    expect(stdout).toMatch(/Tests {2}2 passed|ℹ pass 1\nℹ fail 0/);
  });
});
