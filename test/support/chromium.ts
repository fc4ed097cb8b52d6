import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** The path of a Chromium; `null`: there is none. */
    chromium: string | null;
  }
}

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** Finds a Chromium for the tests that need one, or installs that of Debian if this process may. */
export default function setup({ provide }: TestProject): void {
  const found = findChromium() ?? (canInstall() ? installChromium() : undefined);
  if (found === undefined) {
    process.stdout.write(
      "No Chromium: browser tests are skipped. Debian has one (apt-get install chromium); CHROMIUM names another.\n",
    );
  }
  provide("chromium", found ?? null);
}

function findChromium(): string | undefined {
  const { CHROMIUM, PATH = "" } = process.env;
  if (CHROMIUM !== undefined) return CHROMIUM;
  const paths = PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return paths.find((path) => existsSync(path));
}

function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync("/etc/debian_version");
}

function installChromium(): string | undefined {
  const install = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium"];
  process.stdout.write("No Chromium: it is installed from Debian's packages.\n");
  try {
    run(install);
  } catch {
    // The lists of packages may be old, or missing.
    try {
      run(["apt-get", "update", "--quiet"]);
      run(install);
    } catch {
      return undefined;
    }
  }
  return findChromium();
}

function run([program = "", ...words]: readonly string[]): void {
  execFileSync(program, words, { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
}
