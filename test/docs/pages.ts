import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** A fenced block of a page: what stands behind its three backticks is its language and, if it has one, its name. */
export interface Block {
  readonly language: string;
  /** The file that the page tells to save it as: ```json routes.json */
  readonly name: string | undefined;
  readonly text: string;
  /** The line of the page on which its text begins. */
  readonly line: number;
}

/** A Markdown file that people read. */
export interface Page {
  /** Its path from the root of the project: "docs/index.md". */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** The text without its blocks, line by line at the same places. */
  readonly prose: string;
}

/** Every page, in the order of their paths. */
export const pages: readonly Page[] = [
  ...readdirSync(root, { encoding: "utf8" }),
  ...below("docs"),
  ...below("examples"),
]
  .filter((path) => path.endsWith(".md"))
  .toSorted()
  .map(readPage);

export function pagesBelow(...folders: string[]): readonly Page[] {
  return pages.filter(({ path }) => folders.some((folder) => path === folder || path.startsWith(`${folder}/`)));
}

/** The pages that teach by doing, and whose snippets are run. */
export const practicalPages = pagesBelow("README.md", "docs/tutorials", "docs/how-to", "examples");

/** The files below a folder of the project, by their paths from its root. */
export function below(folder: string): string[] {
  return readdirSync(join(root, folder), { encoding: "utf8", recursive: true })
    .filter((path) => !path.includes("node_modules"))
    .map((path) => join(folder, path));
}

function readPage(path: string): Page {
  const text = readFileSync(join(root, path), "utf8");
  return { path, text, ...splitPage(text, path) };
}

/** Takes the fenced blocks out of a page. */
export function splitPage(text: string, path: string): Pick<Page, "blocks" | "prose"> {
  const blocks: Block[] = [];
  const prose: string[] = [];
  let open: { language: string; name: string | undefined; lines: string[]; line: number } | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const fence = /^```(\S*)(?: (\S+))?$/.exec(line);
    if (fence === null) {
      (open?.lines ?? prose).push(line);
      if (open !== undefined) prose.push("");
      continue;
    }
    prose.push("");
    if (open === undefined) open = { language: fence[1] ?? "", name: fence[2], lines: [], line: index + 2 };
    else {
      blocks.push({ language: open.language, name: open.name, line: open.line, text: open.lines.join("\n") });
      open = undefined;
    }
  }
  if (open !== undefined) throw new Error(`${path}:${open.line} a block is not closed`);
  return { blocks, prose: prose.join("\n") };
}
