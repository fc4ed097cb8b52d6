import type { Change, Keeps, World } from "../engine/world.ts";
import type { LiveRoute } from "../routes/live-route.ts";
import type { WireCounts, WireOperation } from "./wire.ts";

type Recorded = Exclude<Change, { kind: "all" }> | { readonly kind: "all"; readonly lives: readonly LiveRoute[] };

/** Where the counts of a Route go that is not there any more; `null`: nowhere. */
type Heir = { readonly live: LiveRoute; readonly keeps: (responseId: string) => boolean } | null;

/** Operations that are sent at a time. */
const BATCH = 1000;

/**
 * The Routes that several processes share, at the process that changes them: what workers have to be told, and where
 * what they count belongs.
 */
export class Origin {
  readonly #world: World;
  readonly #serials = new Map<LiveRoute, number>();
  readonly #lives = new Map<number, LiveRoute>();
  readonly #heirs = new Map<LiveRoute, Heir>();
  /** Those of which every worker has heard when the operations that were taken last are made. */
  #told: readonly LiveRoute[] = [];
  #recorded: Recorded[] = [];
  #nextSerial = 1;

  constructor(world: World) {
    this.#world = world;
    world.onChange = (change) => this.#record(change);
  }

  /** What has changed since this was last asked, in batches. */
  *takeOperations(): Generator<readonly WireOperation[]> {
    const recorded = this.#recorded;
    this.#recorded = [];
    this.#told = [...this.#heirs.keys()];
    let batch: WireOperation[] = [];
    for (const change of recorded) {
      for (const operation of this.#operationsOf(change)) {
        batch.push(operation);
        if (batch.length < BATCH) continue;
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0) yield batch;
  }

  /** Adds what a worker has counted to the Routes that it counted, or to those that took over their counts. */
  add(counts: WireCounts): void {
    for (const [serial, perResponse] of counts) {
      const live = this.#lives.get(serial);
      if (live !== undefined) this.#addTo(live, perResponse);
    }
  }

  /** Every worker has made the operations that were taken last, and sent its last counts of the Routes that are gone. */
  forget(): void {
    for (const live of this.#told) {
      this.#lives.delete(this.#serials.get(live) ?? 0);
      this.#serials.delete(live);
      this.#heirs.delete(live);
    }
    this.#told = [];
  }

  #record(change: Change): void {
    if (change.kind === "replaced") this.#heirs.set(change.old, heirOf(change.live, change.keeps));
    if (change.kind === "removed") this.#heirs.set(change.live, null);
    if (change.kind !== "all") return void this.#recorded.push(change);
    const { routes } = this.#world;
    for (const old of this.#serials.keys()) {
      if (this.#heirs.has(old)) continue;
      const same = change.keepsCounts ? routes.get(old.route.id) : undefined;
      this.#heirs.set(old, same?.route === old.route ? heirOf(same, () => true) : null);
    }
    this.#recorded = [{ kind: "all", lives: [...routes] }];
  }

  *#operationsOf(change: Recorded): Generator<WireOperation> {
    switch (change.kind) {
      case "all":
        yield ["begin"];
        for (const live of change.lives) yield ["add", this.#enter(live), live.toJson(), live.order];
        yield ["end"];
        break;
      case "added":
        yield ["hold"];
        for (const live of change.lives) yield ["add", this.#enter(live), live.toJson(), live.order];
        yield ["show"];
        break;
      case "replaced":
        yield ["replace", this.#serials.get(change.old) ?? 0, this.#enter(change.live), change.live.toJson()];
        break;
      case "removed":
        yield ["remove", this.#serials.get(change.live) ?? 0];
    }
  }

  #enter(live: LiveRoute): number {
    const serial = this.#nextSerial;
    this.#nextSerial += 1;
    this.#serials.set(live, serial);
    this.#lives.set(serial, live);
    return serial;
  }

  #addTo(counted: LiveRoute, perResponse: readonly number[]): void {
    const byId = new Map(counted.responses.map(({ response }, at) => [response.id, perResponse[at] ?? 0]));
    const total = perResponse.reduce((sum, count) => sum + count, 0);
    let live = counted;
    for (let heir = this.#heirs.get(live); heir !== undefined; heir = this.#heirs.get(live)) {
      if (heir === null) return;
      for (const id of byId.keys()) if (!heir.keeps(id)) byId.delete(id);
      ({ live } = heir);
    }
    live.addCounts(total, (id) => byId.get(id) ?? 0);
  }
}

function heirOf(live: LiveRoute, keeps: Keeps): Heir {
  return keeps === null ? null : { live, keeps };
}
