import type { HttpRequest } from "../http/request.ts";
import type { Inspection, Inspector } from "../matching/inspection.ts";
import { type FrozenLayers, Layers } from "./layers.ts";
import { type Choice, LiveRoute } from "./live-route.ts";
import { variantsOf } from "./neighbourhood.ts";
import { Gathering } from "./path-index.ts";
import type { CompiledRoute } from "./route.ts";
import { STEP, type Steps } from "./steps.ts";

/** Of very many Routes of one path a miss looks at no more. */
const MOST_GATHERED = 50;

/** In a longer path nobody looks for one letter. */
const LONGEST_VARIED = 40;

/** Orders of the worlds above each other: those of an upper one come before all of the lower ones. */
const WORLD = 2 ** 30;

/** Worlds can stand above each other so often. */
export const MOST_WORLDS = 8;

/** From so many layers on, a table puts its own together. */
const MOST_LAYERS = 8;

/** The Routes of a world as they were at one moment: shared by all that start from it, and never changed. */
export interface Snapshot extends FrozenLayers {
  readonly size: number;
  readonly totalSize: number;
  /** How many worlds stand above each other. */
  readonly worlds: number;
}

/**
 * The Routes of a world in the order in which they are tried. To add, replace, remove or find one takes the same time
 * however many there are, and so does to start from those of another world.
 */
export class RouteTable implements Iterable<LiveRoute> {
  #layers: Layers;
  #nextOrder = 0;
  #size = 0;
  #totalSize = 0;
  #writtenRoutes = 0;
  #writtenSize = 0;
  #version = 0;
  readonly #worlds: number = 1;
  /** Batches that are being added. */
  #batches = 0;

  constructor(base?: Snapshot) {
    this.#layers = new Layers(base);
    if (base === undefined) return;
    this.#size = base.size;
    this.#totalSize = base.totalSize;
    this.#worlds = base.worlds + 1;
    this.#nextOrder = -base.worlds * WORLD;
  }

  /** Those of a batch that is being added included. */
  get size(): number {
    return this.#size;
  }

  /** Characters of all definitions together. */
  get totalSize(): number {
    return this.#totalSize;
  }

