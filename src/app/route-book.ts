import { TricksterError } from "../errors.ts";
import type { Change, Keeps, World } from "../engine/world.ts";
import type { JsonNode, JsonObject } from "../json/json-node.ts";
import { parseJson } from "../json/parse-json.ts";
import type { CompiledResponse } from "../responses/response.ts";
import type { Counts } from "../routes/live-response.ts";
import { LiveRoute, type LiveResponse } from "../routes/live-route.ts";
import { type CompiledRoute, withResponses } from "../routes/route.ts";
import { RouteTable, type Snapshot } from "../routes/route-table.ts";
import { STEP, type Steps, runInTurns } from "../routes/steps.ts";
import type { Fault } from "../schema/reader.ts";
import { patched } from "./patched.ts";
import { Batch, type BatchLimits } from "./batch.ts";
import { RoomShare, type RouteRoom } from "./route-room.ts";
import { DefaultRoutes } from "./default-routes.ts";
import { type DefinitionOptions, DefinitionReader } from "./definition-reader.ts";

export interface RouteLimits extends BatchLimits {
  /** Bytes of a payload, and so the work that a patch may make. */
  readonly maxBody: number;
  /** Bytes of a payload that holds many Routes. */
  readonly maxBulkBody: number;
  readonly maxDepth: number;
}

export interface RouteBookOptions extends Omit<DefinitionOptions, "newId"> {
  readonly limits: RouteLimits;
  /** Lets something else have its turn. */
  readonly turn: () => Promise<void>;
  /** What the Routes of all worlds take together. */
  readonly room: RouteRoom;
}

/**
 * Reads and changes the Routes of a world. What can't be done is thrown as a `TricksterError`: 400 for a definition
 * that is malformed, 404 for what is not there, 409 for an id that is taken, 413 for what is too much. Each call does
 * all that it says, or nothing.
 */
export class RouteBook implements Iterable<LiveRoute> {
  readonly #world: World;
  readonly #options: RouteBookOptions;
  readonly #reader: DefinitionReader;
  readonly #defaults: DefaultRoutes;
  readonly #start: Snapshot | null | undefined;
  readonly #staged = { size: 0 };
  readonly #share: RoomShare;
  /** Large batches are added one after the other, and so are tables put in the place of others. */
  #lastBatch: Promise<unknown> = Promise.resolve();
  #lastTable: Promise<unknown> = Promise.resolve();
  /** How many ids were given before the state to which a reset goes back. */
  #firstIds = 0;

  /** `start`: what a reset goes back to, if that is not the default Routes; `null`: nothing. */
  constructor(world: World, options: RouteBookOptions, start?: Snapshot | null) {
    this.#world = world;
    this.#options = options;
    this.#reader = new DefinitionReader({ ...options, newId: () => this.#newId() });
    this.#defaults = new DefaultRoutes(world);
    this.#start = start;
    this.#share = new RoomShare(options.room);
  }

  /** The Routes as they are, for another world to start from; when those that are being added are there. */
  async snapshot(): Promise<Snapshot> {
    while (this.#table.isFilling) await this.#lastBatch;
    return this.#table.snapshot();
  }

  /** Gives back what the Routes of a world that has ended took. */
  release(): void {
    this.#share.take({ routes: 0, size: 0 });
  }

  /** One that no Route has: who knows the seed may have given it already. */
  #newId(): string {
    for (;;) {
      const id = this.#world.dice.newId();
      if (!this.#table.isTaken(id)) return id;
    }
  }

  get #table(): RouteTable {
    return this.#world.routes;
  }

  /** In the order in which they were added. */
  [Symbol.iterator](): Iterator<LiveRoute> {
    return this.#table[Symbol.iterator]();
  }

  /** Those that were added after the Route with this id. Throws a 410 if there is none, or none any more. */
  since(id: string): Iterable<LiveRoute> {
    const live = this.#table.get(id);
    if (live !== undefined) return this.#table.after(live);
    throw new TricksterError(410, `There is no Route with the id "${id}" any more; start again without since.`);
  }

  get(id: string): LiveRoute {
    const live = this.#table.get(id);
    if (live === undefined) throw new TricksterError(404, `There is no Route with the id "${id}".`);
    return live;
  }

  getResponse(routeId: string, id: string): LiveResponse {
    const found = this.get(routeId).response(id);
    if (found !== undefined) return found;
    throw new TricksterError(404, `The Route "${routeId}" has no Response with the id "${id}".`);
  }

  /** Adds a Route behind the others. */
  add(payload: JsonNode): LiveRoute {
    const definition = this.#reader.readRoute(payload);
    this.#refuseTaken(definition.id);
    const route = this.#reader.compile(definition);
    this.#share.refuseTooMuch(1, route.size);
    const live = new LiveRoute(route);
    this.#table.add(live);
    this.#changed({ kind: "added", lives: [live] });
    return live;
  }

