import { hashText } from "../dice.ts";
import type { CompiledResponse } from "../responses/response.ts";
import type { Inspection, Judgement, Subject } from "../matching/inspection.ts";
import type { Selector } from "../matching/selector.ts";
import type { PathPattern } from "../matching/path-pattern.ts";
import { type Operation, operationOf, readsBody } from "../resources/operation.ts";
import { idOf } from "../resources/resource.ts";
import type { Indexed } from "./path-index.ts";
import type { Listed } from "./ranked-list.ts";
import {
  type Chosen,
  type Counts,
  ResponseOf,
  type ScenarioMachine,
  type Seen,
  type Turn,
  judgeAll,
} from "./live-response.ts";
import { type CompiledRoute, hidesResponses } from "./route.ts";
import { TemplateError } from "../templates/template-error.ts";

/** A Response of a Route with its count. */
export type LiveResponse = ResponseOf<LiveRoute>;

/** What was chosen: made once for each Response, and shared by all requests that choose it. */
export interface Matched {
  readonly kind: "matched";
  readonly live: LiveRoute;
  readonly response: CompiledResponse;
  readonly chosen: Chosen;
  /** Of a Route with a scenario: the machine of the request's key, and which answer for that it is. */
  readonly turn: Turn | null;
}

/** A Response, with its count for one key. */
interface Keyed {
  readonly live: LiveResponse;
  readonly response: CompiledResponse;
  readonly usedCount: number;
}

/** A Route that a request may get its answer from, and the Responses that may be chosen for it. */
export interface Choice {
  readonly live: LiveRoute;
  readonly candidates: readonly LiveResponse[];
  /** Whether the body has to be read before it is known if it is one. */
  readonly isUnread: boolean;
  /** The key of the Route's scenario; `null`: the Route has none. */
  readonly key: string | null;
  /** Why the key is not known, if its template fails. */
  readonly failure?: TemplateError;
  /** What the collection of the Route does, if none of its Responses answers. */
  readonly operation?: Operation;
}

/** What a Route knows of a request, see `LiveRoute.look`. */
export interface Look {
  /** The key of its scenario; `null`: it has none. */
  readonly key: string | null;
  readonly open: readonly LiveResponse[];
  readonly countOf: (response: LiveResponse) => number;
  /** Whether the body has to be read before its key is known. */
  readonly isUnread?: boolean;
  /** Why its key is not known, if its template fails. */
  readonly failure?: TemplateError;
}

/** What finds a Route. */
export interface RouteHome {
  /** Stops trying a Route that is not active any more. */
  retire(live: LiveRoute): void;
}

/** A Route with its counts: the compiled Route never changes, and all that does is here. */
export class LiveRoute implements Counts, Choice, Indexed<Choice>, Listed<LiveRoute> {
  readonly route: CompiledRoute;
  readonly responses: readonly LiveResponse[];
  /** When it was added, and when it is tried; the table gives both, and knows the neighbours. */
  order = 0;
  rank = 0;
  /** Where it is found; `null`: it stands for one that is. */
  layer: RouteHome | null = null;
  /** The Route of another world that it stands for. */
  origin: LiveRoute | null = null;
  /** Whether it is of a batch that is not complete yet, and answers nothing. */
  isHidden = false;
  previous: LiveRoute | null = null;
  next: LiveRoute | null = null;
  isListed = false;
  /** Whether it stands in the place of a default Route. */
  isDefault = false;
  readonly #hasWhen: boolean;
  /** Whether a Response needs the body for its answer. */
  readonly #readsBody: boolean;
  #usedCount: number;
  /** What was asked of it since the requests were last forgotten, whatever became of its counts meanwhile. */
  readonly seen: Seen;
  /** The same array as `responses`, as long as all are active. */
  #active: readonly LiveResponse[];
  /** Made when it is first asked for: most Routes are never asked for a Response by its id. */
  #byId: ReadonlyMap<string, LiveResponse> | undefined;
  #alone: Chosen | undefined;
  #hash: number | undefined;

  constructor(route: CompiledRoute, counts?: Counts, seen: Seen = { served: 0, refused: 0, failed: 0, first: 0 }) {
    this.route = route;
    this.seen = seen;
    this.#usedCount = counts?.usedCount ?? 0;
    this.responses = route.responses.map(
      (response) => new ResponseOf<LiveRoute>(this, response, counts?.response(response.id)?.usedCount ?? 0),
    );
    this.#hasWhen = route.responses.some(({ when }) => when !== null);
    this.#readsBody = route.responses.some(({ template }) => template?.readsBody === true);
    this.#active = this.responses;
    this.#findActive();
  }

