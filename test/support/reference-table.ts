/** A Route as the naive model knows it. */
export interface ReferenceRoute {
  readonly id: string;
  readonly method: string | readonly string[];
  readonly priority?: number;
  readonly fallback?: boolean;
  readonly path: string;
  /** How often each Response may still be served. */
  readonly left: readonly number[];
}

type Entered = Omit<ReferenceRoute, "left"> & { readonly regex: RegExp; readonly left: number[] };

/**
 * What the contract says about which Route answers, in the plainest way: an array that is walked from its start, one
 * regular expression after the other. What Trickster does to be fast must not be seen from outside.
 */
export class ReferenceTable {
  #routes: Entered[] = [];

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

  #find(method: string, path: string): Entered | undefined {
    return this.#routes
      .toSorted((a, b) => Number(a.fallback ?? false) - Number(b.fallback ?? false) || priorityOf(b) - priorityOf(a))
      .find((route) => knows(route, method) && route.left.some((left) => left > 0) && route.regex.test(path));
  }
}

const priorityOf = ({ priority = 0 }: ReferenceRoute): number => priority;

function knows({ method: known }: ReferenceRoute, method: string): boolean {
  return known === "ANY" || (typeof known === "string" ? known === method : known.includes(method));
}

const PLACEHOLDER = /\{(\w+)(?::(\w+))?\}/g;

function enter(route: ReferenceRoute): Entered {
  const path = route.path.replaceAll(PLACEHOLDER, (_, __, type) => (type === "integer" ? "-?[0-9]+" : "[^/]+"));
  return { ...route, regex: new RegExp(`^(?:${path})$`, "u"), left: [...route.left] };
}
