import { type Outcome, decide, matchRoute, needsForm } from "../engine/decide.ts";
import { type Reply, respond } from "../engine/respond.ts";
import { type World, createWorld } from "../engine/world.ts";
import { TricksterError } from "../errors.ts";
import type { HttpRequest } from "../http/request.ts";
import { decodePath, parseTarget } from "../http/target.ts";
import type { JsonNode, JsonObject } from "../json/json-node.ts";
import { PatchError, applyJsonPatch, applyMergePatch } from "../json/json-patch.ts";
import { parseJson } from "../json/parse-json.ts";
import type { PatternGuard } from "../matching/pattern-guard.ts";
import { type LiveResponse, LiveRoute } from "../routes/live-route.ts";
import {
  type CompileOptions,
  type CompiledRoute,
  type ValidRoute,
  compileRoute,
  routeSchema,
} from "../routes/route.ts";
import { responseSchema } from "../responses/response.ts";
import type { Fault } from "../schema/reader.ts";
import { bodyFileFaults } from "./body-file-faults.ts";
import type { Clock } from "./clock.ts";
import { invalid, readPayload, refuseSharedIds } from "./definitions.ts";
import type { Log } from "./log.ts";
import { MissLog } from "./miss-log.ts";

export interface AppOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly newId: () => string;
  readonly guard: PatternGuard;
  readonly log: Log;
  /** What is wrong with a `body_file`, or `undefined` if it can be read. */
  readonly bodyFileFault: (path: string) => string | undefined;
  readonly limits: { readonly maxBody: number; readonly maxDepth: number; readonly maxRoutes: number };
}

/** A reply to a mocked request, and what it was decided on. */
export interface Decision extends Reply {
  readonly outcome: Outcome;
}

/** A Route that the server starts with, and that a reset brings back. */
interface DefaultRoute {
  /** Its definition as it was given: the same text is the same Route. */
  readonly text: string;
  readonly route: CompiledRoute;
}

/** The one facade: library users, the internal API and the command line call the same methods. */
export class App {
  readonly #options: AppOptions;
  readonly #world: World;
  readonly #compileOptions: CompileOptions;
  readonly #misses: MissLog;
  #defaults: readonly DefaultRoute[] = [];
  /** The Routes that stand where a default Route was put. */
  #fromDefaults = new WeakSet<LiveRoute>();

  constructor(options: AppOptions) {
    const { clock, random, guard, newId, log } = options;
    this.#options = options;
    this.#world = createWorld({ now: () => clock.now(), random, guard });
    this.#misses = new MissLog(log, clock);
    this.#compileOptions = { guard, newId, onPatternExpired: this.#warnOnce() };
  }

  get limits(): AppOptions["limits"] {
    return this.#options.limits;
  }

  get log(): Log {
    return this.#options.log;
  }

  /** In the order in which they are tried. */
  get routes(): Iterable<LiveRoute> & { readonly size: number } {
    return this.#world.routes;
  }

  /** Throws a 404 if there is none. */
  route(id: string): LiveRoute {
    const live = this.#world.routes.get(id);
    if (live === undefined) throw new TricksterError(404, `There is no Route with the id "${id}".`);
    return live;
  }

  /** Throws a 404 if there is none. */
  response(routeId: string, id: string): LiveResponse {
    const found = this.route(routeId).response(id);
    if (found !== undefined) return found;
    throw new TricksterError(404, `The Route "${routeId}" has no Response with the id "${id}".`);
  }

