import { type Admin, createAdmin } from "./admin/admin.ts";
import { listEndpoints } from "./admin/endpoints.ts";
import { App } from "./app/app.ts";
import { bodyFileFaults } from "./app/body-file-faults.ts";
import type { Clock } from "./app/clock.ts";
import { takeValue } from "./app/definitions.ts";
import { type Log, silentLog } from "./app/log.ts";
import { checkSettings } from "./config/resolve.ts";
import type { ServerSettings } from "./config/settings.ts";
import { type ResponseDefinition } from "./responses/response.ts";
import type { LiveResponse, LiveRoute } from "./routes/live-route.ts";
import type { CompiledRoute, RouteDefinition } from "./routes/route.ts";
import { runAtOnce } from "./routes/steps.ts";
import { TricksterError } from "./errors.ts";
import { loadRoutes } from "./routes-files/load-routes.ts";
import { RoutesFileError } from "./routes-files/routes-file-error.ts";
import { type BodyFiles, createBodyFiles } from "./server/body-files.ts";
import { HttpServer } from "./server/http-server.ts";
import { Listener } from "./server/listener.ts";
import { type HandledRequest, type HandledResponse, handleInMemory } from "./server/memory-exchange.ts";
import { createPatternGuard, newId, nextTurn, systemClock } from "./server/system-ports.ts";
import { WaitingRoom } from "./server/waiting-room.ts";
import { version } from "./version.ts";

type Bodies = "body" | "body_base64" | "body_file";

/** A Response as it reads back: with its defaults and its count. */
export type Response = Required<Omit<ResponseDefinition, Bodies>> & Pick<ResponseDefinition, Bodies>;

/** A Route as it reads back: with its defaults and its counts. */
export type Route = Required<Omit<RouteDefinition, "responses">> & { readonly responses: readonly Response[] };

/** The options of `createTrickster`. All have defaults; times are in seconds, sizes in bytes. */
export interface TricksterOptions extends Partial<ServerSettings> {
  /** The Routes to start with, and to go back to on a reset. */
  readonly routes?: readonly RouteDefinition[];
  /** Where messages go; nowhere by default. */
  readonly log?: Log;
  /** Real time by default. */
  readonly clock?: Clock;
  /** From 0 up to, not including, 1; `Math.random` by default. */
  readonly random?: () => number;
}

/** Where a Trickster listens. */
export interface Address {
  readonly port: number;
  /** Of the mocked service: "http://127.0.0.1:8080". */
  readonly url: string;
  /** Of the internal API: "http://127.0.0.1:8080/internal". */
  readonly internalUrl: string;
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
  readonly #settings: ServerSettings;
  readonly #app: App;
  readonly #files: BodyFiles;
  readonly #waitingRoom: WaitingRoom;
  readonly #admin: Admin;
  readonly #listener: Listener;
  #servers: HttpServer[] = [];

