import { main } from "../../src/cli/main.ts";
import { fence, page } from "./markdown.ts";

export async function commandPage(): Promise<string> {
  return page(
    "Command",
    "[Settings](settings.md) lists the options of `trickster run` in tables, [Limits](limits.md) what happens beyond the limits.",
    "## `trickster`",
    await help(),
    "## `trickster run`",
    "It logs to the standard output; a fault at the start goes to the standard error, as one line.",
    await help("run"),
    "## `trickster check`",
    "It reports faults and warnings to the standard error, with file, line, column and JSON Pointer, and what is right to the standard output.",
    await help("check"),
    "## `trickster explain`",
    "It prints to the standard output what the Route asks for beside what the request has, and commands that mend either.",
    await help("explain"),
    "## `trickster replay`",
    "It prints to the standard output what is answered otherwise than recorded, see [Send them again](../how-to/see-requests.md#send-them-again).",
    await help("replay"),
  );
}

async function help(...command: string[]): Promise<string> {
  const lines: string[] = [];
  const take = (text: string): void => void lines.push(text);
  await main([...command, "--help"], {
    environment: {},
    hasColor: false,
    hasOutputColor: false,
    out: take,
    error: take,
  });
  return fence("text", lines.join("\n").replaceAll(/ +$/gm, ""));
}
