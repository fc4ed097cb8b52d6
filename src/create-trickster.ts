import type { RouteBook } from "./app/route-book.ts";
import type { Clock } from "./engine/clock.ts";
import { readPayload, takeValue } from "./app/definitions.ts";
import { type Log, silentLog } from "./app/log.ts";
import { type Address, Assembly, urlOf } from "./assembly.ts";
import { checkSettings } from "./config/resolve.ts";
import type { ServerSettings } from "./config/settings.ts";
import { TricksterError } from "./errors.ts";
import { requestSchema } from "./http/described-request.ts";
import type { ResponseDefinition } from "./responses/response.ts";
import type { LiveResponse, LiveRoute } from "./routes/live-route.ts";
import type { CompiledRoute, RouteDefinition } from "./routes/route.ts";
import { runAtOnce } from "./routes/steps.ts";
import type { InputOf } from "./schema/schema.ts";
import type { Listener } from "./server/listener.ts";
import { type HandledRequest, type HandledResponse, handleInMemory } from "./server/memory-exchange.ts";
import { systemClock } from "./server/system-ports.ts";

type Optional = "match" | "description" | "tags" | "priority" | "fallback" | "cors" | "scenario" | "expect";
type OptionalOfResponse = "body" | "body_base64" | "body_file" | "template" | "let" | "then" | "when";

/** A Response as it reads back: with its defaults and its count. */
export type Response = Required<Omit<ResponseDefinition, OptionalOfResponse>> &
  Pick<ResponseDefinition, OptionalOfResponse>;

/** A Route as it reads back: with its defaults and its counts. */
export type Route = Required<Omit<RouteDefinition, "responses" | Optional>> &
  Pick<RouteDefinition, Optional> & { readonly responses: readonly Response[] };

/** A request that is written down, see `matchRoute`. */
export type RequestDescription = InputOf<typeof requestSchema>;

/** The options of `createTrickster`. All have defaults; times are in seconds, sizes in bytes. */
export interface TricksterOptions extends Partial<ServerSettings> {
  /** The Routes to start with, and to go back to on a reset. */
  readonly routes?: readonly RouteDefinition[];
  /** Where messages go; nowhere by default. */
  readonly log?: Log;
  /** Real time by default. */
  readonly clock?: Clock;
  /** Takes the place of all that answers draw by the seed: from 0 up to, not including, 1. */
  readonly random?: () => number;
}

/**
 * Makes a mock server. It answers requests that are handed in (`handle`) at once, and requests over HTTP once it
 * listens.
 *
 * ```ts
 * await using trickster = createTrickster();
 * trickster.addRoute({ path: "/hello", responses: [{ body: "Hello!" }] });
 * const { url } = await trickster.listen({ port: 0 });
 * console.log(await (await fetch(`${url}/hello`)).text()); // Hello!
 * console.log(trickster.routes()[0]?.used_count); // 1
 * ```
 *
 * Throws a `SettingError` for an option that can't be used, and a `TricksterError` for a Route that can't.
 */
export function createTrickster(options: TricksterOptions = {}): Trickster {
  return new Trickster(options);
}

/** A mock server in this process. Methods that take a definition throw a `TricksterError` (400, 404, 409). */
export class Trickster implements AsyncDisposable {
  readonly #assembly: Assembly;
  readonly #listener: Listener;

  constructor({ routes = [], log = silentLog, clock = systemClock, random, ...given }: TricksterOptions) {
    this.#assembly = new Assembly({ settings: checkSettings(given), log, clock, random });
    this.#listener = this.#assembly.createListener({ admin: this.#assembly.admin, servesRoutes: true });
    if (routes.length > 0) this.#withBatch(routes, (batch) => runAtOnce(this.#book.setDefaults(batch)));
  }

