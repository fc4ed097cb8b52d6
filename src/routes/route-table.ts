import type { PatternGuard } from "../matching/pattern-guard.ts";
import { LiveRoute } from "./live-route.ts";
import { PathIndex } from "./path-index.ts";
import { RankedList } from "./ranked-list.ts";
import type { CompiledRoute } from "./route.ts";
import { STEP, type Steps } from "./steps.ts";

/** Ranks that are left for Routes that are added one by one while a batch is: there can't be as many Routes. */
const BATCH_DISTANCE = 2 ** 24;

/**
 * The Routes in the order in which they are tried. To add, replace, remove or find one takes the same time however
 * many there are.
 */
export class RouteTable implements Iterable<LiveRoute> {
  readonly #list = new RankedList<LiveRoute>();
  /** Those of a batch that is being added, too: their ids are taken. */
  readonly #byId = new Map<string, LiveRoute>();
  /** The active Routes of each method. */
  readonly #active = new Map<string, PathIndex<LiveRoute>>();
  #nextRank = 0;
  /** Routes of this rank and beyond are of a batch that is not complete yet, and answer nothing. */
  #hiddenFrom = Number.POSITIVE_INFINITY;
  #formReaders = 0;
  #totalSize = 0;
  #version = 0;

  /** Those of a batch that is being added included. */
  get size(): number {
    return this.#byId.size;
  }

  /** Characters of all definitions together. */
  get totalSize(): number {
    return this.#totalSize;
  }

  /** Another one after every change, counts aside. */
  get version(): number {
    return this.#version;
  }

  /** Whether any Route must read a form before it can be decided on. */
  get readsForms(): boolean {
    return this.#formReaders > 0;
  }

  /** Routes may be added, replaced and removed meanwhile; each is shown as it is when its turn comes. */
  [Symbol.iterator](): Iterator<LiveRoute> {
    return this.#list[Symbol.iterator]();
  }

  /** Those that are tried after this one. */
  after(live: LiveRoute): Iterable<LiveRoute> {
    return this.#list.after(live);
  }

  get(id: string): LiveRoute | undefined {
    const live = this.#byId.get(id);
    return live !== undefined && live.rank < this.#hiddenFrom ? live : undefined;
  }

  /** Whether a Route has this id, or one that is being added. */
  isTaken(id: string): boolean {
    return this.#byId.has(id);
  }

  /** Adds a Route that is tried last. Its id must be free. */
  add(live: LiveRoute): void {
    this.#enter(live, this.#nextRank);
    this.#nextRank += 1;
    this.#list.append(live);
  }

  /**
   * Adds many Routes that are tried last, in steps; they answer from the end of the last one on, all at once. If an id
   * is taken none is added, and its index is returned. Only one batch can be added at a time.
   */
  *addAll(batch: readonly CompiledRoute[]): Steps<readonly LiveRoute[] | number> {
    const from = this.#nextRank + BATCH_DISTANCE;
    this.#hiddenFrom = from;
    const added: LiveRoute[] = [];
    for (const [at, route] of batch.entries()) {
      if (at % STEP === STEP - 1) yield;
      if (this.isTaken(route.id)) {
        yield* this.#giveUp(added);
        return at;
      }
      const live = new LiveRoute(route);
      this.#enter(live, from + at);
      added.push(live);
    }
    this.#hiddenFrom = Number.POSITIVE_INFINITY;
    this.#nextRank = from + batch.length;
    for (const live of added) this.#list.append(live);
    return added;
  }

  *#giveUp(added: readonly LiveRoute[]): Steps {
    for (const [at, live] of added.entries()) {
      if (at % STEP === STEP - 1) yield;
      this.#leave(live);
    }
    this.#hiddenFrom = Number.POSITIVE_INFINITY;
  }

  /** Puts a Route in the place of another, under its own id, which must be free or the other's. */
  replace(old: LiveRoute, live: LiveRoute): void {
    this.#leave(old);
    this.#enter(live, old.rank);
    this.#list.replace(old, live);
  }

  remove(live: LiveRoute): void {
    this.#leave(live);
    this.#list.remove(live);
  }

  /** Stops trying a Route that is not active any more; it stays where it is, and can be replaced by one that is. */
  retire(live: LiveRoute): void {
    this.#active.get(live.route.method)?.remove(live);
  }

  /** The first active Route for this method and this (decoded) path. */
  match(method: string, path: string, guard: PatternGuard): LiveRoute | undefined {
    return this.#active.get(method)?.match(path, guard, this.#hiddenFrom);
  }

  #enter(live: LiveRoute, rank: number): void {
    const { id, method, auth, size } = live.route;
    live.rank = rank;
    this.#version += 1;
    this.#byId.set(id, live);
    this.#totalSize += size;
    if (auth?.readsForm) this.#formReaders += 1;
    if (live.isActive) this.#indexOf(method).add(live);
  }

  #leave(live: LiveRoute): void {
    this.retire(live);
    this.#version += 1;
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
