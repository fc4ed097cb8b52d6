import type { ServerSettings, Settings } from "../config/settings.ts";

/** What becomes of the Routes of a worker. Routes are named by serial numbers; their texts are those that read back. */
export type WireOperation =
  /** What follows, up to "end", stands in the place of all Routes. */
  | readonly ["begin"]
  | readonly ["end"]
  /** What follows is added at the end of it, all at once. */
  | readonly ["hold"]
  | readonly ["show"]
  | readonly ["add", serial: number, text: string, order: number]
  | readonly ["replace", old: number, serial: number, text: string]
  | readonly ["remove", serial: number];

/** How often each Response of a Route was chosen since it was last asked. */
export type WireCounts = readonly (readonly [serial: number, counts: readonly number[]])[];

export interface WorkerSettings {
  readonly server: ServerSettings;
  readonly log: Pick<Settings, "logLevel" | "logFormat">;
  /** Where calls of the internal API go; `null` if they have a port of their own. */
  readonly control: string | null;
}

export type ToWorker =
  | ({ readonly kind: "start" } & WorkerSettings)
  /** Answered by the counts up to then, of Routes that are changed by it too. */
  | { readonly kind: "apply"; readonly operations: readonly WireOperation[] }
  | { readonly kind: "listen"; readonly port: number; readonly host: string }
  | { readonly kind: "stop"; readonly drainTimeout: number };

export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "counts"; readonly counts: WireCounts }
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "failed"; readonly code: string | undefined; readonly message: string; readonly port: number }
  | { readonly kind: "stopped"; readonly cut: number };
