import cluster, { type Worker } from "node:cluster";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Log, LogFields } from "../app/log.ts";
import type { Peers } from "../app/peers.ts";
import { type Address, Assembly, urlOf } from "../assembly.ts";
import type { ServerSettings, Settings } from "../config/settings.ts";
import { deriveSeed } from "../dice.ts";
import { systemClock } from "../server/system-ports.ts";
import { Origin } from "./origin.ts";
import type { FromWorker, ToWorker, WireOperation } from "./wire.ts";

export interface FleetOptions {
  readonly count: number;
  readonly settings: ServerSettings;
  readonly log: Log;
  /** What the workers need to log as this process does. */
  readonly logging: Pick<Settings, "logLevel" | "logFormat">;
  /** Called when the processes don't agree any more, and everything has to end. */
  readonly onFailure: () => void;
}

type Kind<K extends FromWorker["kind"]> = Extract<FromWorker, { kind: K }>;

/**
 * Several processes that answer mocked requests by the same Routes. This one keeps the Routes and answers the internal
 * API: what is changed reaches every worker before the call is answered, and what workers have counted is added before a
 * call is looked at (decision 19).
 */
export class Fleet implements Peers {
  readonly #assembly: Assembly;
  readonly #options: FleetOptions;
  readonly #origin: Origin;
  #workers: Worker[] = [];
  #folder: string | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #isStopping = false;

  constructor(options: FleetOptions) {
    const { settings, log } = options;
    this.#options = options;
    this.#assembly = new Assembly({ settings, log, clock: systemClock, hasPeers: true });
    this.#assembly.app.peers = this;
    this.#origin = new Origin(this.#assembly.app.default.world);
  }

  collect(): Promise<void> {
    return this.#inOrder(() => this.#apply([]));
  }

  publish(): Promise<void> {
    return this.#inOrder(async () => {
      // Before there are any, changes are kept for them.
      if (this.#workers.length === 0) return;
      for (const operations of this.#origin.takeOperations()) await this.#apply(operations);
      this.#origin.forget();
    });
  }

  /** Loads the default Routes, see `Trickster`. */
  async load(path: string): Promise<{ readonly routes: number; readonly files: readonly string[] }> {
    await this.collect();
    const loaded = await this.#assembly.load(path);
    await this.publish();
    return loaded;
  }

  /** Starts the workers, and listens. */
  async listen(): Promise<Address> {
    try {
      return await this.#listen();
    } catch (error) {
      await this.close({ drainTimeout: 0 });
      throw error;
    }
  }

  /** Stops listening, see `Trickster`. Resolves to the number of requests that were cut off. */
  async close({ drainTimeout = this.#options.settings.drainTimeout } = {}): Promise<number> {
    this.#isStopping = true;
    const cuts = await Promise.all(this.#workers.map((worker) => stop(worker, drainTimeout)));
    this.#workers = [];
    const own = await this.#assembly.close(0);
    this.#removeFolder();
    return cuts.reduce((sum, cut) => sum + cut, own);
  }

  async #listen(): Promise<Address> {
    const { host, port, prefix, internalPort } = this.#options.settings;
    const control = internalPort === null ? await this.#openControl() : null;
    this.#workers = await Promise.all(Array.from({ length: this.#options.count }, (_, at) => this.#start(control, at)));
    await this.publish();
    const [first, ...others] = this.#workers;
    if (first === undefined) throw new TypeError("a fleet has at least one worker");
    const opened = await ask(first, { kind: "listen", port, host }, "listening");
    // A free port (0) is the same one for all.
    for (const worker of others) await ask(worker, { kind: "listen", port, host }, "listening");
    const url = urlOf(host, opened.port);
    if (internalPort === null) return { port: opened.port, url, internalUrl: url + prefix };
    const internal = await this.#assembly.open(this.#internalListener(), { port: internalPort, host });
    return { port: opened.port, url, internalUrl: urlOf(host, internal) + prefix };
  }

  #internalListener() {
    return this.#assembly.createListener({ admin: this.#assembly.admin, servesRoutes: false });
  }

  /** Opens the socket to which workers send calls of the internal API; nobody else may reach it. */
  async #openControl(): Promise<string> {
    this.#folder = await mkdtemp(join(tmpdir(), "trickster-"));
    process.on("exit", this.#removeFolder);
    const name = join(this.#folder, "control");
    const path = process.platform === "win32" ? `\\\\.\\pipe\\${name}` : name;
    await this.#assembly.open(this.#internalListener(), { path });
    return path;
  }

  readonly #removeFolder = (): void => {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  };

  async #start(control: string | null, index: number): Promise<Worker> {
    const { logging } = this.#options;
    // Each draws something else.
    const settings = { ...this.#options.settings, seed: deriveSeed(this.#assembly.seed, `worker ${index}`) };
    cluster.setupPrimary({ exec: WORKER, args: [] });
    const worker = cluster.fork();
    worker.on("exit", (status, signal) => {
      if (!this.#isStopping) this.#fail("a worker has ended, and its counts with it", { status: signal ?? status });
    });
    worker.on("error", () => {});
    await answerOf(worker, "ready");
    worker.send({ kind: "start", server: settings, log: logging, control } satisfies ToWorker);
    return worker;
  }

  /** One after the other, so that every worker makes the same changes in the same order. */
  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }

  async #apply(operations: readonly WireOperation[]): Promise<void> {
    const answers = this.#workers.map((worker) => ask(worker, { kind: "apply", operations }, "counts"));
    try {
      for (const { counts } of await Promise.all(answers)) this.#origin.add(counts);
    } catch (error) {
      // Its Routes are not those of the others any more.
      this.#fail("a worker could not follow a change", { error: (error as Error).message });
    }
  }

  /** No count and no Route would be right from here on. */
  #fail(message: string, fields: LogFields): void {
    this.#options.log.error(message, fields);
    this.#options.onFailure();
  }
}

/** Resolves to the number of requests that were cut off. One that has ended by itself has nothing to say. */
async function stop(worker: Worker, drainTimeout: number): Promise<number> {
  try {
    const { cut } = await ask(worker, { kind: "stop", drainTimeout }, "stopped");
    worker.disconnect();
    return cut;
  } catch {
    return 0;
  }
}

/** The program of a worker, beside that of the command. */
const WORKER = fileURLToPath(new URL("worker.js", import.meta.url));

async function ask<K extends FromWorker["kind"]>(worker: Worker, message: ToWorker, kind: K): Promise<Kind<K>> {
  const answer = answerOf(worker, kind);
  if (worker.isConnected()) worker.send(message);
  return answer;
}

/** The next message of this kind. Rejects with what a worker says has failed, and when it has ended. */
function answerOf<K extends FromWorker["kind"]>(worker: Worker, kind: K): Promise<Kind<K>> {
  return new Promise((resolve, reject) => {
    const listen = (message: FromWorker): void => {
      if (message.kind !== kind && message.kind !== "failed") return;
      settle();
      if (message.kind === "failed") reject(Object.assign(new Error(message.message), message));
      else resolve(message as Kind<K>);
    };
    const end = (): void => {
      settle();
      reject(new Error("the worker has ended"));
    };
    const settle = (): void => {
      worker.off("message", listen);
      worker.off("exit", end);
    };
    worker.on("message", listen);
    worker.on("exit", end);
    if (worker.isDead()) end();
  });
}
