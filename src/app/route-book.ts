import { TricksterError } from "../errors.ts";
import { type JsonNode, type JsonObject, isDeeperThan } from "../json/json-node.ts";
import { PatchError, applyJsonPatch, applyMergePatch } from "../json/json-patch.ts";
import { parseJson } from "../json/parse-json.ts";
import { responseSchema } from "../responses/response.ts";
import { type Counts, type LiveResponse, LiveRoute } from "../routes/live-route.ts";
import { type CompileOptions, type ValidRoute, compileRoute, routeSchema } from "../routes/route.ts";
import type { RouteTable } from "../routes/route-table.ts";
import type { OutputOf } from "../schema/schema.ts";
import { bodyFileFaults } from "./body-file-faults.ts";
import { DefaultRoutes } from "./default-routes.ts";
import { invalid, readPayload, refuseSharedIds } from "./definitions.ts";

export interface RouteLimits {
  /** Characters of one Route's definition. */
  readonly maxBody: number;
  readonly maxDepth: number;
  readonly maxRoutes: number;
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
    this.#refuseTooMany(this.#table.size + 1);
    const live = new LiveRoute(compileRoute(definition, this.#options));
    this.#table.add(live);
    return live;
  }

  /** Replaces a Route in its place; its counters start again. */
  replace(id: string, payload: JsonNode): LiveRoute {
    const definition = this.#read(payload);
    if (definition.id !== id) this.#refuseTaken(definition.id);
    return this.#put(this.get(id), definition);
  }

  /** An object is a JSON Merge Patch (RFC 7396), an array a JSON Patch (RFC 6902). The counters stay. */
  patch(id: string, patch: JsonNode): LiveRoute {
    const live = this.get(id);
    const definition = this.#read(this.#patched(tree(live), patch));
    if (definition.id !== id) this.#refuseTaken(definition.id);
    return this.#put(live, definition, live);
  }

  remove(id: string): void {
    this.#table.remove(this.get(id));
  }

  clear(): void {
    this.#table.clear();
  }

  /** Adds a Response behind the others. */
  addResponse(routeId: string, payload: JsonNode): LiveResponse {
    const { id } = this.#readResponse(payload);
    const live = this.get(routeId);
    refuseTakenResponse(live, id);
    const { responses } = this.#changeResponses(live, (given) => [...given, payload]);
    return responses[responses.length - 1] as LiveResponse;
  }

  /** Replaces a Response in its place; its counter starts again. */
  replaceResponse(routeId: string, id: string, payload: JsonNode): LiveResponse {
    const newId = this.#readResponse(payload).id ?? id;
    const live = this.get(routeId);
    if (newId !== id) refuseTakenResponse(live, newId);
    const index = live.responses.indexOf(this.getResponse(routeId, id));
    const named = new Map(payload as JsonObject).set("id", newId);
    this.#changeResponses(live, (given) => given.with(index, named), newId);
    return this.getResponse(routeId, newId);
  }

  removeResponse(routeId: string, id: string): void {
    const live = this.get(routeId);
    const index = live.responses.indexOf(this.getResponse(routeId, id));
    this.#changeResponses(live, (given) => given.toSpliced(index, 1));
  }

  /** The state in which the server started. */
  reset(): void {
    this.#defaults.reset();
  }

  /** Takes other default Routes, see `DefaultRoutes`. */
  setDefaults(definitions: readonly ValidRoute[]): void {
    this.#refuseTooMany(definitions.length);
    this.#defaults.set(definitions);
  }

  #read(payload: JsonNode): ValidRoute {
    const { maxBody, maxDepth } = this.#options.limits;
    // Payloads are bounded when they are parsed; patches can put bounded ones together to something larger.
    if (isDeeperThan(payload, maxDepth))
      throw new TricksterError(400, `The Route is nested deeper than ${maxDepth} levels.`);
    const definition = readPayload(routeSchema, payload);
    const faults = bodyFileFaults(definition, this.#options.bodyFileFault);
    if (faults.length > 0) throw invalid(faults);
    refuseSharedIds(definition);
    if (routeSchema.write(definition).length > maxBody) {
      throw new TricksterError(413, `The Route is longer than ${maxBody} characters; --max-body raises the limit.`);
    }
    return definition;
  }

  #readResponse(payload: JsonNode): OutputOf<typeof responseSchema> {
    const definition = readPayload(responseSchema, payload);
    const { body_file: file } = definition;
    const message = file === undefined ? undefined : this.#options.bodyFileFault(file);
    if (message !== undefined) throw invalid([{ at: "/body_file", message }]);
    return definition;
  }

  #put(old: LiveRoute, definition: ValidRoute, counts?: Counts): LiveRoute {
    const { id } = old.route;
    const live = new LiveRoute(compileRoute({ ...definition, id: definition.id ?? id }, this.#options), counts);
    this.#table.replace(old, live);
    this.#defaults.replaced(old, live);
    return live;
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

  /** Changes the list of a Route's Responses. The counters stay, but for that of `restarted`. */
  #changeResponses(live: LiveRoute, change: (given: JsonNode[]) => JsonNode[], restarted?: string): LiveRoute {
    const whole = tree(live);
    whole.set("responses", change(whole.get("responses") as JsonNode[]));
    return this.#put(live, this.#read(whole), {
      usedCount: live.usedCount,
      response: (id) => (id === restarted ? undefined : live.response(id)),
    });
  }

  #refuseTaken(id: string | undefined): void {
    if (id !== undefined && this.#table.get(id) !== undefined) {
      throw new TricksterError(409, `There is already a Route with the id "${id}".`);
    }
  }

  #refuseTooMany(count: number): void {
    const { maxRoutes } = this.#options.limits;
    if (count <= maxRoutes) return;
    throw new TricksterError(413, `There can be ${maxRoutes} Routes at most; delete some, or raise --max-routes.`);
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
