import { describe, expect, it } from "vitest";
import { commandsOf, matchesOutput } from "./commands.ts";
import { pagesBelow } from "./pages.ts";
import { LONG, differences } from "./run-page.ts";

const practical = pagesBelow("README.md", "docs/tutorials", "docs/how-to");
const withCommands = practical.filter((page) => commandsOf(page).length > 0);

describe("the commands of a page", () => {
  it.concurrent.each(withCommands)("print what $path says", LONG, async (page) => {
    expect(await differences(page)).toEqual([]);
  });

  it("are found in the README, both tutorials, and every how-to but those that need another program", () => {
    const paths = withCommands.map(({ path }) => path);

    expect(paths).toContain("README.md");
    expect(paths).toContain("docs/tutorials/hello-world.md");
    expect(paths).toContain("docs/tutorials/login-form.md");
    expect(practical.map(({ path }) => path).filter((path) => !paths.includes(path))).toEqual([
      "docs/how-to/docker.md",
      "docs/how-to/install.md",
    ]);
  });
});

describe("what a command should print", () => {
  it("may leave out what changes, within a line and whole lines of it", () => {
    expect(matchesOutput("a … c", "a b c\n")).toBe(true);
    expect(matchesOutput("first\n…\nlast", "first\r\n1\r\n2\r\nlast\r\n")).toBe(true);
    expect(matchesOutput("first\n…", "first")).toBe(true);
  });

  it("is the same otherwise", () => {
    expect(matchesOutput("a … c", "a b d")).toBe(false);
    expect(matchesOutput("a", "a\nb")).toBe(false);
    expect(matchesOutput("…\nlast", "last\nmore")).toBe(false);
    expect(matchesOutput("", "something")).toBe(false);
  });
});
