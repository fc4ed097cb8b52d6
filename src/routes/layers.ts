import type { HttpRequest } from "../http/request.ts";
import type { Inspector } from "../matching/inspection.ts";
import { Layer } from "./layer.ts";
import { type Choice, LiveRoute } from "./live-route.ts";
import { Search } from "./path-index.ts";

/** A layer below the own one. */
interface Below {
  readonly layer: Layer;
  /** Whether its counts are those of this world, in which it was made. */
  readonly isHome: boolean;
}

/** Layers as other worlds may share them, and the Routes in them that are not there any more. */
export interface FrozenLayers {
  readonly layers: readonly Layer[];
  readonly gone: ReadonlySet<LiveRoute>;
}

/**
 * The Routes of a world: its own layer, and below it those that it shares with other worlds. Shared layers never change;
 * what this world counts and removes of them is kept here (decision 26).
 */
export class Layers {
  /** `null`: none so far. */
  #own: Layer | null = null;
  #below: readonly Below[];
  /** The only layer, if all counts in it are those of this world: most worlds have one. */
  #only: Layer | null = null;
  #gone: ReadonlySet<LiveRoute>;
  #ownsGone = false;
  /** What stands here for Routes of other worlds that were asked for. */
  #copies: Map<LiveRoute, LiveRoute> | null = null;

  constructor({ layers, gone }: FrozenLayers = NOTHING) {
    this.#below = layers.map((layer) => ({ layer, isHome: false }));
    this.#gone = gone;
  }

  /** How many there are below the own one, if that is still to be made. */
  get pile(): number {
    return this.#own === null ? this.#below.length : 0;
  }

