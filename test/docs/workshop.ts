import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Page, root } from "./pages.ts";

/**
 * A folder in which the snippets of a page are at work, with the files that it tells to save, and those that stand
 * beside it if it is an example, or the README. Packages are found there as in a project that has them installed.
 */
export class Workshop implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "trickster-docs-"));

  constructor(page: Page) {
    if (page.path.startsWith("examples/")) cpSync(join(root, dirname(page.path)), this.folder, { recursive: true });
    if (page.path === "README.md") symlinkSync(join(root, "examples"), join(this.folder, "examples"));
    const modules = join(this.folder, "node_modules");
    mkdirSync(join(modules, "@types"), { recursive: true });
    symlinkSync(root, join(modules, "trickster"));
    symlinkSync(join(root, "node_modules/vitest"), join(modules, "vitest"));
    symlinkSync(join(root, "node_modules/@types/node"), join(modules, "@types/node"));
    writeFileSync(join(this.folder, "package.json"), '{"type":"module"}');
    for (const { name, text } of page.blocks) if (name !== undefined) this.write(name, text);
  }

  write(name: string, text: string): string {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${text}\n`);
    return path;
  }

  has(name: string): boolean {
    return existsSync(join(this.folder, name));
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
