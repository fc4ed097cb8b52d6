import { Assembly } from "../assembly.ts";
import type { Log } from "../app/log.ts";
import { systemClock } from "../server/system-ports.ts";
import { Replica } from "./replica.ts";
import type { FromWorker, ToWorker, WorkerSettings } from "./wire.ts";

type CreateLog = (settings: WorkerSettings["log"]) => Log;

/** Does what the process that started this one says, until that ends. */
export function work(createLog: CreateLog): void {
  let worker: StartedWorker | undefined;
  process.on("message", (message: ToWorker) => {
    if (message.kind === "start") worker = new StartedWorker(message, createLog(message.log));
    else void worker?.obey(message).catch(tellFailure);
  });
  // A signal from a terminal reaches every process of the group: the first of them sees to the order.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});
  process.on("disconnect", () => process.exit(0));
  tell({ kind: "ready" });
}

class StartedWorker {
  readonly #assembly: Assembly;
  readonly #replica: Replica;
  readonly #control: string | null;

  constructor({ server, control }: WorkerSettings, log: Log) {
    this.#assembly = new Assembly({ settings: server, log, clock: systemClock, hasPeers: true });
    this.#replica = new Replica(this.#assembly.app);
    this.#control = control;
  }

  async obey(message: Exclude<ToWorker, { kind: "start" }>): Promise<void> {
    switch (message.kind) {
      case "apply":
        this.#replica.apply(message.operations);
        return tell({ kind: "counts", counts: this.#replica.takeCounts() });
      case "listen": {
        const { port, host } = message;
        return tell({ kind: "listening", port: await this.#assembly.open(this.#createListener(), { port, host }) });
      }
      case "stop":
        return tell({ kind: "stopped", cut: await this.#assembly.close(message.drainTimeout) });
    }
  }

  #createListener() {
    if (this.#control === null) return this.#assembly.createListener({ admin: null, servesRoutes: true });
    const { admin } = this.#assembly;
    return this.#assembly.createListener({ admin, relay: this.#control, servesRoutes: true });
  }
}

function tell(message: FromWorker): void {
  process.send?.(message);
}

function tellFailure(error: NodeJS.ErrnoException & { port?: number }): void {
  tell({ kind: "failed", code: error.code, message: error.message, port: error.port ?? 0 });
}
