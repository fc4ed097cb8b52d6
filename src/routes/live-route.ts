import type { CompiledResponse } from "../responses/response.ts";
import type { PathPattern } from "../matching/path-pattern.ts";
import type { Indexed } from "./path-index.ts";
import type { CompiledRoute } from "./route.ts";

/** Counts to start from. */
export interface Counts {
  readonly usedCount: number;
  /** The count of the Response with this id, if there was one. */
  response(id: string): { readonly usedCount: number } | undefined;
}

/** What was chosen: made once for each Response, and shared by all requests that choose it. */
export interface Matched {
  readonly kind: "matched";
  readonly live: LiveRoute;
  readonly response: CompiledResponse;
}

/** A Response with its count. */
export class LiveResponse implements Matched {
  readonly kind = "matched";
  readonly live: LiveRoute;
  readonly response: CompiledResponse;
  usedCount: number;

  constructor(live: LiveRoute, response: CompiledResponse, usedCount: number) {
    this.live = live;
    this.response = response;
    this.usedCount = usedCount;
  }

  get isActive(): boolean {
    return this.usedCount < this.response.repeat;
  }

  toJson(): string {
    return `${this.response.definition},"used_count":${this.usedCount},"is_active":${this.isActive}}`;
  }
}

/** A Route with its counts: the compiled Route never changes, and all that does is here. */
export class LiveRoute implements Counts, Indexed {
  readonly route: CompiledRoute;
  readonly path: PathPattern;
  /** Its place in the order of the table; the table gives it. */
  rank = 0;
  readonly responses: readonly LiveResponse[];
  #usedCount: number;
  #active: readonly LiveResponse[];
  /** Made when it is first asked for: most Routes are never asked for a Response by its id. */
  #byId: ReadonlyMap<string, LiveResponse> | undefined;

  constructor(route: CompiledRoute, counts?: Counts) {
    this.route = route;
    this.path = route.path;
    this.#usedCount = counts?.usedCount ?? 0;
    this.responses = route.responses.map(
      (response) => new LiveResponse(this, response, counts?.response(response.id)?.usedCount ?? 0),
    );
    this.#active = this.responses.filter((response) => response.isActive);
  }

  get usedCount(): number {
    return this.#usedCount;
  }

  get isActive(): boolean {
    return this.#active.length > 0;
  }

  response(id: string): LiveResponse | undefined {
    this.#byId ??= new Map(this.responses.map((live) => [live.response.id, live]));
    return this.#byId.get(id);
  }

  /** Chooses a Response and counts it, in one step that nothing can come between. The Route must be active. */
  choose(random: () => number): Matched {
    const chosen = this.route.select(this.#active as [LiveResponse, ...LiveResponse[]], random);
    this.#usedCount += 1;
    chosen.usedCount += 1;
    if (!chosen.isActive) this.#active = this.#active.filter((response) => response !== chosen);
    return chosen;
  }

  responsesToJson(): string {
    return `[${this.responses.map((response) => response.toJson()).join(",")}]`;
  }

  toJson(): string {
    const counts = `"used_count":${this.usedCount},"is_active":${this.isActive}`;
    return `${this.route.definition},"responses":${this.responsesToJson()},${counts}}`;
  }
}
