import { TricksterError } from "../errors.ts";
import { type JsonNode, type JsonObject, isDeeperThan } from "../json/json-node.ts";
import { PatchError, applyJsonPatch, applyMergePatch } from "../json/json-patch.ts";
import { parseJson } from "../json/parse-json.ts";
import { type CompiledResponse, compileResponse, responseSchema } from "../responses/response.ts";
import { type Counts, type LiveResponse, LiveRoute } from "../routes/live-route.ts";
import {
  type CompileOptions,
  type CompiledRoute,
  type ValidRoute,
  compileRoute,
  routeSchema,
  withResponses,
} from "../routes/route.ts";
import type { RouteTable } from "../routes/route-table.ts";
import { type OutputOf, array } from "../schema/schema.ts";
import { bodyFileFaults } from "./body-file-faults.ts";
import { DefaultRoutes } from "./default-routes.ts";
import { invalid, readPayload, refuseSharedIds } from "./definitions.ts";

export interface RouteLimits {
  /** Bytes of a payload, and so the work that a patch may make. */
  readonly maxBody: number;
  readonly maxDepth: number;
  readonly maxRoutes: number;
  /** Characters of all definitions together. */
  readonly maxDefinitions: number;
}

export interface RouteBookOptions extends CompileOptions {
  readonly limits: RouteLimits;
  /** What is wrong with a `body_file`, or `undefined` if it can be read. */
  readonly bodyFileFault: (path: string) => string | undefined;
}

/**
 * Reads and changes the Routes of a table. What can't be done is thrown as a `TricksterError`: 400 for a definition
 * that is malformed, 404 for what is not there, 409 for an id that is taken, 413 for what is too much. Each call does
 * all that it says, or nothing.
 */
export class RouteBook implements Iterable<LiveRoute> {
  readonly #table: RouteTable;
  readonly #options: RouteBookOptions;
  readonly #defaults: DefaultRoutes;

  constructor(table: RouteTable, options: RouteBookOptions) {
    this.#table = table;
    this.#options = options;
    this.#defaults = new DefaultRoutes(table, options);
  }

  /** In the order in which they are tried. */
  [Symbol.iterator](): Iterator<LiveRoute> {
    return this.#table[Symbol.iterator]();
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

  /** Adds a Route that is tried last. */
  add(payload: JsonNode): LiveRoute {
    const definition = this.#read(payload);
    this.#refuseTaken(definition.id);
    const route = compileRoute(definition, this.#options);
    this.#refuseTooMuch(this.#table.size + 1, this.#table.totalSize + route.size);
    const live = new LiveRoute(route);
    this.#table.add(live);
    return live;
  }

  /** Replaces a Route in its place; its counters start again. */
  replace(id: string, payload: JsonNode): LiveRoute {
    const definition = this.#read(payload);
    if (definition.id !== id) this.#refuseTaken(definition.id);
    return this.#put(this.get(id), this.#compileAs(id, definition));
  }

  /** An object is a JSON Merge Patch (RFC 7396), an array a JSON Patch (RFC 6902). The counters stay. */
  patch(id: string, patch: JsonNode): LiveRoute {
    const live = this.get(id);
    const definition = this.#read(this.#patched(tree(live), patch));
    if (definition.id !== id) this.#refuseTaken(definition.id);
    return this.#put(live, this.#compileAs(id, definition), live);
  }

  remove(id: string): void {
    this.#table.remove(this.get(id));
  }

  clear(): void {
    this.#table.clear();
  }

  /** Adds a Response behind the others. */
  addResponse(routeId: string, payload: JsonNode): LiveResponse {
    const definition = this.#readResponse(payload);
    const live = this.get(routeId);
    refuseTakenResponse(live, definition.id);
    const added = this.#compileResponse(live, definition);
    this.#putResponses(live, [...live.route.responses, added]);
    return this.getResponse(routeId, added.id);
  }

  /** Replaces a Response in its place; its counter starts again. */
  replaceResponse(routeId: string, id: string, payload: JsonNode): LiveResponse {
    const definition = this.#readResponse(payload);
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

  /** The state in which the server started. */
  reset(): void {
    this.#defaults.reset();
  }

  /** Takes other default Routes, see `DefaultRoutes`. */
  setDefaults(definitions: readonly ValidRoute[]): void {
    this.#defaults.set(definitions, (count, size) => this.#refuseTooMuch(count, size));
  }

  /** Reads an array of definitions, and changes nothing. */
  readAll(payload: JsonNode): ValidRoute[] {
    const definitions = readPayload(array(routeSchema), payload);
    const faults = definitions.flatMap((definition, index) =>
      bodyFileFaults(definition, this.#options.bodyFileFault).map(({ at, message }) => ({
        at: `/${index}${at}`,
        message,
      })),
    );
    if (faults.length > 0) throw invalid(faults);
    for (const definition of definitions) refuseSharedIds(definition);
    return definitions;
  }

  /** Reads a definition, and changes nothing. */
  #read(payload: JsonNode): ValidRoute {
    const { maxDepth } = this.#options.limits;
    // Payloads are bounded when they are parsed; patches can put bounded ones together to something larger.
    if (isDeeperThan(payload, maxDepth)) {
      throw new TricksterError(400, `The Route is nested deeper than ${maxDepth} levels.`);
    }
    const definition = readPayload(routeSchema, payload);
    const faults = bodyFileFaults(definition, this.#options.bodyFileFault);
    if (faults.length > 0) throw invalid(faults);
    refuseSharedIds(definition);
    return definition;
  }

  #readResponse(payload: JsonNode): OutputOf<typeof responseSchema> {
    const definition = readPayload(responseSchema, payload);
    const { body_file: file } = definition;
    const message = file === undefined ? undefined : this.#options.bodyFileFault(file);
    if (message !== undefined) throw invalid([{ at: "/body_file", message }]);
    return definition;
  }