  /** Listens on `port` (0: a free one) of `host`. Both are the options' by default. */
  async listen({ port = this.#assembly.settings.port, host = this.#assembly.settings.host } = {}): Promise<Address> {
    try {
      return await this.#listen(port, host);
    } catch (error) {
      // Of two ports, the first may be open by now.
      await this.close({ drainTimeout: 0 });
      throw error;
    }
  }

  /** Answers a request without a socket: mocked ones and those to the internal API, delays included. */
  handle(request: HandledRequest): Promise<HandledResponse> {
    return handleInMemory(this.#listener, this.#assembly.files, request);
  }

  /** Every Route, in the order in which they were added. */
  routes(): Route[] {
    return [...this.#book].map(view);
  }

  route(id: string): Route {
    return view(this.#book.get(id));
  }

  response(routeId: string, id: string): Response {
    return viewResponse(this.#book.getResponse(routeId, id));
  }

  /** Adds a Route behind the others. */
  addRoute(definition: RouteDefinition): Route {
    return view(this.#book.add(this.#take(definition)));
  }

  /** Adds many Routes behind the others: all of them, or none. */
  addRoutes(definitions: readonly RouteDefinition[]): Route[] {
    return this.#withBatch(definitions, (batch) => this.#book.addAllAtOnce(batch).map(view));
  }

  /** Replaces all Routes by others, or none if anything is wrong with one. */
  replaceRoutes(definitions: readonly RouteDefinition[]): Route[] {
    return this.#withBatch(definitions, (batch) => runAtOnce(this.#book.replaceAll(batch)).map(view));
  }

  /** Replaces a Route in its place; its counters start again. */
  replaceRoute(id: string, definition: RouteDefinition): Route {
    return view(this.#book.replace(id, this.#take(definition)));
  }

  /** Changes a Route; its counters stay. An object is a JSON Merge Patch (RFC 7396), an array a JSON Patch (RFC 6902). */
  patchRoute(id: string, patch: object): Route {
    return view(this.#book.patch(id, this.#take(patch)));
  }

  removeRoute(id: string): void {
    this.#book.remove(id);
  }

  removeRoutes(): void {
    this.#book.clear();
  }

  addResponse(routeId: string, definition: ResponseDefinition): Response {
    return viewResponse(this.#book.addResponse(routeId, this.#take(definition)));
  }

  /** Replaces a Response in its place; its counter starts again. */
  replaceResponse(routeId: string, id: string, definition: ResponseDefinition): Response {
    return viewResponse(this.#book.replaceResponse(routeId, id, this.#take(definition)));
  }

  removeResponse(routeId: string, id: string): void {
    this.#book.removeResponse(routeId, id);
  }

  /** The Route that would answer; nothing is counted. Throws a 404 if there is none. */
  matchRoute(request: RequestDescription): Route {
    return view(this.#assembly.app.default.matchRoute(readPayload(requestSchema, this.#take(request))));
  }

  /** Goes back to the Routes that it started with; all counters are 0, and the requests are forgotten. */
  reset(): void {
    this.#assembly.app.default.resetAtOnce();
  }

  /**
   * Loads the default Routes from a JSON or YAML file, or a folder of such files: they replace those that were loaded
   * before, unchanged ones keep their counters. Resolves to the files that were read. Rejects with a
   * `RoutesFileError`, and changes nothing, if anything is wrong with one.
   */
  load(path: string): Promise<{ readonly routes: number; readonly files: readonly string[] }> {
    return this.#assembly.load(path);
  }

  /**
   * Stops listening. Requests under way are answered first, delays included, for at most `drainTimeout` seconds; what
   * still waits then gets a 503. Resolves to the number of requests that were cut off.
   */
  close({ drainTimeout = this.#assembly.settings.drainTimeout } = {}): Promise<number> {
    return this.#assembly.close(drainTimeout);
  }

  /** `close()`, without waiting for delays. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close({ drainTimeout: 0 });
  }

  async #listen(port: number, host: string): Promise<Address> {
    const assembly = this.#assembly;
    const { internalPort, prefix } = assembly.settings;
    if (internalPort === null) {
      const opened = await assembly.open(this.#listener, { port, host });
      const url = urlOf(host, opened);
      return { port: opened, url, internalUrl: url + prefix };
    }
    const opened = await assembly.open(assembly.createListener({ admin: null, servesRoutes: true }), { port, host });
    const internal = assembly.createListener({ admin: assembly.admin, servesRoutes: false });
    const internalUrl = urlOf(host, await assembly.open(internal, { port: internalPort, host })) + prefix;
    return { port: opened, url: urlOf(host, opened), internalUrl };
  }

  get #book(): RouteBook {
    return this.#assembly.app.default.routes;
  }

  #withBatch<T>(definitions: readonly RouteDefinition[], use: (routes: readonly CompiledRoute[]) => T): T {
    const batch = this.#book.startBatch();
    try {
      const payload = this.#take(definitions);
      if (!Array.isArray(payload)) throw new TricksterError(400, "The payload must be an array of Routes.");
      for (const node of payload) batch.read(node);
      return use(batch.routes);
    } finally {
      batch.release();
    }
  }

  #take(value: unknown) {
    return takeValue(value, this.#assembly.settings.maxDepth);
  }
}

function view(live: LiveRoute): Route {
  return JSON.parse(live.toJson()) as Route;
}

function viewResponse(live: LiveResponse): Response {
  return JSON.parse(live.toJson()) as Response;
}
