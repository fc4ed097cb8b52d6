import { TricksterError } from "../errors.ts";
import { LiveRoute } from "../routes/live-route.ts";
import {
  type CompileOptions,
  type CompiledRoute,
  type ValidRoute,
  compileRoute,
  routeSchema,
} from "../routes/route.ts";
import type { RouteTable } from "../routes/route-table.ts";

/** A Route that the server starts with, and that a reset brings back. */
interface DefaultRoute {
  /** Its definition as it was given: the same text is the same Route. */
  readonly text: string;
  readonly route: CompiledRoute;
}

/** The Routes that the server starts with, and where they stand in the table. */
export class DefaultRoutes {
  readonly #table: RouteTable;
  readonly #options: CompileOptions;
  #routes: readonly DefaultRoute[] = [];
  /** What stands in the place of a default Route, changed over the API or not. */
  #standing = new WeakSet<LiveRoute>();

  constructor(table: RouteTable, options: CompileOptions) {
    this.#table = table;
    this.#options = options;
  }

  /**
   * Takes other default Routes. Those that stood in the table are replaced, but an unchanged one keeps its counters;
   * Routes that were added otherwise stay, behind them. Throws, and changes nothing, if an id is taken (409) or if
   * `refuse` throws for the number and the size that all Routes would have.
   */
  set(definitions: readonly ValidRoute[], refuse: (count: number, size: number) => void): void {
    const others = [...this.#table].filter((live) => !this.#standing.has(live));
    refuseDuplicates(definitions, others);
    const known = groupByText(this.#routes);
    const routes = definitions.map((definition) => {
      const text = routeSchema.write(definition);
      return known.get(text)?.shift() ?? { text, route: compileRoute(definition, this.#options) };
    });
    const all = [...routes, ...others].map(({ route }) => route);
    refuse(
      all.length,
      all.reduce((sum, route) => sum + route.size, 0),
    );
    this.#routes = routes;
    const before = new Map([...this.#table].map((live) => [live.route, live]));
    this.#fill((route) => before.get(route) ?? new LiveRoute(route));
    for (const live of others) this.#table.add(live);
  }

  /** Leaves nothing but the default Routes in the table, with all counters 0. */
  reset(): void {
    this.#fill((route) => new LiveRoute(route));
  }

  /** Notes that a Route was put in the place of another. */
  replaced(old: LiveRoute, live: LiveRoute): void {
    if (this.#standing.has(old)) this.#standing.add(live);
  }

  #fill(makeLive: (route: CompiledRoute) => LiveRoute): void {
    this.#table.clear();
    this.#standing = new WeakSet();
    for (const { route } of this.#routes) {
      const live = makeLive(route);
      this.#table.add(live);
      this.#standing.add(live);
    }
  }
}

/** Several Routes may be written alike; each stands for itself. */
function groupByText(routes: readonly DefaultRoute[]): Map<string, DefaultRoute[]> {
  const groups = new Map<string, DefaultRoute[]>();
  for (const route of routes) {
    const group = groups.get(route.text);
    if (group === undefined) groups.set(route.text, [route]);
    else group.push(route);
  }
  return groups;
}

function refuseDuplicates(definitions: readonly ValidRoute[], others: readonly LiveRoute[]): void {
  const taken = new Set(others.map((live) => live.route.id));
  for (const [index, { id }] of definitions.entries()) {
    if (id === undefined) continue;
    if (taken.has(id)) throw new TricksterError(409, `${index}/id is "${id}", like that of another Route.`);
    taken.add(id);
  }
}
