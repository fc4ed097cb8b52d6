import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { type Block, type Page, practicalPages, root } from "./pages.ts";
import { Workshop } from "./workshop.ts";

const run = promisify(execFile);

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  allowJs: true,
  skipLibCheck: true,
  noEmit: true,
};

const programs = practicalPages.flatMap((page) =>
  page.blocks
    .filter(({ language }) => language === "ts")
    .map((block) => ({ page, block, place: placeOf(page, block) })),
);

function placeOf({ path }: Page, { line }: Block): string {
  return `${path}:${line}`;
}

describe("the programs of a page", () => {
  const pagesWithPrograms = [...new Set(programs.map(({ page }) => page))];

  it.each(pagesWithPrograms)("are understood by the type checker, in $path", (page) => {
    using workshop = new Workshop(page);
    const files = programs.filter((program) => program.page === page).map(({ block }) => write(workshop, block));
    const program = ts.createProgram(files, { ...options, typeRoots: [join(workshop.folder, "node_modules/@types")] });

    const faults = ts
      .getPreEmitDiagnostics(program)
      .map(({ file, messageText }) => `${file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);

    expect(faults).toEqual([]);
  });

  it.each(programs.filter(({ block }) => !block.name?.includes(".test.")))(
    "print what they say, in $place",
    async ({ page, block }) => {
      using workshop = new Workshop(page);
      const { outputText } = ts.transpileModule(block.text, {
        compilerOptions: { ...options, module: ts.ModuleKind.ESNext },
      });
      const file = workshop.write("program.mjs", outputText);
      prepare(workshop);

      const { stdout } = await run(process.execPath, [file], { cwd: workshop.folder });

      expect(stdout.trimEnd().split("\n").filter(Boolean)).toEqual(expectedOutput(block));
    },
  );

  it("are there: in the README, and in the page for test suites", () => {
    const paths = programs.map(({ page }) => page.path);

    expect(paths).toContain("README.md");
    expect(paths).toContain("docs/how-to/in-a-test-suite.md");
  });
});

/** The page on default Routes has moved its files into this folder when it comes to programs. */
function prepare(workshop: Workshop): void {
  if (!workshop.has("routes.json") || !workshop.has("routes.yaml")) return;
  for (const name of ["routes.json", "routes.yaml"]) {
    workshop.write(`routes/${name}`, readFileSync(join(workshop.folder, name), "utf8"));
  }
}

function write(workshop: Workshop, { name, line, text }: Block): string {
  return workshop.write(name ?? `program-${line}.ts`, text);
}

/** `console.log(…); // what it prints` */
function expectedOutput({ text }: Block): string[] {
  return [...text.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, output]) => output ?? "");
}

describe("the files of examples/in-a-test-suite", () => {
  it.each(["weather.mjs", "weather.test.ts", "weather.node.mjs"])("are those that the page shows: %s", (name) => {
    const page = practicalPages.find(({ path }) => path === "docs/how-to/in-a-test-suite.md");
    const shown = page?.blocks.find((block) => block.name === name);

    expect(`${shown?.text}\n`).toBe(readFileSync(join(root, "examples/in-a-test-suite", name), "utf8"));
  });
});
