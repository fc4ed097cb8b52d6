import type { PatternGuard } from "../matching/pattern-guard.ts";
import type { LiveRoute } from "./live-route.ts";
import { PathIndex } from "./path-index.ts";

/**
 * The Routes in the order in which they are tried. To add, replace, remove or find one takes the same time however
 * many there are.
 */
export class RouteTable implements Iterable<LiveRoute> {
  /** By rank; a map keeps the order in which ranks were given, and a replaced Route takes over its rank. */
  readonly #routes = new Map<number, LiveRoute>();
  readonly #byId = new Map<string, LiveRoute>();
  /** The active Routes of each method. */
  readonly #active = new Map<string, PathIndex<LiveRoute>>();
  #nextRank = 0;
  #formReaders = 0;
  #totalSize = 0;

  get size(): number {
    return this.#routes.size;
  }

  /** Characters of all definitions together. */
  get totalSize(): number {
    return this.#totalSize;
  }

  /** Whether any Route must read a form before it can be decided on. */
  get readsForms(): boolean {
    return this.#formReaders > 0;
  }

  [Symbol.iterator](): Iterator<LiveRoute> {
    return this.#routes.values();
  }

  get(id: string): LiveRoute | undefined {
    return this.#byId.get(id);
  }

  /** Adds a Route that is tried last. Its id must be free. */
  add(live: LiveRoute): void {
    this.#put(live, this.#nextRank);
    this.#nextRank += 1;
  }

  /** Puts a Route in the place of another, under its own id, which must be free or the other's. */
  replace(old: LiveRoute, live: LiveRoute): void {
    this.#leave(old);
    this.#put(live, old.rank);
  }

  remove(live: LiveRoute): void {
    this.#leave(live);
    this.#routes.delete(live.rank);
  }

  /** Stops trying a Route that is not active any more; it stays where it is, and can be replaced by one that is. */
  retire(live: LiveRoute): void {
    this.#active.get(live.route.method)?.remove(live);
  }

  clear(): void {
    this.#routes.clear();
    this.#byId.clear();
    this.#active.clear();
    this.#formReaders = 0;
    this.#totalSize = 0;
  }

  /** The first active Route for this method and this (decoded) path. */
  match(method: string, path: string, guard: PatternGuard): LiveRoute | undefined {
    return this.#active.get(method)?.match(path, guard);
  }

  #put(live: LiveRoute, rank: number): void {
    const { id, method, auth, size } = live.route;
    live.rank = rank;
    this.#routes.set(rank, live);
    this.#byId.set(id, live);
    this.#totalSize += size;
    if (auth?.readsForm) this.#formReaders += 1;
    if (live.isActive) this.#indexOf(method).add(live);
  }

  #leave(live: LiveRoute): void {
    this.retire(live);
    this.#byId.delete(live.route.id);
    this.#totalSize -= live.route.size;
    if (live.route.auth?.readsForm) this.#formReaders -= 1;
  }

  #indexOf(method: string): PathIndex<LiveRoute> {
    const known = this.#active.get(method);
    if (known !== undefined) return known;
    const index = new PathIndex<LiveRoute>();
    this.#active.set(method, index);
    return index;
  }
}