  addRoute(payload: JsonNode): LiveRoute {
    const definition = this.#readRoute(payload);
    this.#refuseTaken(definition.id);
    this.#refuseTooMany(1);
    const live = new LiveRoute(compileRoute(definition, this.#compileOptions));
    this.#world.routes.add(live);
    return live;
  }

  replaceRoute(id: string, payload: JsonNode): LiveRoute {
    const definition = this.#readRoute(payload);
    if (definition.id !== id) this.#refuseTaken(definition.id);
    const live = this.route(id);
    const compiled = compileRoute({ ...definition, id: definition.id ?? id }, this.#compileOptions);
    return this.#put(live, new LiveRoute(compiled));
  }

  /** An object is a JSON Merge Patch, an array a JSON Patch. The counters stay. */
  patchRoute(id: string, patch: JsonNode): LiveRoute {
    const live = this.route(id);
    const definition = this.#readRoute(this.#patch(this.#tree(live), patch));
    if (definition.id !== id) this.#refuseTaken(definition.id);
    const compiled = compileRoute({ ...definition, id: definition.id ?? id }, this.#compileOptions);
    return this.#put(live, new LiveRoute(compiled, live));
  }

  removeRoute(id: string): void {
    this.#world.routes.remove(this.route(id));
  }

  removeRoutes(): void {
    this.#world.routes.clear();
  }

  addResponse(routeId: string, payload: JsonNode): LiveResponse {
    const { id } = readPayload(responseSchema, payload);
    const live = this.route(routeId);
    this.#refuseTakenResponse(live, id);
    const changed = this.#changeResponses(live, (responses) => [...responses, payload]);
    return last(changed.responses);
  }

  replaceResponse(routeId: string, id: string, payload: JsonNode): LiveResponse {
    const newId = readPayload(responseSchema, payload).id ?? id;
    const live = this.route(routeId);
    if (newId !== id) this.#refuseTakenResponse(live, newId);
    const index = live.responses.indexOf(this.response(routeId, id));
    const named = new Map(payload as JsonObject).set("id", newId);
    const changed = this.#changeResponses(live, (responses) => responses.with(index, named), newId);
    return this.response(changed.route.id, newId);
  }

  removeResponse(routeId: string, id: string): void {
    const index = this.route(routeId).responses.indexOf(this.response(routeId, id));
    this.#changeResponses(this.route(routeId), (responses) => responses.toSpliced(index, 1));
  }

  /** The Route that would answer; nothing is counted. Throws a 404 if there is none. */
  matchRoute(method: string, target: string): LiveRoute {
    const path = decodePath(parseTarget(target).rawPath);
    const live = matchRoute(this.#world, method, path);
    if (live === undefined) throw new TricksterError(404, `No active Route matches ${method} ${path}.`);
    return live;
  }

  /** The state in which the server started. */
  reset(): void {
    this.#world.routes.clear();
    this.#fromDefaults = new WeakSet();
    for (const { route } of this.#defaults) this.#addDefault(new LiveRoute(route));
  }

  /**
   * Sets the default Routes. Those that stood there are replaced, but an unchanged one keeps its counters; Routes that
   * were added otherwise stay, behind them.
   */
  setDefaultRoutes(definitions: readonly ValidRoute[]): void {
    const others = [...this.#world.routes].filter((live) => !this.#fromDefaults.has(live));
    refuseDuplicates(definitions, others);
    const known = groupByText(this.#defaults);
    this.#defaults = definitions.map((definition): DefaultRoute => {
      const text = routeSchema.write(definition);
      return known.get(text)?.shift() ?? { text, route: compileRoute(definition, this.#compileOptions) };
    });
    const before = new Map([...this.#world.routes].map((live) => [live.route, live]));
    this.#world.routes.clear();
    for (const { route } of this.#defaults) this.#addDefault(before.get(route) ?? new LiveRoute(route));
    for (const live of others) this.#world.routes.add(live);
  }

  /** The faults of the files that a definition wants to send. */
  bodyFileFaults(definition: ValidRoute): Fault[] {
    return bodyFileFaults(definition, this.#options.bodyFileFault);
  }

  /** Answers a mocked request. A promise only if the body must be read first. */
  answer(request: HttpRequest): Decision | Promise<Decision> {
    return needsForm(this.#world, request) ? this.#loadAndDecide(request) : this.#decide(request);
  }

  async #loadAndDecide(request: HttpRequest): Promise<Decision> {
    await request.loadForm(this.limits.maxBody);
    return this.#decide(request);
  }

  #decide(request: HttpRequest): Decision {
    const outcome = decide(this.#world, request);
    if (outcome.kind === "unmatched") this.#misses.miss(request.method, request.path);
    return { ...respond(outcome, request, this.#world.random), outcome };
  }

  #readRoute(payload: JsonNode): ValidRoute {
    const definition = readPayload(routeSchema, payload);
    const faults = this.bodyFileFaults(definition);
    if (faults.length > 0) throw invalid(faults);
    refuseSharedIds(definition);
    return definition;
  }

  #tree(live: LiveRoute): JsonNode {
    return parseJson(live.toJson(), { maxDepth: Number.POSITIVE_INFINITY });
  }

  #patch(target: JsonNode, patch: JsonNode): JsonNode {
    if (!Array.isArray(patch) && !(patch instanceof Map)) {
      throw new TricksterError(400, "The payload must be a JSON Merge Patch (an object) or a JSON Patch (an array).");
    }
    if (patch instanceof Map) return applyMergePatch(target, patch);
    try {
      return applyJsonPatch(target, patch, this.limits.maxBody);
    } catch (error) {
      if (error instanceof PatchError) throw invalid([{ at: `/${error.operation}`, message: error.message }]);
      throw error;
    }
  }

  /** Changes the list of a Route's Responses. The counters stay, but for that of `restarted`. */
  #changeResponses(live: LiveRoute, change: (responses: JsonNode[]) => JsonNode[], restarted?: string): LiveRoute {
    const tree = this.#tree(live) as JsonObject;
    tree.set("responses", change(tree.get("responses") as JsonNode[]));
    const compiled = compileRoute(this.#readRoute(tree), this.#compileOptions);
    const counts = {
      usedCount: live.usedCount,
      response: (id: string) => (id === restarted ? undefined : live.response(id)),
    };
    return this.#put(live, new LiveRoute(compiled, counts));
  }

  #put(old: LiveRoute, live: LiveRoute): LiveRoute {
    this.#world.routes.replace(old, live);
    if (this.#fromDefaults.has(old)) this.#fromDefaults.add(live);
    return live;
  }

  #addDefault(live: LiveRoute): void {
    this.#world.routes.add(live);
    this.#fromDefaults.add(live);
  }

  #refuseTaken(id: string | undefined): void {
    if (id !== undefined && this.#world.routes.get(id) !== undefined) {
      throw new TricksterError(409, `There is already a Route with the id "${id}".`);
    }
  }

  #refuseTakenResponse(live: LiveRoute, id: string | undefined): void {
    if (id !== undefined && live.response(id) !== undefined) {
      throw new TricksterError(409, `The Route "${live.route.id}" already has a Response with the id "${id}".`);
    }
  }

  #refuseTooMany(added: number): void {
    const { maxRoutes } = this.limits;
    if (this.routes.size + added <= maxRoutes) return;
    throw new TricksterError(413, `There can be ${maxRoutes} Routes at most; delete some, or raise --max-routes.`);
  }

  /** Names each pattern that takes too long once, however often it does. */
  #warnOnce(): CompileOptions["onPatternExpired"] {
    const warned = new Set<string>();
    return (route, path) => {
      if (warned.size >= 1000 || warned.has(path)) return;
      warned.add(path);
      this.log.warn("the path of a Route takes too long to match, and counts as not matching", { route, path });
    };
  }
}

function last<T>(items: readonly T[]): T {
  const item = items.at(-1);
  if (item === undefined) throw new RangeError("the list is empty");
  return item;
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