  get path(): PathPattern {
    return this.route.path;
  }

  get live(): LiveRoute {
    return this;
  }

  get candidates(): readonly LiveResponse[] {
    return this.#active;
  }

  get isUnread(): boolean {
    return false;
  }

  get key(): null {
    return null;
  }

  /** Whether each key of its scenario has counts of its own. */
  get isKeyed(): boolean {
    return this.route.scenario !== null && this.route.scenario.keyOf !== null;
  }

  /** Its id as a number, from which its chance comes. */
  get hash(): number {
    this.#hash ??= hashText(this.route.id);
    return this.#hash;
  }

  /** What is chosen if the Route answers by none of its Responses. */
  get alone(): Chosen {
    this.#alone ??= { route: this.route.id, response: null };
    return this.#alone;
  }

  get selector(): Selector | null {
    return this.route.match?.selector ?? null;
  }

  get plain(): Choice | null {
    const { match, scenario, resource } = this.route;
    if (scenario !== null || resource !== null) return null;
    return match === null && !this.#hasWhen && !this.#readsBody && !this.isHidden && this.isActive ? this : null;
  }

  judge(inspection: Inspection): Choice | null {
    if (this.isHidden || !this.isActive) return null;
    const { match, path } = this.route;
    inspection.lookAs(path);
    const judgement = match === null ? true : match.judge(inspection);
    if (judgement === false) return null;
    const choice = this.#active.length === 0 ? null : this.#judgeResponses(inspection, judgement);
    return choice ?? this.#judgeResource(inspection, judgement === "unread");
  }

