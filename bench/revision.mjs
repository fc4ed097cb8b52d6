/** An earlier revision of Trickster, built in a worktree of its own that is taken away at the end. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { scratch } from "./processes.mjs";
import { ownRoot } from "./servers/paths.mjs";

const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** Checks a revision out and builds it; gives its root and its short name. */
export function buildRevision(revision, root = ownRoot) {
  const commit = run("git", ["rev-parse", "--short", `${revision}^{commit}`], root).trim();
  const folder = join(scratch, `revision-${commit}`);
  run("git", ["worktree", "add", "--detach", folder, commit], root);
  process.on("exit", () => run("git", ["worktree", "remove", "--force", folder], root));
  run("npm", ["ci", "--no-audit", "--no-fund"], folder);
  run("npm", ["run", "build"], folder);
  return { root: folder, commit };
}
