import type { Inspection, KnownMachine } from "../matching/inspection.ts";
import type { CompiledResponse } from "../responses/response.ts";

/** Counts to start from. */
export interface Counts {
  readonly usedCount: number;
  /** The count of the Response with this id, if there was one. */
  response(id: string): { readonly usedCount: number } | undefined;
}

/** What was asked of a Route. */
export interface Seen {
  /** How often it answered. */
  served: number;
  /** How often a request was not authorized. */
  refused: number;
  /** How often a template failed. */
  failed: number;
  /** Which request of the world was the first; 0: there was none. */
  first: number;
}

/** What a scenario knows of a request. */
export interface Turn {
  readonly machine: ScenarioMachine;
  /** Which answer it is, for the key if there are keys: 1 for the first. */
  readonly nth: number;
}

/** The state machine of a key, in the memory of a world. */
export interface ScenarioMachine extends KnownMachine {
  readonly key: string;
  state: string;
  count(route: string, response: string): void;
}

/** By which Route and Response a request is answered: their ids. Made once, and shared by all requests that have it. */
export interface Chosen {
  readonly route: string | null;
  readonly response: string | null;
}

/** The Route of a Response, as far as that looks at it. */
export interface ResponseOwner {
  readonly route: { readonly id: string };
  /** Whether each key of its scenario has counts of its own. */
  readonly isKeyed: boolean;
}

/** A Response with its count. */
export class ResponseOf<Owner extends ResponseOwner> {
  readonly live: Owner;
  readonly response: CompiledResponse;
  usedCount: number;
  #chosen: Chosen | undefined;

  constructor(live: Owner, response: CompiledResponse, usedCount: number) {
    this.live = live;
    this.response = response;
    this.usedCount = usedCount;
  }

  get turn(): null {
    return null;
  }

  get kind(): "matched" {
    return "matched";
  }

  get chosen(): Chosen {
    this.#chosen ??= { route: this.live.route.id, response: this.response.id };
    return this.#chosen;
  }

  /** Of a Route whose scenario has keys: whether a new key could be served, which it always can. */
  get isActive(): boolean {
    return this.live.isKeyed || this.usedCount < this.response.repeat;
  }

  toJson(): string {
    const { id, definition } = this.response;
    return `{"id":"${id}",${definition},"used_count":${this.usedCount},"is_active":${this.isActive}}`;
  }
}

/** Those of these Responses that may be served. */
export function judgeAll<R extends { readonly response: CompiledResponse }>(
  responses: readonly R[],
  inspection: Inspection,
): { candidates: readonly R[]; isUnread: boolean } {
  let isUnread = false;
  const candidates = responses.filter(({ response: { when } }) => {
    const judgement = when === null ? true : when.judge(inspection);
    if (judgement === "unread") isUnread = true;
    return judgement !== false;
  });
  return { candidates, isUnread };
}
