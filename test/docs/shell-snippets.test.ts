import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Command, commandsOf, matchesOutput } from "./commands.ts";
import { type Page, practicalPages, root } from "./pages.ts";
import { ShellSession } from "./shell-session.ts";
import { Workshop } from "./workshop.ts";

const withCommands = practicalPages.filter((page) => commandsOf(page).length > 0);

describe("the commands of a page", () => {
  it.concurrent.each(withCommands)("print what $path says", async (page) => {
    using workshop = new Workshop(page);
    const commands = commandsOf(page);
    await using session = await ShellSession.open(
      workshop.folder,
      commands.map(({ text }) => text),
    );
    if (page.path === "README.md") await session.run(startOfReadme(page));
    for (const command of commands) {
      const difference = differenceOf(command, await session.run(command.text));
      expect(difference, `${page.path}:${command.line}`).toBeUndefined();
    }
  });

  it("are found in both tutorials, and in every example but those that need another program", () => {
    const paths = withCommands.map(({ path }) => path);

    expect(paths).toContain("docs/tutorials/hello-world.md");
    expect(paths).toContain("docs/tutorials/login-form.md");
    expect(practicalPages.map(({ path }) => path).filter((path) => !paths.includes(path))).toEqual([
      "docs/how-to/docker.md",
      "docs/how-to/install.md",
      "examples/docker/README.md",
    ]);
  });
});

/** What is printed and what the page says, if they are not the same. */
function differenceOf({ text, output }: Command, printed: string): string | undefined {
  if (output === undefined || matchesOutput(output, printed)) return undefined;
  return `$ ${text}\nprints:\n${printed.trimEnd()}\nbut the page says:\n${output}`;
}

/** The README has its readers start the server with `npm start`: what that runs, but for the build. */
function startOfReadme({ text }: Page): string {
  expect(text).toContain("npm ci && npm start");
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: { start: string } };
  const [build, start] = scripts.start.split(" && ");
  expect(build).toBe("npm run build");
  return (start ?? "").replace("node dist/cli.js", "trickster");
}

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
