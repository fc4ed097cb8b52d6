/** A Route as the naive model knows it. */
export interface ReferenceRoute {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** How often each Response may still be served. */
  readonly left: readonly number[];
}

/**
 * What the contract says about which Route answers, in the plainest way: an array that is walked from its start, one
 * regular expression after the other. What Trickster does to be fast must not be seen from outside.
 */
export class ReferenceTable {
  #routes: { id: string; method: string; regex: RegExp; left: number[] }[] = [];

  get ids(): string[] {
    return this.#routes.map(({ id }) => id);
  }

  add(route: ReferenceRoute): void {
    this.#routes.push(enter(route));
  }

  replace(id: string, route: ReferenceRoute): void {
    this.#routes = this.#routes.map((known) => (known.id === id ? enter(route) : known));
  }

  remove(id: string): void {
    this.#routes = this.#routes.filter((known) => known.id !== id);
  }

  clear(): void {
    this.#routes = [];
  }

  /** The Route that would answer. */
  match(method: string, path: string): string | undefined {
    return this.#find(method, path)?.id;
  }

  /** Serves the first Response that is left: "route/index". */
  serve(method: string, path: string): string | undefined {
    const route = this.#find(method, path);
    if (route === undefined) return undefined;
    const index = route.left.findIndex((left) => left > 0);
    route.left[index] = (route.left[index] ?? 0) - 1;
    return `${route.id}/${index}`;
  }

  #find(method: string, path: string) {
    return this.#routes.find(
      (route) => route.method === method && route.left.some((left) => left > 0) && route.regex.test(path),
    );
  }
}

function enter({ id, method, path, left }: ReferenceRoute) {
  return { id, method, regex: new RegExp(`^(?:${path})$`, "u"), left: [...left] };
}
