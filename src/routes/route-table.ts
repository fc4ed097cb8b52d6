import type { MatchBudget } from "../matching/pattern-guard.ts";
import type { LiveRoute } from "./live-route.ts";

/** The Routes in the order in which they are tried. */
export class RouteTable implements Iterable<LiveRoute> {
  #routes: LiveRoute[] = [];
  readonly #byId = new Map<string, LiveRoute>();
  #formReaders = 0;
  #totalSize = 0;

  get size(): number {
    return this.#routes.length;
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
    return this.#routes[Symbol.iterator]();
  }

  get(id: string): LiveRoute | undefined {
    return this.#byId.get(id);
  }

  /** Adds a Route that is tried last. Its id must be free. */
  add(live: LiveRoute): void {
    this.#routes.push(live);
    this.#enter(live);
  }

  /** Puts a Route in the place of another, under its own id, which must be free or the other's. */
  replace(old: LiveRoute, live: LiveRoute): void {
    this.#leave(old);
    this.#routes[this.#routes.indexOf(old)] = live;
    this.#enter(live);
  }

  remove(live: LiveRoute): void {
    this.#leave(live);
    this.#routes.splice(this.#routes.indexOf(live), 1);
  }

  clear(): void {
    this.#routes = [];
    this.#byId.clear();
    this.#formReaders = 0;
    this.#totalSize = 0;
  }

  /** The first active Route for this method and this (decoded) path. */
  match(method: string, path: string, budget: MatchBudget): LiveRoute | undefined {
    return this.#routes.find(
      (live) => live.route.method === method && live.isActive && live.route.path.matches(path, budget),
    );
  }

  #enter(live: LiveRoute): void {
    this.#byId.set(live.route.id, live);
    this.#totalSize += live.route.size;
    if (live.route.auth?.readsForm) this.#formReaders += 1;
  }

  #leave(live: LiveRoute): void {
    this.#byId.delete(live.route.id);
    this.#totalSize -= live.route.size;
    if (live.route.auth?.readsForm) this.#formReaders -= 1;
  }
}
