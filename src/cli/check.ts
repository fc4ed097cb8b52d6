import type { Settings } from "../config/settings.ts";
import type { ValidRoute } from "../routes/route.ts";
import { type LoadedRoutes, describeFault, loadRoutes } from "../routes-files/load-routes.ts";
import { printable } from "../routes-files/printable.ts";
import { definitionFaults } from "../app/definition-faults.ts";
import { createBodyFiles } from "../server/body-files.ts";
import { type Terminal, exitStatus, paint } from "./terminal.ts";

/** Validates Routes files, and names every fault. Resolves to the exit status. */
export async function check(paths: readonly string[], settings: Settings, terminal: Terminal): Promise<number> {
  const { fault } = createBodyFiles(settings.files);
  let isFaultless = true;
  for (const path of paths) {
    const warnings: string[] = [];
    const loaded = await loadRoutes(path, {
      maxDepth: settings.maxDepth,
      moreFaults: (payload) => definitionFaults(payload, { bodyFileFault: fault, hasPeers: false }),
      take(definition, { file, index, position }) {
        const warning = patternWarning(definition);
        if (warning === undefined) return;
        const { line, column } = position();
        const label = paint("yellow", "warning:", terminal.hasColor);
        warnings.push(`${printable(`${file}:${line}:${column}`)}: ${label} ${printable(`${index}/path ${warning}`)}`);
      },
    });
    isFaultless &&= loaded.faults.length === 0;
    report(path, loaded, warnings, terminal);
  }
  return isFaultless ? exitStatus.ok : exitStatus.failed;
}

function report(
  path: string,
  { count: routes, faults }: LoadedRoutes,
  warnings: readonly string[],
  terminal: Terminal,
): void {
  for (const fault of faults) terminal.error(describeFault(fault));
  for (const warning of warnings) terminal.error(warning);
  const count = faults.length;
  if (count === 0) terminal.out(`${path}: ${routes} ${routes === 1 ? "Route" : "Routes"}, no fault`);
  else terminal.error(`${path}: ${count} ${count === 1 ? "fault" : "faults"}`);
}

/** Patterns that can be slow are given up on after a while, and then do not match. */
function patternWarning({ path }: ValidRoute): string | undefined {
  if (path.engine !== "backtracking") return undefined;
  return `${path.source} needs look-around or a back-reference: it costs more, and is given up after --pattern-timeout`;
}
