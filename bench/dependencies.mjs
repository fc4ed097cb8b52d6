/** The peers are installed when they are missing. None of them needs a script of its own to be installed. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { inBench } from "./servers/paths.mjs";

const readPackages = (name) => JSON.parse(readFileSync(inBench(name), "utf8")).packages;

/** Whether what is installed is what the lockfile says. */
function isInstalled() {
  const installed = "node_modules/.package-lock.json";
  if (!existsSync(inBench(installed))) return false;
  const packages = readPackages(installed);
  return Object.entries(readPackages("package-lock.json")).every(
    ([path, { version, optional }]) => path === "" || optional || packages[path]?.version === version,
  );
}

export function installDependencies() {
  if (isInstalled()) return;
  process.stderr.write("installing what Trickster is compared with\n");
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"];
  const { status } = spawnSync("npm", args, { cwd: inBench("."), stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) throw new Error("the dependencies of bench/ can't be installed");
}
