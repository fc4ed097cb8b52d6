/** Where the parts of the bench are. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const inBench = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
export const inModules = (name) => inBench(`node_modules/${name}`);

/** The root of the checkout that the bench is part of. */
export const ownRoot = fileURLToPath(new URL("../..", import.meta.url));

export function versionOf(name) {
  return JSON.parse(readFileSync(inModules(`${name}/package.json`), "utf8")).version;
}