  /** Replaces a Route in its place; its counters start again. */
  replace(id: string, payload: JsonNode): LiveRoute {
    const definition = this.#reader.readRoute(payload);
    if (definition.id !== id) this.#refuseTaken(definition.id);
    return this.#put(this.get(id), this.#reader.compile({ ...definition, id: definition.id ?? id }), null);
  }

  /** An object is a JSON Merge Patch (RFC 7396), an array a JSON Patch (RFC 6902). The counters stay. */
  patch(id: string, patch: JsonNode): LiveRoute {
    const live = this.get(id);
    const definition = this.#reader.readRoute(patched(tree(live), patch, this.#options.limits));
    if (definition.id !== id) this.#refuseTaken(definition.id);
    return this.#put(live, this.#reader.compile({ ...definition, id: definition.id ?? id }), () => true);
  }

  remove(id: string): void {
    const live = this.get(id);
    this.#table.remove(live);
    this.#world.memory.forgetRoute(id);
    this.#changed({ kind: "removed", live });
  }

  clear(): void {
    this.#setTable(new RouteTable());
  }

  /** Compiles what was read before, by another process. */
  compileAgain(text: string): CompiledRoute {
    return this.#reader.compileAgain(text);
  }

  /** What is wrong with a Route that its schema can't know. */
  faultsOf(payload: JsonNode): readonly Fault[] {
    return this.#reader.faultsOf(payload);
  }

