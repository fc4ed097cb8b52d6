import type { App } from "../app/app.ts";
import { LiveRoute } from "../routes/live-route.ts";
import { RouteTable } from "../routes/route-table.ts";
import type { WireCounts, WireOperation } from "./wire.ts";

/** The Routes that several processes share, at a worker: it does what it is told, and counts. */
export class Replica {
  readonly #app: App;
  #routes = new Map<number, LiveRoute>();
  /** Those that will stand in the place of all, while they arrive. */
  #coming: { readonly table: RouteTable; readonly routes: Map<number, LiveRoute> } | null = null;
  /** Counts of Routes that are gone by now. */
  #last: (readonly [number, readonly number[]])[] = [];

  constructor(app: App) {
    this.#app = app;
  }

  apply(operations: readonly WireOperation[]): void {
    for (const operation of operations) this.#apply(operation);
  }

  /** What was counted since this was last asked. */
  takeCounts(): WireCounts {
    for (const [serial, live] of this.#routes) this.#takeOut(serial, live);
    const counts = this.#last;
    this.#last = [];
    return counts;
  }

  #apply(operation: WireOperation): void {
    const { world } = this.#app;
    switch (operation[0]) {
      case "begin":
        this.#coming = { table: new RouteTable(), routes: new Map() };
        break;
      case "add": {
        const live = this.#compile(operation[2]);
        (this.#coming?.table ?? world.routes).add(live);
        (this.#coming?.routes ?? this.#routes).set(operation[1], live);
        break;
      }
      case "end":
        if (this.#coming === null) break;
        for (const [serial, live] of this.#routes) this.#takeOut(serial, live);
        world.routes = this.#coming.table;
        this.#routes = this.#coming.routes;
        this.#coming = null;
        break;
      case "replace": {
        const live = this.#compile(operation[3]);
        world.routes.replace(this.#leave(operation[1]), live);
        this.#routes.set(operation[2], live);
        break;
      }
      case "remove":
        world.routes.remove(this.#leave(operation[1]));
    }
  }

  #compile(text: string): LiveRoute {
    return new LiveRoute(this.#app.routes.compileAgain(text));
  }

  #leave(serial: number): LiveRoute {
    const live = this.#routes.get(serial);
    if (live === undefined) throw new TypeError(`there is no Route ${serial} here`);
    this.#takeOut(serial, live);
    this.#routes.delete(serial);
    return live;
  }

  #takeOut(serial: number, live: LiveRoute): void {
    if (live.usedCount > 0) this.#last.push([serial, live.takeOut()]);
  }
}
