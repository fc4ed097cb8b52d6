import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, commandsOf, matchesOutput } from "./commands.ts";
import { type Page, root } from "./pages.ts";
import { ShellSession } from "./shell-session.ts";
import { Workshop } from "./workshop.ts";

/** For tests that start programs, on a machine that has others to run. */
export const LONG = { timeout: 120_000 };

/** Whether its commands start one. */
export function needsBrowser(page: Page): boolean {
  return commandsOf(page).some(({ text }) => text.includes("playwright"));
}

/** Runs the commands of a page in their order; resolves to where they do not print what the page says. */
export async function differences(page: Page): Promise<string[]> {
  using workshop = new Workshop(page);
  const commands = commandsOf(page);
  const texts = commands.map(({ text }) => text);
  await using session = await ShellSession.open(workshop.folder, texts);
  if (page.path === "README.md") await session.run(startOfReadme());
  const found: string[] = [];
  for (const command of commands) {
    const difference = differenceOf(command, await session.run(command.text));
    if (difference !== undefined) found.push(`${page.path}:${command.line} ${difference}`);
  }
  return found;
}

/** What is printed and what the page says, if they are not the same. */
function differenceOf({ text, output }: Command, printed: string): string | undefined {
  if (output === undefined || matchesOutput(output, printed)) return undefined;
  return `$ ${text}\nprints:\n${printed.trimEnd()}\nbut the page says:\n${output}`;
}

/** The README has its readers start the server with `npm start`: what that runs, but for the build. */
function startOfReadme(): string {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: { start: string } };
  return scripts.start.replace("npm run build && node dist/cli.js", "trickster");
}