  /** How many Routes were written in this world, and how long their definitions are together. */
  get written(): { readonly routes: number; readonly size: number } {
    return { routes: this.#writtenRoutes, size: this.#writtenSize };
  }

  /** Another one after every change, counts aside. */
  get version(): number {
    return this.#version;
  }

  /** Whether a batch is being added: it is not to be seen yet, and so nothing can start from here. */
  get isFilling(): boolean {
    return this.#batches > 0;
  }

  /** How many worlds stand above each other, this one included. */
  get worlds(): number {
    return this.#worlds;
  }

  /** Its Routes as they are now, for another world to start from. */
  snapshot(): Snapshot {
    if (this.isFilling) throw new TypeError("a batch is being added");
    const frozen = this.#layers.freeze();
    return { ...frozen, size: this.#size, totalSize: this.#totalSize, worlds: this.#worlds };
  }

  /**
   * In their order. Routes may be added, replaced and removed meanwhile; each is shown as it is when its turn comes.
   */
  [Symbol.iterator](): Iterator<LiveRoute> {
    return this.#layers.all();
  }

  /** Those behind this one. */
  after(live: LiveRoute): Iterable<LiveRoute> {
    return this.#layers.after(live);
  }

  /** Those that were written in this world. */
  *own(): Generator<LiveRoute> {
    for (const live of this) if (live.origin === null) yield live;
  }

  get(id: string): LiveRoute | undefined {
    const found = this.#layers.find(id);
    return found === undefined || found.isHidden ? undefined : this.#layers.here(found);
  }

  /** Whether a Route has this id, or one that is being added. */
  isTaken(id: string): boolean {
    return this.#layers.find(id) !== undefined;
  }

  /** Adds a Route behind the others of this world, or at its place in the order of another table. Its id must be free. */
  add(live: LiveRoute, order = this.#nextOrder): void {
    const own = this.#enter(live, order);
    this.#nextOrder = Math.max(this.#nextOrder, order + 1);
    own.list.insert(live);
  }

  /**
   * Adds many Routes behind those that are there now, in steps; they answer from the end of the last one on, all at
   * once. If an id is taken none is added, and its index is returned.
   */
  *addAll(batch: readonly CompiledRoute[]): Steps<readonly LiveRoute[] | number> {
    this.#batches += 1;
    try {
      return yield* this.#addAll(batch);
    } finally {
      this.#batches -= 1;
    }
  }

  *#addAll(batch: readonly CompiledRoute[]): Steps<readonly LiveRoute[] | number> {
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
    const [own] = this.#layers.each();
    for (const live of added) {
      live.isHidden = false;
      own?.list.insert(live, added[live.order - from - 1] ?? null);
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
    const isOwn = this.#layers.isOwn(old);
    this.#leave(old);
    const own = this.#enter(live, old.order);
    if (isOwn) own.list.replace(old, live);
    else own.list.insert(live);
  }

  remove(live: LiveRoute): void {
    const [own] = this.#layers.each();
    if (this.#layers.isOwn(live)) own?.list.remove(live);
    this.#leave(live);
  }

  /** Stops trying a Route that is not active any more. */
  retire(live: LiveRoute): void {
    live.layer?.retire(live);
  }

  /** Some Routes that a request may be meant for: those with its path, whatever their method and state, then those near it. */
  *near(inspection: Inspection): Generator<LiveRoute> {
    const { path } = inspection.request;
    const layers = this.#layers.each();
    const known = yield* this.#gather(inspection, path);
    // Who has written a path out has meant it.
    if ([...known.values()].some((live) => live.path.literal !== null)) return;
    if (path.length <= LONGEST_VARIED) {
      for (const variant of variantsOf(path)) {
        if (layers.some((layer) => layer.hasLiteral(variant))) yield* this.#gather(inspection, variant, known);
      }
    }
    for (const layer of layers) yield* this.#unknown(layer.near(path), known);
  }

  /** Some Routes that match this path, whatever else they ask for. */
  withPath(path: string, inspection: Inspection): Iterable<LiveRoute> {
    return this.#gather(inspection, path);
  }

  /** The active Route for a request that is tried first. */
  match(request: HttpRequest, inspector: Inspector): Choice | null {
    return this.#layers.match(request, inspector);
  }

  /** Routes with this path that are not known yet. */
  *#gather(inspection: Inspection, path: string, known: Known = new Map()): Generator<LiveRoute, Known> {
    const gathering = new Gathering<LiveRoute>(inspection, path, MOST_GATHERED);
    for (const layer of this.#layers.each()) layer.gather(gathering);
    yield* this.#unknown(gathering.found, known);
    return known;
  }

  *#unknown(entries: Iterable<LiveRoute>, known: Known): Generator<LiveRoute> {
    for (const live of this.#layers.shown(entries)) {
      if (known.has(live.route.id)) continue;
      known.set(live.route.id, live);
      yield live;
    }
  }

  #enter(live: LiveRoute, order: number) {
    if (this.#layers.pile >= MOST_LAYERS) this.#putTogether();
    this.#count(1, live.route.size);
    this.#write(1, live.route.size);
    return this.#layers.enter(live, order);
  }

  #leave(live: LiveRoute): void {
    this.#count(-1, -live.route.size);
    if (live.layer !== null) this.#write(-1, -live.route.size);
    this.#layers.leave(live);
  }

  #count(routes: number, size: number): void {
    this.#version += 1;
    this.#size += routes;
    this.#totalSize += size;
  }

  #write(routes: number, size: number): void {
    this.#writtenRoutes += routes;
    this.#writtenSize += size;
  }

  /** Every layer that is searched costs time: so many are put into one. */
  #putTogether(): void {
    const layers = new Layers();
    this.#writtenRoutes = 0;
    this.#writtenSize = 0;
    for (const old of this) {
      const live = new LiveRoute(old.route, undefined, old.seen);
      live.takeCounts(old);
      live.isDefault = old.isDefault;
      live.origin = old.origin;
      layers.enter(live, old.order).list.insert(live);
      this.#write(1, live.route.size);
    }
    this.#layers = layers;
  }
}

/** Routes by their ids. */
type Known = Map<string, LiveRoute>;
