import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Page, root } from "./pages.ts";

/** What readers install beside Trickster is installed here for development. */
const packages = Object.keys(
  (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { devDependencies: object }).devDependencies,
);

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
    mkdirSync(modules);
    symlinkSync(root, join(modules, "trickster"));
    for (const name of packages) {
      mkdirSync(dirname(join(modules, name)), { recursive: true });
      symlinkSync(join(root, "node_modules", name), join(modules, name));
    }
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