  #judgeResponses(inspection: Inspection, judgement: Judgement): Choice | null {
    if (this.route.scenario !== null) return this.#judgeScenario(inspection, judgement === "unread");
    if (this.#hasWhen) inspection.subject = this.#subject(this.#usedCount, undefined);
    const needsBody = this.#readsBody && inspection.request.body === undefined;
    if (!this.#hasWhen) {
      return judgement === true && !needsBody
        ? this
        : { live: this, candidates: this.#active, isUnread: true, key: null };
    }
    const { candidates, isUnread } = judgeAll(this.#active, inspection);
    if (candidates.length === 0) return null;
    return { live: this, candidates, isUnread: isUnread || needsBody || judgement === "unread", key: null };
  }

  #judgeResource(inspection: Inspection, isUnread: boolean): Choice | null {
    const { resource } = this.route;
    if (resource === null) return null;
    const { request } = inspection;
    const operation = operationOf(request.method, idOf(resource, inspection));
    if (operation === null) return null;
    const needsBody = readsBody(operation) && request.body === undefined;
    return { live: this, candidates: NO_RESPONSES, isUnread: isUnread || needsBody, key: null, operation };
  }

  /**
   * What it knows of a request whose path it matches: the Responses that were not served as often as they may be, for
   * the key of its scenario if it has keys. From then on, conditions may ask for its state.
   */
  look(inspection: Inspection): Look {
    const { scenario, id } = this.route;
    if (scenario === null) {
      inspection.subject = this.#subject(this.#usedCount, undefined);
      return { key: null, open: this.#active, countOf: ({ usedCount }) => usedCount };
    }
    const { keyOf, name, start } = scenario;
    const all = { open: this.#active, countOf: ({ usedCount }: LiveResponse) => usedCount };
    if (keyOf?.readsBody === true && inspection.request.body === undefined) return { ...all, key: "", isUnread: true };
    const key = keyOf === null ? "" : attempt(() => keyOf.render(inspection));
    if (key instanceof TemplateError) return { ...all, key: "", failure: key };
    const machine = inspection.surroundings.machine(name, key);
    const state = machine?.state ?? start;
    if (keyOf === null) {
      inspection.subject = this.#subject(this.#usedCount, state);
      return { ...all, key };
    }
    const counts = machine?.countsOf(id);
    const countOf = ({ response }: LiveResponse): number => counts?.responses.get(response.id) ?? 0;
    inspection.subject = this.#subject(counts?.used ?? 0, state);
    return { key, open: this.#active.filter((each) => countOf(each) < each.response.repeat), countOf };
  }

  #subject(used: number, state: string | undefined): Subject {
    return { nth: used + 1, state, toJson: () => this.toJson() };
  }

  #judgeScenario(inspection: Inspection, isUnread: boolean): Choice | null {
    const { key, open, failure, isUnread: isKeyUnread = false } = this.look(inspection);
    if (failure !== undefined) return { live: this, candidates: open, isUnread, key, failure };
    if (isKeyUnread) return { live: this, candidates: open, isUnread: true, key };
    const judged = judgeAll(open, inspection);
    if (judged.candidates.length === 0) return null;
    const needsBody = this.#readsBody && inspection.request.body === undefined;
    return { live: this, candidates: judged.candidates, isUnread: isUnread || judged.isUnread || needsBody, key };
  }

  giveUp(pattern: string): void {
    this.route.onPatternExpired(this.route.id, pattern);
  }

  get usedCount(): number {
    return this.#usedCount;
  }

  get isActive(): boolean {
    return this.#active.length > 0 || this.route.resource !== null;
  }

  response(id: string): LiveResponse | undefined {
    this.#byId ??= new Map(this.responses.map((live) => [live.response.id, live]));
    return this.#byId.get(id);
  }

  /** Takes the counts over from the same Route in another table. */
  takeCounts(from: LiveRoute): void {
    Object.assign(this.seen, from.seen);
    if (from.usedCount === 0) return;
    this.#usedCount = from.usedCount;
    for (const [at, response] of this.responses.entries()) response.usedCount = from.responses[at]?.usedCount ?? 0;
    this.#findActive();
  }

  /** Adds what was counted elsewhere. No Response may have a `repeat`. */
  addCounts(count: number, countOf: (responseId: string) => number): void {
    this.#usedCount += count;
    this.seen.served += count;
    for (const live of this.responses) live.usedCount += countOf(live.response.id);
  }

  /** Starts to count again, and returns what was counted. */
  takeOut(): number[] {
    const counts = this.responses.map(({ usedCount }) => usedCount);
    this.#usedCount = 0;
    for (const live of this.responses) live.usedCount = 0;
    return counts;
  }

  /** Chooses one of its active Responses and counts it, in one step that nothing can come between. */
  choose(candidates: readonly LiveResponse[], random: () => number): Matched {
    const chosen = this.route.select(candidates as [LiveResponse, ...LiveResponse[]], random);
    this.#usedCount += 1;
    this.seen.served += 1;
    chosen.usedCount += 1;
    if (!chosen.isActive) this.#active = this.#active.filter((response) => response !== chosen);
    return chosen;
  }

  /** Counts an answer of its collection. */
  count(): void {
    this.#usedCount += 1;
    this.seen.served += 1;
  }

  /** The same for a key of its scenario: in its counts if there are keys, and for its state. */
  chooseFor(machine: ScenarioMachine, candidates: readonly LiveResponse[], random: () => number): Matched {
    if (!this.isKeyed) {
      const { response, chosen } = this.choose(candidates, random);
      return { kind: "matched", live: this, response, chosen, turn: { machine, nth: this.#usedCount } };
    }
    const { id } = this.route;
    const counts = machine.countsOf(id);
    const keyed = candidates.map((live) => ({
      live,
      response: live.response,
      usedCount: counts?.responses.get(live.response.id) ?? 0,
    }));
    const { live } = this.route.select(keyed as [Keyed, ...Keyed[]], random);
    this.#usedCount += 1;
    this.seen.served += 1;
    live.usedCount += 1;
    machine.count(id, live.response.id);
    const nth = machine.countsOf(id)?.used ?? 1;
    return { kind: "matched", live: this, response: live.response, chosen: live.chosen, turn: { machine, nth } };
  }

  responsesToJson(): string {
    return `[${this.responses.map((response) => response.toJson()).join(",")}]`;
  }

  toJson(): string {
    const { id, definition } = this.route;
    const counts = `"used_count":${this.usedCount},"is_active":${this.isActive}`;
    const responses = hidesResponses(this.route) ? "" : `"responses":${this.responsesToJson()},`;
    return `{"id":"${id}",${definition},${responses}${counts}}`;
  }

  #findActive(): void {
    if (!this.responses.every(({ isActive }) => isActive))
      this.#active = this.responses.filter(({ isActive }) => isActive);
  }
}

const NO_RESPONSES: readonly LiveResponse[] = [];

function attempt(work: () => string): string | TemplateError {
  try {
    return work();
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
}
