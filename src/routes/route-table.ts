import type { PatternGuard } from "../matching/pattern-guard.ts";
import type { HttpRequest } from "../http/request.ts";
import { Inspection } from "../matching/inspection.ts";
import { type Choice, LiveRoute } from "./live-route.ts";
import { Neighbourhood, variantsOf } from "./neighbourhood.ts";
import { Gathering, PathIndex, Search } from "./path-index.ts";
import { RankedList } from "./ranked-list.ts";
import type { CompiledRoute } from "./route.ts";
import { STEP, type Steps } from "./steps.ts";

/** Of very many Routes of one path a miss looks at no more. */
const MOST_GATHERED = 50;

/** In a longer path nobody looks for one letter. */
const LONGEST_VARIED = 40;

/** Each tier has so many ranks: the largest tiers, times this, are still exact. */
const TIER = 2 ** 34;

/**
 * The Routes in the order in which they are tried. To add, replace, remove or find one takes the same time however
 * many there are.
 */
export class RouteTable implements Iterable<LiveRoute> {
  readonly #list = new RankedList<LiveRoute>();
  /** Those of a batch that is being added, too: their ids are taken. */
  readonly #byId = new Map<string, LiveRoute>();
  /** The active Routes of each method, and those of all methods. */
  readonly #active = new Map<string, PathIndex<Choice, LiveRoute>>();
  readonly #ofAnyMethod = new PathIndex<Choice, LiveRoute>();
  /** Those that are not active, so that a miss can say so. */
  readonly #inactive = new PathIndex<Choice, LiveRoute>();
  readonly #neighbourhood = new Neighbourhood<LiveRoute>();
  #nextOrder = 0;
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

  /**
   * In the order in which they were added. Routes may be added, replaced and removed meanwhile; each is shown as it is
   * when its turn comes.
   */
  [Symbol.iterator](): Iterator<LiveRoute> {
    return this.#list[Symbol.iterator]();
  }

  /** Those that were added after this one. */
  after(live: LiveRoute): Iterable<LiveRoute> {
    return this.#list.after(live);
  }

  get(id: string): LiveRoute | undefined {
    const live = this.#byId.get(id);
    return live?.isHidden ? undefined : live;
  }

  /** Whether a Route has this id, or one that is being added. */
  isTaken(id: string): boolean {
    return this.#byId.has(id);
  }

  /** Adds a Route behind the others, or at its place in the order of another table. Its id must be free. */
  add(live: LiveRoute, order = this.#nextOrder): void {
    this.#enter(live, order);
    this.#nextOrder = Math.max(this.#nextOrder, order + 1);
    this.#list.insert(live);
  }

  /**
   * Adds many Routes behind those that are there now, in steps; they answer from the end of the last one on, all at
   * once. If an id is taken none is added, and its index is returned.
   */
  *addAll(batch: readonly CompiledRoute[]): Steps<readonly LiveRoute[] | number> {
    const from = this.#nextOrder;
    this.#nextOrder += batch.length;
    const added: LiveRoute[] = [];
    for (const [at, route] of batch.entries()) {
      if (at % STEP === STEP - 1) yield;
      if (this.isTaken(route.id)) {
        yield* this.#giveUp(added);
        return at;
      }
      const live = new LiveRoute(route);
      live.isHidden = true;
      this.#enter(live, from + at);
      added.push(live);
    }
    for (const live of added) {
      live.isHidden = false;
      this.#list.insert(live, added[live.order - from - 1] ?? null);
    }
    return added;
  }

  *#giveUp(added: readonly LiveRoute[]): Steps {
    for (const [at, live] of added.entries()) {
      if (at % STEP === STEP - 1) yield;
      this.#leave(live);
    }
  }

  /** Puts a Route in the place of another, under its own id, which must be free or the other's. */
  replace(old: LiveRoute, live: LiveRoute): void {
    this.#leave(old);
    this.#enter(live, old.order);
    this.#list.replace(old, live);
  }

  remove(live: LiveRoute): void {
    this.#leave(live);
    this.#list.remove(live);
  }

  /** Stops trying a Route that is not active any more; it stays where it is, and can be replaced by one that is. */
  retire(live: LiveRoute): void {
    for (const index of this.#indexesOf(live)) index.remove(live);
    this.#inactive.add(live);
  }

  /** Some Routes that a request may be meant for: those with its path, whatever their method and state, then those near it. */
  *near(inspection: Inspection): Generator<LiveRoute> {
    const { path } = inspection.request;
    const indexes = this.#indexes();
    const known = yield* this.#gather(inspection, path);
    // Who has written a path out has meant it.
    if ([...known].some((live) => live.path.literal !== null)) return;
    if (path.length <= LONGEST_VARIED) {
      for (const variant of variantsOf(path)) {
        if (indexes.some((index) => index.hasLiteral(variant))) yield* this.#gather(inspection, variant, known);
      }
    }
    for (const live of this.#neighbourhood.near(path)) if (!live.isHidden && !known.has(live)) yield live;
  }

  /** Some Routes that match this path, whatever else they ask for. */
  withPath(path: string, inspection: Inspection): Iterable<LiveRoute> {
    return this.#gather(inspection, path);
  }

  /** Routes with this path that are not known yet. */
  *#gather(inspection: Inspection, path: string, known = new Set<LiveRoute>()): Generator<LiveRoute, Set<LiveRoute>> {
    const gathering = new Gathering<LiveRoute>(inspection, path, MOST_GATHERED);
    for (const index of this.#indexes()) index.search(gathering);
    for (const live of gathering.found) {
      if (live.isHidden || known.has(live)) continue;
      known.add(live);
      yield live;
    }
    return known;
  }

  #indexes(): PathIndex<Choice, LiveRoute>[] {
    return [...this.#active.values(), this.#ofAnyMethod, this.#inactive];
  }

  /** The active Route for a request that is tried first. */
  match(request: HttpRequest, guard: PatternGuard): Choice | null {
    const index = this.#active.get(request.method);
    if (this.#ofAnyMethod.isEmpty) return index?.match(request, guard) ?? null;
    const search = new Search<Choice, LiveRoute>(new Inspection(request, guard.newBudget()));
    index?.search(search);
    this.#ofAnyMethod.search(search);
    return search.best;
  }

  #enter(live: LiveRoute, order: number): void {
    const { id, size, tier } = live.route;
    live.order = order;
    live.rank = tier * TIER + order;
    this.#version += 1;
    this.#byId.set(id, live);
    this.#totalSize += size;
    this.#neighbourhood.add(live);
    if (!live.isActive) this.#inactive.add(live);
    else for (const index of this.#indexesOf(live)) index.add(live);
  }

  #leave(live: LiveRoute): void {
    for (const index of this.#indexesOf(live)) index.remove(live);
    this.#inactive.remove(live);
    this.#neighbourhood.remove(live);
    this.#version += 1;
    this.#byId.delete(live.route.id);
    this.#totalSize -= live.route.size;
  }

  #indexesOf({ route }: LiveRoute): readonly PathIndex<Choice, LiveRoute>[] {
    return route.methods === null ? [this.#ofAnyMethod] : route.methods.map((method) => this.#indexOf(method));
  }

  #indexOf(method: string): PathIndex<Choice, LiveRoute> {
    const known = this.#active.get(method);
    if (known !== undefined) return known;
    const index = new PathIndex<Choice, LiveRoute>();
    this.#active.set(method, index);
    return index;
  }
}