  /** From now on, changes are made in a layer above. */
  freeze(): FrozenLayers {
    if (this.#own !== null && this.#own.size > 0) {
      this.#below = [{ layer: this.#own, isHome: true }, ...this.#below];
      this.#own = null;
      this.#findOnly();
    }
    this.#ownsGone = false;
    return { layers: this.#below.map(({ layer }) => layer), gone: this.#gone };
  }

  /** In their order. Routes may come, go and change meanwhile; each is shown as it is when its turn comes. */
  all(): Iterator<LiveRoute> {
    return this.#only === null ? this.#merged(Number.NEGATIVE_INFINITY) : this.#only.list[Symbol.iterator]();
  }

  after(live: LiveRoute): Iterable<LiveRoute> {
    return this.#only === null ? this.#merged(live.order) : this.#only.list.after(live);
  }

  /** As it stands in its layer, also if it is of a batch that is being added. */
  find(id: string): LiveRoute | undefined {
    const own = this.#own?.get(id);
    if (own !== undefined) return own;
    for (const { layer } of this.#below) {
      const found = layer.get(id);
      if (found !== undefined && !this.#gone.has(found)) return found;
    }
    return undefined;
  }

  /** A Route of a layer as it is in this world. */
  here(entry: LiveRoute): LiveRoute {
    return this.#isForeign(entry) ? this.#copyOf(entry) : entry;
  }

  /** Has a Route found from now on, in the own layer. */
  enter(live: LiveRoute, order: number): Layer {
    this.#own ??= new Layer();
    this.#own.enter(live, order);
    this.#findOnly();
    return this.#own;
  }

  isOwn({ layer }: LiveRoute): boolean {
    return layer !== null && layer === this.#own;
  }

  leave(live: LiveRoute): void {
    if (this.#own !== null && this.isOwn(live)) return this.#own.leave(live);
    const entry = live.layer === null ? (live.origin ?? live) : live;
    this.#copies?.delete(entry);
    const gone = this.#ownsGone ? (this.#gone as Set<LiveRoute>) : new Set(this.#gone);
    this.#gone = gone.add(entry);
    this.#ownsGone = true;
    this.#findOnly();
  }

  /** The active Route for a request that is tried first. */
  match(request: HttpRequest, inspector: Inspector): Choice | null {
    if (this.#only !== null) return this.#only.match(request, inspector);
    const search = new Search<Choice, LiveRoute>(inspector.inspect(request));
    this.#own?.search(search, request.method);
    for (const { layer, isHome } of this.#below) {
      search.lens = isHome ? this.#atHome : this.#abroad;
      layer.search(search, request.method);
      if (isHome) continue;
      search.lens = (entry) => (knowsMethod(entry, request.method) ? this.#abroad(entry) : null);
      layer.searchInactive(search);
    }
    return search.best === null ? null : this.#chosenHere(search.best);
  }

  each(): Layer[] {
    const below = this.#below.map(({ layer }) => layer);
    return this.#own === null ? below : [this.#own, ...below];
  }

  /** Those that are to be seen here: as they are here, for somebody who counts nothing. */
  *shown(entries: Iterable<LiveRoute>): Generator<LiveRoute> {
    for (const entry of entries) if (!entry.isHidden && !this.#gone.has(entry)) yield this.#shown(entry);
  }

  #shown(entry: LiveRoute): LiveRoute {
    return this.#isForeign(entry) ? (this.#copies?.get(entry) ?? copy(entry)) : entry;
  }

  #findOnly(): void {
    const [below] = this.#below;
    if (below === undefined) this.#only = this.#own;
    else if (this.#below.length === 1 && below.isHome && this.#own === null && this.#gone.size === 0) {
      this.#only = below.layer;
    } else this.#only = null;
  }

  #isForeign({ layer }: LiveRoute): boolean {
    return layer !== this.#own && this.#below.some((below) => below.layer === layer && !below.isHome);
  }

  #copyOf(entry: LiveRoute): LiveRoute {
    this.#copies ??= new Map();
    const known = this.#copies.get(entry);
    if (known !== undefined) return known;
    const made = copy(entry);
    this.#copies.set(entry, made);
    return made;
  }

  readonly #atHome = (entry: LiveRoute): LiveRoute | null => (this.#gone.has(entry) ? null : entry);

  /** A Route of another world: itself as long as it was used in neither, since then both are the same. */
  readonly #abroad = (entry: LiveRoute): LiveRoute | null => {
    if (this.#gone.has(entry)) return null;
    const known = this.#copies?.get(entry);
    if (known !== undefined) return known;
    return entry.usedCount === 0 ? entry : this.#copyOf(entry);
  };

  /** What was chosen, with the counts of this world. */
  #chosenHere(choice: Choice): Choice {
    if (!this.#isForeign(choice.live)) return choice;
    const live = this.#copyOf(choice.live);
    if (choice === choice.live) return live;
    const candidates = choice.candidates.flatMap((candidate) => {
      const same = live.responses[choice.live.responses.indexOf(candidate)];
      return same === undefined ? [] : [same];
    });
    return { ...choice, live, candidates };
  }

  /** Those of all layers behind an order, in theirs. */
  *#merged(behind: number): Generator<LiveRoute, void, undefined> {
    const walks = this.each().map((layer) => new Walk(layer, behind, (entry) => !this.#gone.has(entry)));
    for (;;) {
      const [first, ...others] = walks.filter(({ next }) => next !== null);
      if (first === undefined) return;
      const walk = others.reduce((best, each) => (orderOf(each) < orderOf(best) ? each : best), first);
      const entry = walk.next;
      walk.step();
      if (entry !== null && !this.#gone.has(entry)) yield this.#shown(entry);
    }
  }
}

const NOTHING: FrozenLayers = { layers: [], gone: new Set() };

/** One layer, as far as it was walked. */
class Walk {
  next: LiveRoute | null = null;
  readonly #entries: Iterator<LiveRoute>;
  readonly #behind: number;
  readonly #isShown: (entry: LiveRoute) => boolean;

  constructor(layer: Layer, behind: number, isShown: (entry: LiveRoute) => boolean) {
    this.#entries = layer.list[Symbol.iterator]();
    this.#behind = behind;
    this.#isShown = isShown;
    this.step();
  }

  step(): void {
    for (;;) {
      const { done, value } = this.#entries.next();
      this.next = done ? null : value;
      if (done || (value.order > this.#behind && this.#isShown(value))) return;
    }
  }
}

function orderOf({ next }: Walk): number {
  return next?.order ?? Number.POSITIVE_INFINITY;
}

function knowsMethod({ route }: LiveRoute, method: string): boolean {
  return route.methods === null || route.methods.includes(method);
}

/** The same Route, with nothing counted. */
function copy(entry: LiveRoute): LiveRoute {
  const made = new LiveRoute(entry.route);
  made.origin = entry;
  made.order = entry.order;
  made.rank = entry.rank;
  return made;
}
