import type { ServerSettings, Settings } from "../config/settings.ts";
import type { Address } from "../assembly.ts";
import { type Trickster, createTrickster } from "../create-trickster.ts";
import { RoutesFileError } from "../routes-files/routes-file-error.ts";
import { version } from "../version.ts";
import { type Logger, createLogger } from "./logger.ts";
import { type Terminal, exitStatus } from "./terminal.ts";
import { watchPath } from "./watch.ts";

/** What serves: one process, or several. */
type Served = Pick<Trickster, "load" | "listen" | "close">;

/** Serves until it is told to stop. Resolves to the exit status. */
export async function run({ logLevel, logFormat, ...settings }: Settings, terminal: Terminal): Promise<number> {
  const log = createLogger({ level: logLevel, format: logFormat });
  const status = await serve(settings, { log, logging: { logLevel, logFormat }, terminal });
  // A write that hangs, because nobody reads the log, would otherwise hold the end of the process up.
  if (!(await log.flush())) process.exit(status);
  return status;
}

interface Surroundings {
  readonly log: Logger;
  readonly logging: Pick<Settings, "logLevel" | "logFormat">;
  readonly terminal: Terminal;
}

async function create(workers: number, server: ServerSettings, { log, logging }: Surroundings): Promise<Served> {
  if (workers === 1) return createTrickster({ ...server, log });
  // Few need it, and loading it takes longer than starting without it.
  const { Fleet } = await import("../workers/fleet.ts");
  const onFailure = (): void => void log.flush().then(() => process.exit(exitStatus.failed));
  return new Fleet({ count: workers, settings: server, log, logging, onFailure });
}

async function serve(
  { routes, watch, workers, ...settings }: Omit<Settings, "logLevel" | "logFormat">,
  surroundings: Surroundings,
): Promise<number> {
  const { log, terminal } = surroundings;
  if (watch && routes === null) {
    terminal.error("trickster: --watch has nothing to watch; name the default Routes with --routes");
    return exitStatus.usage;
  }
  let trickster: Served | undefined;
  let stopWatching: (() => void) | undefined;
  const stop = nextSignal();
  try {
    trickster = await create(workers, settings, surroundings);
    // First, so that no change falls between reading and watching.
    if (routes !== null && watch) stopWatching = await watchRoutes(trickster, routes, log);
    const loaded = routes === null ? { routes: 0, files: [] } : await trickster.load(routes);
    const address = await trickster.listen();
    announce(log, address, settings.host, loaded.routes, routes);
    return await stopped(trickster, log, await stop);
  } catch (error) {
    // One of two ports may be open already, and would keep the process alive.
    await trickster?.close({ drainTimeout: 0 });
    terminal.error(`trickster: ${startFault(error, settings)}`);
    return exitStatus.usage;
  } finally {
    stopWatching?.();
  }
}

function announce(log: Logger, address: Address, host: string, routes: number, source: string | null): void {
  log.info(`Trickster ${version} listens on ${address.url}, with ${routes} ${routes === 1 ? "Route" : "Routes"}`, {
    internal_api: address.internalUrl,
    routes: source ?? undefined,
  });
  if (/^(?:127\.|localhost$|::1$)/.test(host)) return;
  log.warn("whoever reaches this machine can reach the mocked Routes; the internal API is kept to the allowed Hosts", {
    host,
    see: "--allow-host, --admin-token, --internal-port",
  });
}

function watchRoutes(trickster: Served, path: string, log: Logger): Promise<() => void> {
  let last = Promise.resolve();
  // One after the other: what was read first must not be taken last.
  return watchPath(path, () => {
    last = last.then(() => reload(trickster, path, log));
  });
}

async function reload(trickster: Served, path: string, log: Logger): Promise<void> {
  try {
    const { routes } = await trickster.load(path);
    log.info("loaded the default Routes anew", { routes });
  } catch (error) {
    log.error(`kept the old Routes: ${(error as Error).message}`);
  }
}

/** From now on a signal is noted: one that comes while the server starts stops it in good order too. */
function nextSignal(): Promise<string> {
  return new Promise((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
}

/** Waits for the requests under way. A second signal ends the process at once. */
async function stopped(trickster: Served, log: Logger, signal: string): Promise<number> {
  const end = (): void => {
    log.warn("stopped at once; requests under way were cut off");
    void log.flush().then(() => process.exit(exitStatus.failed));
  };
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
  log.info("stopping", { signal });
  const cut = await trickster.close();
  if (cut === 0) log.info("stopped; every request was answered");
  else log.warn("stopped; requests were cut off by the end of --drain-timeout", { requests: cut });
  return cut === 0 ? exitStatus.ok : exitStatus.failed;
}

function startFault(error: unknown, { host, internalPort }: Pick<Settings, "host" | "internalPort">): string {
  const { code, message, port } = error as NodeJS.ErrnoException & { port?: number };
  const option = port === internalPort ? "--internal-port" : "--port";
  if (error instanceof RoutesFileError) return message;
  if (code === "EADDRINUSE") return `port ${port} of ${host} is in use; choose another with ${option}`;
  if (code === "EACCES") return `port ${port} of ${host} may not be opened; ports below 1024 need a right of their own`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") return `${host} is no address of this machine`;
  return message;
}
