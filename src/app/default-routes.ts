import type { World } from "../engine/world.ts";
import { TricksterError } from "../errors.ts";
import { LiveRoute } from "../routes/live-route.ts";
import { type CompiledRoute, givenText } from "../routes/route.ts";
import { RouteTable } from "../routes/route-table.ts";
import { STEP, type Steps, runAtOnce } from "../routes/steps.ts";

/** The Routes that the server starts with, and that a reset brings back. */
export class DefaultRoutes {
  readonly #world: World;
  #routes: readonly CompiledRoute[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  /**
   * Takes other default Routes, in steps. Those that stood in the table are replaced, but an unchanged one keeps its
   * counters; Routes that were added otherwise stay, behind them. Throws, and changes nothing, if an id is taken (409)
   * or if `refuse` throws for the number and the size that all Routes would have.
   */
  *set(given: readonly CompiledRoute[], refuse: (count: number, size: number) => void): Steps {
    const routes = yield* this.#withUnchanged(given);
    const table = yield* fill(routes);
    yield* this.#addOthers(table, routes);
    // From here on until the new table stands in the place of the old one nothing may come between.
    refuse(table.size, table.totalSize);
    keepCounts(table, this.#world.routes);
    this.#routes = routes;
    this.#world.routes = table;
    this.#world.onChange?.({ kind: "all", keepsCounts: true });
  }

  /** Leaves nothing but the default Routes, with all counters 0; in steps. */
  *reset(): Steps {
    this.#world.routes = yield* fill(this.#routes);
    this.#world.onChange?.({ kind: "all", keepsCounts: false });
  }

  /** Adds the Routes that are no default ones; if they change meanwhile, once more and at once. */
  *#addOthers(table: RouteTable, defaults: readonly CompiledRoute[]): Steps {
    const old = this.#world.routes;
    const { version } = old;
    const added = yield* addCopies(table, othersOf(old, table, defaults));
    if (old === this.#world.routes && old.version === version) return;
    for (const copy of added) table.remove(copy);
    runAtOnce(addCopies(table, othersOf(this.#world.routes, table, defaults)));
  }

  /** The same Routes, but for those that are default Routes already: a definition written alike is the same Route. */
  *#withUnchanged(given: readonly CompiledRoute[]): Steps<readonly CompiledRoute[]> {
    if (this.#routes.length === 0) return given;
    // Several Routes may be written alike; each stands for itself.
    const known = new Map<string, CompiledRoute[]>();
    for (const [at, route] of this.#routes.entries()) {
      if (at % STEP === STEP - 1) yield;
      const text = givenText(route);
      const alike = known.get(text);
      if (alike === undefined) known.set(text, [route]);
      else alike.push(route);
    }
    const routes: CompiledRoute[] = [];
    for (const [at, route] of given.entries()) {
      if (at % STEP === STEP - 1) yield;
      routes.push(known.get(givenText(route))?.shift() ?? route);
    }
    return routes;
  }
}

/** A table of default Routes that nobody has used yet. */
function* fill(routes: readonly CompiledRoute[]): Steps<RouteTable> {
  const table = new RouteTable();
  for (const [at, route] of routes.entries()) {
    if (at % STEP === STEP - 1) yield;
    if (table.isTaken(route.id)) throw taken(at, route.id);
    const live = new LiveRoute(route);
    live.isDefault = true;
    table.add(live);
  }
  return table;
}

/** Throws a 409 if one of them has the id of a default Route. */
function othersOf(old: RouteTable, table: RouteTable, defaults: readonly CompiledRoute[]): readonly LiveRoute[] {
  const found = [...old].filter(({ isDefault }) => !isDefault);
  refuseTaken(found, table, defaults);
  return found;
}

function* addCopies(table: RouteTable, lives: readonly LiveRoute[]): Steps<readonly LiveRoute[]> {
  const copies: LiveRoute[] = [];
  for (const [at, { route, seen }] of lives.entries()) {
    if (at % STEP === STEP - 1) yield;
    const copy = new LiveRoute(route, undefined, seen);
    table.add(copy);
    copies.push(copy);
  }
  return copies;
}

/** A Route that stands in both tables goes on counting where it was. */
function keepCounts(table: RouteTable, old: RouteTable): void {
  for (const live of table) {
    const before = old.get(live.route.id);
    if (before?.route !== live.route) continue;
    const wasActive = live.isActive;
    live.takeCounts(before);
    if (wasActive && !live.isActive) table.retire(live);
  }
}

function refuseTaken(others: readonly LiveRoute[], table: RouteTable, routes: readonly CompiledRoute[]): void {
  const other = others.find(({ route }) => table.isTaken(route.id));
  if (other === undefined) return;
  const { id } = other.route;
  throw taken(
    routes.findIndex((route) => route.id === id),
    id,
  );
}

function taken(at: number, id: string): TricksterError {
  return new TricksterError(409, `${at}/id is "${id}", like that of another Route.`);
}
