import { type Admin, createAdmin } from "./admin/admin.ts";
import { listEndpoints } from "./admin/endpoints.ts";
import { App } from "./app/app.ts";
import type { ExplainLevel } from "./app/miss-answers.ts";
import type { Clock } from "./engine/clock.ts";
import type { SelectionRules } from "./app/selection.ts";
import type { Log } from "./app/log.ts";
import type { ServerSettings } from "./config/settings.ts";
import { TricksterError } from "./errors.ts";
import { isLoopback } from "./http/loopback.ts";
import type { JournalLimits } from "./journal/journal-space.ts";
import { loadRoutes } from "./routes-files/load-routes.ts";
import { RoutesFileError } from "./routes-files/routes-file-error.ts";
import { type BodyFiles, createBodyFiles } from "./server/body-files.ts";
import { HttpServer, type ListenAt } from "./server/http-server.ts";
import { Listener, type ListenerOptions } from "./server/listener.ts";
import { createPatternGuard, newSeed, nextTurn, soon, systemClock } from "./server/system-ports.ts";
import { version } from "./version.ts";

export interface AssemblyOptions {
  readonly settings: ServerSettings;
  readonly log: Log;
  readonly clock: Clock;
  /** Takes the place of everything that the seed yields: from 0 up to, not including, 1. */
  readonly random?: (() => number) | undefined;
  /** Whether other processes answer by the same Routes. */
  readonly hasPeers?: boolean;
}

/** Where a Trickster listens. */
export interface Address {
  readonly port: number;
  /** Of the mocked service: "http://127.0.0.1:8080". */
  readonly url: string;
  /** Of the internal API: "http://127.0.0.1:8080/internal". */
  readonly internalUrl: string;
}

/** The parts of a server, put together; and its sockets. */
export class Assembly {
  readonly settings: ServerSettings;
  /** What everything random comes from. */
  readonly seed: number;
  readonly app: App;
  readonly files: BodyFiles;
  readonly admin: Admin;
  #servers: HttpServer[] = [];

  constructor({ settings, log, clock, random, hasPeers = false }: AssemblyOptions) {
    const { patternTimeout, matchTimeout, prefix } = settings;
    this.settings = settings;
    this.seed = settings.seed ?? newSeed();
    this.files = createBodyFiles(settings.files);
    this.app = new App({
      clock,
      random,
      seed: this.seed,
      turn: nextTurn,
      soon,
      log,
      guard: createPatternGuard({ perPattern: patternTimeout * 1000, perRequest: matchTimeout * 1000 }),
      templateGuard: createPatternGuard({ perPattern: LONGEST_LOOK, perRequest: LONGEST_LOOK }),
      bodyFileFault: this.files.fault,
      limits: settings,
      templates: settings,
      memory: settings,
      journal: journalLimits(settings, hasPeers),
      explain: explainLevel(settings),
      selection: selectionRules(settings),
      cors: settings.cors,
      maxSandboxes: settings.maxSandboxes,
      hasPeers,
    });
    this.admin = createAdmin(this.app, listEndpoints({ prefix, version }), settings);
    // On a port of its own it takes no path from Routes.
    if (settings.internalPort === null) this.app.isInternal = (method, path) => this.admin.isInternal(method, path);
  }

  /** Answers mocked requests, and those to the internal API. */
  createListener(role: Pick<ListenerOptions, "admin" | "servesRoutes" | "relay">): Listener {
    return new Listener({ ...role, app: this.app, limits: this.settings });
  }

  /** Resolves to the port that was opened. */
  async open(listener: Listener, at: ListenAt): Promise<number> {
    const server = new HttpServer({ app: this.app, listener, files: this.files, limits: this.settings });
    const opened = await server.listen(at);
    this.app.start();
    this.#servers.push(server);
    return opened;
  }

  /** Loads the default Routes from a file or a folder, see `Trickster`. */
  async load(path: string): Promise<{ readonly routes: number; readonly files: readonly string[] }> {
    const book = this.app.default.routes;
    const batch = book.startBatch();
    try {
      const { faults, files } = await loadRoutes(path, {
        maxDepth: this.settings.maxDepth,
        moreFaults: (payload) => book.faultsOf(payload),
        take: (definition, { isFaultless }) => {
          if (isFaultless) batch.add(definition);
        },
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

  /** Stops listening, see `Trickster`. Resolves to the number of requests that were cut off. */
  async close(drainTimeout: number): Promise<number> {
    const servers = this.#servers;
    this.#servers = [];
    this.app.stop();
    let cut = 0;
    const callOff = systemClock.after(drainTimeout * 1000, () => {
      cut = servers.reduce((sum, server) => sum + server.inFlight, 0);
      this.app.releaseWaiting();
      for (const server of servers) server.refuseUnfinished();
      // What is written by now is still sent.
      callOffLast = systemClock.after(LAST_WORDS, () => destroy(servers));
    });
    let callOffLast = callOff;
    const grace = Math.min(drainTimeout, GRACE);
    await Promise.all(servers.map((server) => server.drain(grace)));
    callOff();
    callOffLast();
    this.app.releaseWaiting();
    return cut;
  }
}

function selectionRules({ sandboxPath, sandboxHost }: ServerSettings): SelectionRules {
  return {
    pathPrefix: sandboxPath,
    hostSuffixes: [".localhost", ...sandboxHost.map((name) => `.${name.toLowerCase()}`)],
  };
}

/** Each of several processes sees only some of the requests. */
function journalLimits(
  { journal, journalBytes, journalBody }: ServerSettings,
  hasPeers: boolean,
): JournalLimits | null {
  if (hasPeers || journal === null) return null;
  return { entries: journal, bytes: journalBytes, body: journalBody };
}

/** Who can reach the internal API may see the Routes. */
function explainLevel({ explain, host, adminToken, internalPort }: ServerSettings): ExplainLevel {
  const isOpen = isLoopback(host === "::1" ? "[::1]" : host) && adminToken === null && internalPort === null;
  return explain ?? (isOpen ? "full" : "short");
}

/** What JSONPath and XPath may take in the templates of one answer, in milliseconds of processor time. */
const LONGEST_LOOK = 1000;

/** How long idle connections stay open at a stop, in seconds: a request may be on its way. */
const GRACE = 0.1;

/** How long the last answers of a stop may take, in milliseconds. */
const LAST_WORDS = 500;

function destroy(servers: readonly HttpServer[]): void {
  for (const server of servers) server.destroy();
}

export function urlOf(host: string, port: number): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
