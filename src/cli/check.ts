import { definitionFaults } from "../app/definition-faults.ts";
import type { Settings } from "../config/settings.ts";
import { type Finding, findingsOf } from "../explain/lint.ts";
import { LiveRoute } from "../routes/live-route.ts";
import { compileRoute } from "../routes/route.ts";
import { RouteTable } from "../routes/route-table.ts";
import { type LoadedRoutes, type Place, describeFault, loadRoutes } from "../routes-files/load-routes.ts";
import { printable } from "../routes-files/printable.ts";
import { createBodyFiles } from "../server/body-files.ts";
import { Dice } from "../dice.ts";
import { createPatternGuard, newSeed } from "../server/system-ports.ts";
import { type Terminal, exitStatus, paint } from "./terminal.ts";

/** Validates Routes files, and names every fault. Resolves to the exit status. */
export async function check(paths: readonly string[], settings: Settings, terminal: Terminal): Promise<number> {
  const { fault } = createBodyFiles(settings.files);
  let isFaultless = true;
  const dice = new Dice(newSeed());
  for (const path of paths) {
    const routes = new RouteTable();
    const places = new Map<LiveRoute, Place>();
    const loaded = await loadRoutes(path, {
      maxDepth: settings.maxDepth,
      moreFaults: (payload) => definitionFaults(payload, { bodyFileFault: fault, hasPeers: false }),
      take(definition, place) {
        const live = new LiveRoute(compileRoute(definition, { newId: () => dice.newId(), onPatternExpired: () => {} }));
        if (routes.isTaken(live.route.id)) return;
        routes.add(live);
        places.set(live, place);
      },
    });
    isFaultless &&= loaded.faults.length === 0;
    const guard = guardOf(settings);
    const warnings = [...places].flatMap(([live, place]) =>
      findingsOf(live, { routes, guard }, { ofDefinition: true }).map((finding) => warningOf(finding, place, terminal)),
    );
    report(path, loaded, warnings, terminal);
  }
  return isFaultless ? exitStatus.ok : exitStatus.failed;
}

function guardOf({ patternTimeout, matchTimeout }: Settings) {
  return createPatternGuard({ perPattern: patternTimeout * 1000, perRequest: matchTimeout * 1000 });
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

/** What is valid, and yet most likely not meant: it changes no exit status. */
function warningOf({ at, message }: Finding, { file, index, position }: Place, { hasColor }: Terminal): string {
  const { line, column } = position();
  const label = paint("yellow", "warning:", hasColor);
  return `${printable(`${file}:${line}:${column}`)}: ${label} ${printable(`${index}${at} ${message}`)}`;
}
