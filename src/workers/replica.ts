import type { App } from "../app/app.ts";
import { LiveRoute } from "../routes/live-route.ts";
import { RouteTable } from "../routes/route-table.ts";
import type { WireCounts, WireOperation } from "./wire.ts";

/** Routes by the numbers that the processes call them by. */
class Numbered {
  readonly #lives = new Map<number, LiveRoute>();
  readonly #serials = new Map<LiveRoute, number>();

  set(serial: number, live: LiveRoute): void {
    this.#lives.set(serial, live);
    this.#serials.set(live, serial);
  }

  take(serial: number): LiveRoute {
    const live = this.#lives.get(serial);
    if (live === undefined) throw new TypeError(`there is no Route ${serial} here`);
    this.#lives.delete(serial);
    this.#serials.delete(live);
    return live;
  }

  serialOf(live: LiveRoute): number {
    return this.#serials.get(live) ?? 0;
  }
}

/** The Routes that several processes share, at a worker: it does what it is told, and counts. */
export class Replica {
  readonly #app: App;
  #routes = new Numbered();
  /** What will stand in the place of all, while it arrives. */
  #coming: { readonly table: RouteTable; readonly routes: Numbered } | null = null;
  /** What will be added, while it arrives. */
  #held: { readonly live: LiveRoute; readonly order: number }[] | null = null;
  /** The Routes that have counted since this was last asked. */
  readonly #counted = new Set<LiveRoute>();
  /** Counts of Routes that are gone by now. */
  #last: (readonly [number, readonly number[]])[] = [];

  constructor(app: App) {
    this.#app = app;
    app.default.world.counted = this.#counted;
  }

  apply(operations: readonly WireOperation[]): void {
    for (const operation of operations) this.#apply(operation);
  }

  /** What was counted since this was last asked. */
  takeCounts(): WireCounts {
    this.#takeAllOut();
    const counts = this.#last;
    this.#last = [];
    return counts;
  }

  #apply(operation: WireOperation): void {
    switch (operation[0]) {
      case "begin":
        this.#coming = { table: new RouteTable(), routes: new Numbered() };
        break;
      case "end":
        this.#takeAllOut();
        if (this.#coming === null) break;
        this.#app.default.world.routes = this.#coming.table;
        this.#routes = this.#coming.routes;
        this.#coming = null;
        break;
      case "hold":
        this.#held = [];
        break;
      case "show":
        for (const { live, order } of this.#held ?? []) this.#app.default.world.routes.add(live, order);
        this.#held = null;
        break;
      case "add":
        this.#add(operation[1], this.#compile(operation[2]), operation[3]);
        break;
      case "replace":
        this.#replace(operation[1], operation[2], this.#compile(operation[3]));
        break;
      case "remove":
        this.#app.default.world.routes.remove(this.#take(operation[1]));
    }
  }

  #compile(text: string): LiveRoute {
    return new LiveRoute(this.#app.default.routes.compileAgain(text));
  }

  #add(serial: number, live: LiveRoute, order: number): void {
    (this.#coming?.routes ?? this.#routes).set(serial, live);
    if (this.#held === null) (this.#coming?.table ?? this.#app.default.world.routes).add(live, order);
    else this.#held.push({ live, order });
  }

  #replace(old: number, serial: number, live: LiveRoute): void {
    this.#app.default.world.routes.replace(this.#take(old), live);
    this.#routes.set(serial, live);
  }

  #take(serial: number): LiveRoute {
    this.#takeAllOut();
    return this.#routes.take(serial);
  }

  #takeAllOut(): void {
    for (const live of this.#counted) this.#last.push([this.#routes.serialOf(live), live.takeOut()]);
    this.#counted.clear();
  }
}