  /** Reads definitions one after the other. It has to be released. */
  startBatch(): Batch {
    return new Batch(this.#reader, this.#options.limits, this.#staged);
  }

  /** Adds many Routes behind the others, all at once; large batches in turns with other work. */
  async addAll(routes: readonly CompiledRoute[]): Promise<readonly LiveRoute[]> {
    if (routes.length <= STEP) return this.addAllAtOnce(routes);
    const added = this.#lastBatch.then(() => this.#addInTurns(routes));
    this.#lastBatch = added.catch(() => {});
    return added;
  }

  addAllAtOnce(routes: readonly CompiledRoute[]): readonly LiveRoute[] {
    this.#refuseBatch(routes);
    const ids = new Set<string>();
    for (const [at, { id }] of routes.entries()) {
      if (this.#table.isTaken(id) || ids.has(id)) throw takenInBatch(at, id);
      ids.add(id);
    }
    const lives = routes.map((route) => new LiveRoute(route));
    for (const live of lives) this.#table.add(live);
    this.#changed({ kind: "added", lives });
    return lives;
  }

  /** Replaces all Routes by others, all at once. */
  *replaceAll(routes: readonly CompiledRoute[]): Steps<readonly LiveRoute[]> {
    const table = new RouteTable();
    const lives: LiveRoute[] = [];
    for (const [at, route] of routes.entries()) {
      if (at % STEP === STEP - 1) yield;
      if (table.isTaken(route.id)) throw takenInBatch(at, route.id);
      // Who is asked for by the same id goes on being counted.
      const live = new LiveRoute(route, undefined, this.#table.get(route.id)?.seen);
      table.add(live);
      lives.push(live);
    }
    this.#share.refuseTotal(table.size, table.totalSize);
    this.#setTable(table);
    return lives;
  }

  /** Adds a Response behind the others. */
  addResponse(routeId: string, payload: JsonNode): LiveResponse {
    const definition = this.#reader.readResponse(payload, this.#table.get(routeId)?.route);
    const live = this.get(routeId);
    refuseTakenResponse(live, definition.id);
    const added = this.#compileResponse(live, definition);
    this.#putResponses(live, [...live.route.responses, added]);
    return this.getResponse(routeId, added.id);
  }

  /** Replaces a Response in its place; its counter starts again. */
  replaceResponse(routeId: string, id: string, payload: JsonNode): LiveResponse {
    const definition = this.#reader.readResponse(payload, this.#table.get(routeId)?.route);
    const live = this.get(routeId);
    if (definition.id !== id) refuseTakenResponse(live, definition.id);
    const { response: old } = this.getResponse(routeId, id);
    const put = this.#compileResponse(live, { ...definition, id: definition.id ?? id });
    const { responses } = live.route;
    this.#putResponses(live, responses.with(responses.indexOf(old), put), put.id);
    return this.getResponse(routeId, put.id);
  }

  removeResponse(routeId: string, id: string): void {
    const live = this.get(routeId);
    const { response: old } = this.getResponse(routeId, id);
    this.#putResponses(
      live,
      live.route.responses.filter((response) => response !== old),
    );
  }

  /** The state in which the server started; in steps. */
  *reset(): Steps {
    this.restartIds();
    if (this.#start !== undefined) return this.#setTable(new RouteTable(this.#start ?? undefined));
    yield* this.#defaults.reset();
    this.#share.take(this.#table.written);
  }

  /** Ids that are generated begin anew. */
  restartIds(): void {
    this.#world.dice.restartIds(this.#firstIds);
  }

  /** All Routes start to count again. */
  resetCounters(): void {
    const used = [...this.#table].filter(({ usedCount }) => usedCount > 0);
    for (const live of used) this.#put(live, live.route, null);
    this.#world.memory.scenarios.forgetCounts();
  }

  /** Takes other default Routes, see `DefaultRoutes`; in steps. */
  *setDefaults(routes: readonly CompiledRoute[]): Steps {
    yield* this.#defaults.set(routes, (count, size) => this.#share.refuseTotal(count, size));
    this.#share.take(this.#table.written);
    this.#firstIds = this.#world.dice.ids;
  }

  /** Makes a change of the whole table in turns with other work, when those before it are made. */
  inTurns<T>(steps: Steps<T>): Promise<T> {
    const made = this.#lastTable.then(() => runInTurns(steps, this.#options.turn));
    this.#lastTable = made.catch(() => {});
    return made;
  }

  async #addInTurns(routes: readonly CompiledRoute[]): Promise<readonly LiveRoute[]> {
    for (;;) {
      this.#refuseBatch(routes);
      const table = this.#table;
      const added = await runInTurns(table.addAll(routes), this.#options.turn);
      // Meanwhile all Routes may have been replaced by others, which these now follow.
      if (table !== this.#table) continue;
      if (typeof added === "number") throw takenInBatch(added, routes[added]?.id ?? "");
      this.#changed({ kind: "added", lives: added });
      return added;
    }
  }

  #compileResponse(
    { route }: LiveRoute,
    definition: Parameters<DefinitionReader["compileResponse"]>[0],
  ): CompiledResponse {
    return this.#reader.compileResponse(definition, route.methods);
  }

  #setTable(table: RouteTable): void {
    this.#world.routes = table;
    this.#world.memory.takeRoutes((id) => table.isTaken(id));
    this.#changed({ kind: "all", keepsCounts: false });
  }

  #put(old: LiveRoute, route: CompiledRoute, keeps: Keeps): LiveRoute {
    this.#share.refuseTooMuch(0, route.size - old.route.size);
    const { memory } = this.#world;
    if (route.id !== old.route.id) memory.forgetRoute(old.route.id);
    else if (keeps === null) memory.scenarios.forgetCounts(old.route.id);
    const live = new LiveRoute(route, keeps === null ? undefined : countsOf(old, keeps), old.seen);
    live.isDefault = old.isDefault;
    this.#table.replace(old, live);
    this.#changed({ kind: "replaced", old, live, keeps });
    return live;
  }

  /** Changes the list of a Route's Responses. The counters stay, but for that of `restarted`. */
  #putResponses(live: LiveRoute, responses: readonly CompiledResponse[], restarted?: string): void {
    this.#put(live, withResponses(live.route, responses), (id) => id !== restarted);
    if (restarted !== undefined) this.#world.memory.scenarios.forgetCounts(live.route.id, restarted);
  }

  #refuseTaken(id: string | undefined): void {
    if (id !== undefined && this.#table.isTaken(id)) {
      throw new TricksterError(409, `There is already a Route with the id "${id}".`);
    }
  }

  #refuseBatch(routes: readonly CompiledRoute[]): void {
    this.#share.refuseTooMuch(
      routes.length,
      routes.reduce((sum, route) => sum + route.size, 0),
    );
  }

  #changed(change: Change): void {
    this.#share.take(this.#table.written);
    this.#world.onChange?.(change);
  }
}

function countsOf(old: LiveRoute, keeps: (responseId: string) => boolean): Counts {
  return { usedCount: old.usedCount, response: (id) => (keeps(id) ? old.response(id) : undefined) };
}

function takenInBatch(at: number, id: string): TricksterError {
  return new TricksterError(409, `${at}/id is "${id}", like that of another Route.`);
}

function refuseTakenResponse(live: LiveRoute, id: string | undefined): void {
  if (id !== undefined && live.response(id) !== undefined) {
    throw new TricksterError(409, `The Route "${live.route.id}" already has a Response with the id "${id}".`);
  }
}

/** A Route as it reads back, as a tree that loses nothing. */
function tree(live: LiveRoute): JsonObject {
  return parseJson(live.toJson(), { maxDepth: Number.POSITIVE_INFINITY }) as JsonObject;
}