  constructor({ routes = [], log = silentLog, clock = systemClock, random = Math.random, ...given }: TricksterOptions) {
    const settings = checkSettings(given);
    const { patternTimeout, matchTimeout, prefix } = settings;
    this.#settings = settings;
    this.#files = createBodyFiles(settings.files);
    this.#waitingRoom = new WaitingRoom(clock);
    this.#app = new App({
      clock,
      random,
      newId,
      turn: nextTurn,
      log,
      guard: createPatternGuard({ perPattern: patternTimeout * 1000, perRequest: matchTimeout * 1000 }),
      bodyFileFault: this.#files.fault,
      limits: settings,
    });
    this.#admin = createAdmin(this.#app, listEndpoints({ prefix, version }), settings);
    this.#listener = this.#createListener({ admin: this.#admin, servesRoutes: true });
    const book = this.#app.routes;
    if (routes.length > 0) this.#withBatch(routes, (batch) => runAtOnce(book.setDefaults(batch)));
  }

  /** Listens on `port` (0: a free one) of `host`. Both are the options' by default. */
  async listen({ port = this.#settings.port, host = this.#settings.host } = {}): Promise<Address> {
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
    return handleInMemory(this.#listener, this.#files, request);
  }

  /** Every Route, in the order in which they are tried. */
  routes(): Route[] {
    return [...this.#app.routes].map(view);
  }

  route(id: string): Route {
    return view(this.#app.routes.get(id));
  }

  response(routeId: string, id: string): Response {
    return viewResponse(this.#app.routes.getResponse(routeId, id));
  }

  /** Adds a Route that is tried last. */
  addRoute(definition: RouteDefinition): Route {
    return view(this.#app.routes.add(this.#take(definition)));
  }

  /** Adds many Routes that are tried last: all of them, or none. */
  addRoutes(definitions: readonly RouteDefinition[]): Route[] {
    return this.#withBatch(definitions, (batch) => this.#app.routes.addAllAtOnce(batch).map(view));
  }

  /** Replaces all Routes by others, or none if anything is wrong with one. */
  replaceRoutes(definitions: readonly RouteDefinition[]): Route[] {
    return this.#withBatch(definitions, (batch) => runAtOnce(this.#app.routes.replaceAll(batch)).map(view));
  }

  /** Replaces a Route in its place; its counters start again. */
  replaceRoute(id: string, definition: RouteDefinition): Route {
    return view(this.#app.routes.replace(id, this.#take(definition)));
  }

  /** Changes a Route; its counters stay. An object is a JSON Merge Patch (RFC 7396), an array a JSON Patch (RFC 6902). */
  patchRoute(id: string, patch: object): Route {
    return view(this.#app.routes.patch(id, this.#take(patch)));
  }

  removeRoute(id: string): void {
    this.#app.routes.remove(id);
  }

  removeRoutes(): void {
    this.#app.routes.clear();
  }

  addResponse(routeId: string, definition: ResponseDefinition): Response {
    return viewResponse(this.#app.routes.addResponse(routeId, this.#take(definition)));
  }

  /** Replaces a Response in its place; its counter starts again. */
  replaceResponse(routeId: string, id: string, definition: ResponseDefinition): Response {
    return viewResponse(this.#app.routes.replaceResponse(routeId, id, this.#take(definition)));
  }

  removeResponse(routeId: string, id: string): void {
    this.#app.routes.removeResponse(routeId, id);
  }

  /** The Route that would answer; nothing is counted. */
  matchRoute({ method, path }: { method: string; path: string }): Route {
    return view(this.#app.matchRoute(method, path));
  }

  /** Goes back to the Routes that it started with; all counters are 0. */
  reset(): void {
    runAtOnce(this.#app.routes.reset());
  }

  /**
   * Loads the default Routes from a JSON or YAML file, or a folder of such files: they replace those that were loaded
   * before, unchanged ones keep their counters. Resolves to the files that were read. Rejects with a
   * `RoutesFileError`, and changes nothing, if anything is wrong with one.
   */
  async load(path: string): Promise<{ readonly routes: number; readonly files: readonly string[] }> {
    const book = this.#app.routes;
    const batch = book.startBatch();
    try {
      const { faults, files } = await loadRoutes(path, {
        maxDepth: this.#settings.maxDepth,
        bodyFileFaults: (definition) => bodyFileFaults(definition, this.#files.fault),
        take: (definition) => batch.add(definition),
      });
      if (faults.length > 0) throw new RoutesFileError(faults);
      await book.inTurns(book.setDefaults(batch.routes));
      return { routes: batch.routes.length, files };
    } catch (error) {
      if (!(error instanceof TricksterError)) throw error;
      throw new RoutesFileError([{ file: path, position: null, at: "", message: error.message }]);
    } finally {
      batch.release();
    }
  }

  /**
   * Stops listening. Requests under way are answered first, delays included, for at most `drainTimeout` seconds; what
   * still waits then gets a 503. Resolves to the number of requests that were cut off.
   */
  async close({ drainTimeout = this.#settings.drainTimeout } = {}): Promise<number> {
    const servers = this.#servers;
    this.#servers = [];
    let cut = 0;
    const callOff = systemClock.after(drainTimeout * 1000, () => {
      cut = servers.reduce((sum, server) => sum + server.inFlight, 0);
      this.#waitingRoom.release();
      // What is written by now is still sent.
      callOffLast = systemClock.after(LAST_WORDS, () => this.#destroy(servers));
    });
    let callOffLast = callOff;
    const grace = Math.min(drainTimeout, GRACE);
    await Promise.all(servers.map((server) => server.drain(grace)));
    callOff();
    callOffLast();
    this.#waitingRoom.release();
    return cut;
  }

  /** `close()`, without waiting for delays. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close({ drainTimeout: 0 });
  }

  async #listen(port: number, host: string): Promise<Address> {
    const { internalPort, prefix } = this.#settings;
    if (internalPort === null) {
      const opened = await this.#open(this.#listener, port, host);
      const url = address(host, opened);
      return { port: opened, url, internalUrl: url + prefix };
    }
    const opened = await this.#open(this.#createListener({ admin: null, servesRoutes: true }), port, host);
    const internal = this.#createListener({ admin: this.#admin, servesRoutes: false });
    const internalUrl = address(host, await this.#open(internal, internalPort, host)) + prefix;
    return { port: opened, url: address(host, opened), internalUrl };
  }

  #withBatch<T>(definitions: readonly RouteDefinition[], use: (routes: readonly CompiledRoute[]) => T): T {
    const batch = this.#app.routes.startBatch();
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
    return takeValue(value, this.#settings.maxDepth);
  }

  #createListener(role: { admin: Admin | null; servesRoutes: boolean }): Listener {
    return new Listener({ ...role, app: this.#app, limits: this.#settings, waitingRoom: this.#waitingRoom });
  }

  async #open(listener: Listener, port: number, host: string): Promise<number> {
    const server = new HttpServer({ app: this.#app, listener, files: this.#files, limits: this.#settings });
    const opened = await server.listen(port, host);
    this.#servers.push(server);
    return opened;
  }

  #destroy(servers: readonly HttpServer[]): void {
    for (const server of servers) server.destroy();
  }
}

/** How long idle connections stay open at a stop, in seconds: a request may be on its way. */
const GRACE = 0.1;

/** How long the last answers of a stop may take, in milliseconds. */
const LAST_WORDS = 500;

function view(live: LiveRoute): Route {
  return JSON.parse(live.toJson()) as Route;
}

function viewResponse(live: LiveResponse): Response {
  return JSON.parse(live.toJson()) as Response;
}

function address(host: string, port: number): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
