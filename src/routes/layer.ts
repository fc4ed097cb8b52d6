import type { HttpRequest } from "../http/request.ts";
import type { Inspector } from "../matching/inspection.ts";
import type { Choice, LiveRoute, RouteHome } from "./live-route.ts";
import { Neighbourhood } from "./neighbourhood.ts";
import { type Gathering, PathIndex, Search } from "./path-index.ts";
import { RankedList } from "./ranked-list.ts";

/** Each tier has so many ranks: the largest tiers, times this, are still exact. */
const TIER = 2 ** 34;

/**
 * Routes, and all ways to find them. To add, replace, remove or find one takes the same time however many there are. A
 * layer that several worlds look at is not changed any more, but that its home says which of them it has used up.
 */
export class Layer implements RouteHome {
  readonly list = new RankedList<LiveRoute>();
  /** Those of a batch that is being added, too: their ids are taken. */
  readonly #byId = new Map<string, LiveRoute>();
  /** The active Routes of each method, and those of all methods. */
  readonly #active = new Map<string, PathIndex<Choice, LiveRoute>>();
  readonly #ofAnyMethod = new PathIndex<Choice, LiveRoute>();
  /** Those that are not active, so that a miss can say so. */
  readonly #inactive = new PathIndex<Choice, LiveRoute>();
  readonly #neighbourhood = new Neighbourhood<LiveRoute>();

  get size(): number {
    return this.#byId.size;
  }

  /** Also one that is being added. */
  get(id: string): LiveRoute | undefined {
    return this.#byId.get(id);
  }

  /** Has a Route found from now on, at this place in the order. */
  enter(live: LiveRoute, order: number): void {
    const { id, tier } = live.route;
    live.order = order;
    live.rank = tier * TIER + order;
    live.layer = this;
    this.#byId.set(id, live);
    this.#neighbourhood.add(live);
    if (!live.isActive) this.#inactive.add(live);
    else for (const index of this.#indexesOf(live)) index.add(live);
  }

  leave(live: LiveRoute): void {
    for (const index of this.#indexesOf(live)) index.remove(live);
    this.#inactive.remove(live);
    this.#neighbourhood.remove(live);
    this.#byId.delete(live.route.id);
  }

  /** Stops trying a Route that is not active any more; it stays where it is, and can be replaced by one that is. */
  retire(live: LiveRoute): void {
    for (const index of this.#indexesOf(live)) index.remove(live);
    this.#inactive.add(live);
  }

  /** The active Route for a request that is tried first, if there is no other layer. */
  match(request: HttpRequest, inspector: Inspector): Choice | null {
    const index = this.#active.get(request.method);
    if (this.#ofAnyMethod.isEmpty) return index?.match(request, inspector) ?? null;
    const search = new Search<Choice, LiveRoute>(inspector.inspect(request));
    this.search(search, request.method);
    return search.best;
  }

  search(search: Search<Choice, LiveRoute>, method: string): void {
    this.#active.get(method)?.search(search);
    this.#ofAnyMethod.search(search);
  }

  /** Those that are used up at home are not used up elsewhere. */
  searchInactive(search: Search<Choice, LiveRoute>): void {
    if (!this.#inactive.isEmpty) this.#inactive.search(search);
  }

  gather(gathering: Gathering<LiveRoute>): void {
    for (const index of this.#indexes()) index.search(gathering);
  }

  hasLiteral(path: string): boolean {
    return this.#indexes().some((index) => index.hasLiteral(path));
  }

  /** Some whose path may be meant by this one. */
  near(path: string): Iterable<LiveRoute> {
    return this.#neighbourhood.near(path);
  }

  #indexes(): PathIndex<Choice, LiveRoute>[] {
    return [...this.#active.values(), this.#ofAnyMethod, this.#inactive];
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
