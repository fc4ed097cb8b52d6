import type { Block, Page } from "./pages.ts";

/** A command of a page, and what the page says that it prints. */
export interface Command {
  readonly text: string;
  /** `undefined`: the page does not say. */
  readonly output: string | undefined;
  readonly line: number;
}

/** Commands that are not the reader's to try out here: they install, build or need another program. */
const NOT_RUN = /^(?:npm|docker|git) /;

/** The commands of a page that are run, in their order. */
export function commandsOf(page: Page): Command[] {
  return page.blocks.flatMap((block, index) => {
    if (block.language !== "sh") return [];
    const commands = /^\$ /m.test(block.text)
      ? promptedCommands(block)
      : [pastedCommands(block, page.blocks[index + 1])];
    return commands.filter(({ text }) => !NOT_RUN.test(text));
  });
}

/** Lines that begin with "$ " are commands, what follows is what they print. */
function promptedCommands({ text, line }: Block): Command[] {
  const commands: { text: string; output: string[]; line: number }[] = [];
  for (const [index, given] of text.split("\n").entries()) {
    const last = commands.at(-1);
    if (given.startsWith("$ ")) commands.push({ text: given.slice(2), output: [], line: line + index });
    else if (last === undefined) throw new Error(`line ${line + index}: output without a command before it`);
    else if (last.output.length === 0 && isUnfinished(last.text)) last.text += `\n${given}`;
    else last.output.push(given);
  }
  return commands.map(({ text: given, output, line: at }) => ({ text: given, output: output.join("\n"), line: at }));
}

function isUnfinished(command: string): boolean {
  return command.endsWith("\\") || command.split("'").length % 2 === 0;
}

/** A block without "$ " is pasted as a whole; a text block right behind it is what it prints. */
function pastedCommands({ text, line }: Block, next: Block | undefined): Command {
  const isOutput = next?.language === "text" && next.line === line + text.split("\n").length + 3;
  return { text, line, output: isOutput ? next.text : undefined };
}

/**
 * Whether something printed is what the page says: `…` stands for anything within a line, and a line that is just
 * `…` for any number of lines. White space at the end is not looked at.
 */
export function matchesOutput(expected: string, actual: string): boolean {
  const lines = expected.trimEnd().split("\n");
  const source = lines
    .map((line) =>
      line.trim() === "…" ? "(?:.*\n)*?" : `${line.trimEnd().split("…").map(escapeRegex).join(".*")}[ \t]*\n`,
    )
    .join("");
  return new RegExp(`^${source}$`).test(`${actual.replaceAll("\r", "").trimEnd()}\n`);
}

function escapeRegex(text: string): string {
  return text.replaceAll(/[\\^$.|?*+()[\]{}]/g, "\\$&");
}