  #compileAs(id: string, definition: ValidRoute): CompiledRoute {
    return compileRoute({ ...definition, id: definition.id ?? id }, this.#options);
  }

  #compileResponse({ route }: LiveRoute, definition: OutputOf<typeof responseSchema>): CompiledResponse {
    return compileResponse(definition, { newId: this.#options.newId, toHead: route.method === "HEAD" });
  }

  #put(old: LiveRoute, route: CompiledRoute, counts?: Counts): LiveRoute {
    this.#refuseTooMuch(this.#table.size, this.#table.totalSize - old.route.size + route.size);
    const live = new LiveRoute(route, counts);
    this.#table.replace(old, live);
    this.#defaults.replaced(old, live);
    return live;
  }

  /** Changes the list of a Route's Responses. The counters stay, but for that of `restarted`. */
  #putResponses(live: LiveRoute, responses: readonly CompiledResponse[], restarted?: string): void {
    this.#put(live, withResponses(live.route, responses), {
      usedCount: live.usedCount,
      response: (id) => (id === restarted ? undefined : live.response(id)),
    });
  }

  #patched(target: JsonNode, patch: JsonNode): JsonNode {
    if (patch instanceof Map) return applyMergePatch(target, patch);
    if (!Array.isArray(patch)) {
      throw new TricksterError(400, "The payload must be a JSON Merge Patch (an object) or a JSON Patch (an array).");
    }
    const { maxBody, maxDepth } = this.#options.limits;
    try {
      return applyJsonPatch(target, patch, { maxWork: maxBody, maxDepth });
    } catch (error) {
      if (error instanceof PatchError) throw invalid([{ at: `/${error.operation}`, message: error.message }]);
      throw error;
    }
  }

  #refuseTaken(id: string | undefined): void {
    if (id !== undefined && this.#table.get(id) !== undefined) {
      throw new TricksterError(409, `There is already a Route with the id "${id}".`);
    }
  }

  #refuseTooMuch(count: number, size: number): void {
    const { maxRoutes, maxDefinitions } = this.#options.limits;
    if (count > maxRoutes) {
      throw new TricksterError(413, `There can be ${maxRoutes} Routes at most; delete some, or raise --max-routes.`);
    }
    if (size > maxDefinitions) {
      throw new TricksterError(
        413,
        `All Routes together can be ${maxDefinitions} characters long; delete some, or raise --max-definitions.`,
      );
    }
  }
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
