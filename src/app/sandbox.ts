import { type Outcome, decide, isMiss, matchRoute } from "../engine/decide.ts";
import { type Reply, missText, respond } from "../engine/respond.ts";
import type { World } from "../engine/world.ts";
import { TricksterError } from "../errors.ts";
import { explanationsToJson, missMessage } from "../explain/explain-json.ts";
import { type Explanation, nearestRoutes, withFixes } from "../explain/explain.ts";
import { type Finding, findingsOf } from "../explain/lint.ts";
import { suggestRoute } from "../explain/suggest-route.ts";
import { type DescribedRequest, requestOf } from "../http/described-request.ts";
import type { HttpRequest } from "../http/request.ts";
import type { Chosen, Entry } from "../journal/entry.ts";
import { type JsonNode, type JsonObject, stringifyJson } from "../json/json-node.ts";
import type { LiveRoute } from "../routes/live-route.ts";
import { isFallback } from "../routes/route.ts";
import type { Snapshot } from "../routes/route-table.ts";
import { type Steps, runAtOnce, runInTurns } from "../routes/steps.ts";
import { MissAnswers, type MissOptions } from "./miss-answers.ts";
import type { MissLog } from "./miss-log.ts";
import { Requests, type RequestsOptions } from "./requests.ts";
import { type OnGone, type Verdict, Verifier } from "./verify/verifier.ts";
import type { VerificationDefinition } from "./verify/verify-schema.ts";
import type { RouteBook } from "./route-book.ts";

export interface SandboxOptions extends MissOptions, RequestsOptions {
  readonly misses: MissLog;
  /** Whether a request is answered by the internal API, and by no Route. */
  readonly isInternal: (method: string, path: string) => boolean;
}

/** What can be set back while the Routes stay. */
export const resetParts = ["counters", "requests"] as const;

export type ResetPart = (typeof resetParts)[number];

/** One world: its Routes, and what it says of requests. */
export class Sandbox {
  readonly world: World;
  readonly routes: RouteBook;
  readonly requests: Requests;
  readonly #options: SandboxOptions;
  readonly #verifier: Verifier;
  readonly #missAnswers: MissAnswers;

  constructor(world: World, routes: RouteBook, options: SandboxOptions) {
    this.world = world;
    this.routes = routes;
    this.requests = new Requests(world, options);
    this.#verifier = new Verifier(world, options);
    this.#options = options;
    this.#missAnswers = new MissAnswers(world, options);
  }

  /** The Route that would answer; nothing is counted. Throws a 404 if there is none. */
  matchRoute(described: DescribedRequest): LiveRoute {
    const request = this.#read(described);
    const live = matchRoute(this.world, request);
    if (live === undefined) throw new TricksterError(404, missText(request.method, request.path));
    return live;
  }

  /**
   * Why a request is answered as it is, as JSON: the Route that would answer, or the nearest and what is wrong with each.
   * Nothing is counted. `description`: the request as it was written down, which fixes refer to.
   */
  explain(described: DescribedRequest, description: JsonObject): string {
    const request = this.#read(described);
    const { method, path } = request;
    const live = matchRoute(this.world, request);
    if (live !== undefined && !isFallback(live.route)) return explainHit(live, method, path);
    const nearest = nearestRoutes(this.world, request);
    const explanations = withFixes(nearest, request, { guard: this.world.guard, description });
    const whole = missText(method, path);
    const message = live === undefined ? whole : `${whole.slice(0, -1)} but the fallback "${live.route.id}".`;
    return explanationText(false, missMessage(message, nearest, false), explanations);
  }

  /** What is most likely not meant, of all Routes; in turns with other work. */
  lint(): Promise<Finding[]> {
    return runInTurns(lintAll(this.world), this.#options.turn);
  }

  /** What there is to say of the definition of a Route. */
  findingsOf(live: LiveRoute): Finding[] {
    return findingsOf(live, this.world, { ofDefinition: true });
  }

  /** A Route that would match a request, as JSON. */
  suggestRoute(request: HttpRequest): string {
    return stringifyJson(suggestRoute(request));
  }

  /** Whether what must have come has come, see `Verifier`. */
  verify(definition: VerificationDefinition, onGone: OnGone): Promise<Verdict> {
    return this.#verifier.verify(definition, onGone);
  }

  /** Goes back to the state in which it started. */
  async reset(): Promise<void> {
    await this.routes.inTurns(this.routes.reset());
    this.#forget();
  }

  /** The same, in one step. */
  resetAtOnce(): void {
    runAtOnce(this.routes.reset());
    this.#forget();
  }

  /** Sets back only some of what it remembers; the Routes stay. */
  resetOnly(parts: readonly ResetPart[]): void {
    if (parts.includes("counters")) this.routes.resetCounters();
    if (parts.includes("requests")) this.forgetRequests();
  }

  /** Forgets all requests, and how often each Route was asked for. */
  forgetRequests(): void {
    this.requests.clear();
    this.#verifier.wake();
    for (const { seen } of this.world.routes) Object.assign(seen, { served: 0, refused: 0, first: 0 });
    this.world.arrivals = 0;
  }

  /** Whether somebody reads a stream of it, or waits for a verification. */
  get isBusy(): boolean {
    return this.requests.hasStreams || this.#verifier.isBusy;
  }

  /** Its Routes as they are, for another world to start from. */
  snapshot(): Promise<Snapshot> {
    return this.routes.snapshot();
  }

  /** Ends what waits or goes on without end: since Trickster stops, or since this world is gone with all that it has. */
  end(reason: "stopped" | "gone"): void {
    this.requests.endStreams();
    this.#verifier.end(reason);
    if (reason === "stopped") return;
    this.world.journal?.clear();
    this.routes.release();
  }

  #forget(): void {
    this.world.journal?.clear();
    this.#verifier.wake();
    this.world.arrivals = 0;
  }

  /** Answers a mocked request. A promise only if the body must be read first. */
  answer(request: HttpRequest): Reply | Promise<Reply> {
    const outcome = decide(this.world, request);
    return outcome === "unread" ? this.#readAndAnswer(request) : this.#respond(request, outcome);
  }

  #readAndAnswer(request: HttpRequest): Promise<Reply> {
    return request.loadBody(this.#options.maxBody).then(() => {
      const outcome = decide(this.world, request);
      if (outcome === "unread") throw new TypeError("a body that was read is asked for again");
      return this.#respond(request, outcome);
    });
  }

  #respond(request: HttpRequest, outcome: Outcome): Reply | Promise<Reply> {
    const entry = this.#record(request, outcome);
    if (isMiss(outcome)) this.#options.misses.miss(request.method, request.path);
    if (outcome.kind === "unmatched") return this.#respondToMiss(request, outcome, entry);
    if (entry !== null) {
      if (entry.outcome === "unmatched") this.#missAnswers.explainFallback(request, entry);
      keepBody(request, entry);
    }
    return respond(outcome, request, { random: this.world.random, entry });
  }

  #respondToMiss(request: HttpRequest, outcome: Outcome, entry: Entry | null): Reply | Promise<Reply> {
    const answer = this.#missAnswers.answer(request);
    if (answer instanceof Promise) {
      return answer.then((given) => {
        if (entry !== null) keepBody(request, entry);
        return { answer: given, delay: 0, outcome, entry };
      });
    }
    if (entry !== null) keepBody(request, entry);
    return { answer, delay: 0, outcome, entry };
  }

  #record({ head }: HttpRequest, outcome: Outcome): Entry | null {
    const { journal } = this.world;
    if (journal === null) return null;
    if (outcome.kind === "unmatched") return journal.record(head, "unmatched", NOTHING);
    if (outcome.kind === "unauthorized") return journal.record(head, "unauthorized", outcome.live.refusal);
    return journal.record(head, isMiss(outcome) ? "unmatched" : "matched", outcome.chosen);
  }

  #read(described: DescribedRequest): HttpRequest {
    const request = requestOf(described);
    const { method, path } = request;
    if (!this.#options.isInternal(method, path)) return request;
    throw new TricksterError(404, `${method} ${path} is an internal endpoint.`);
  }
}

const NOTHING: Chosen = { route: null, response: null };

/** Keeps the body that a request has, or what is still to come of it. */
function keepBody(request: HttpRequest, entry: Entry): void {
  const { body } = request;
  if (body !== undefined) return entry.takeBody(body.bytes);
  entry.startBody();
  request.source.followBody(
    (piece) => entry.addBody(piece),
    () => entry.endBody(),
  );
}

function explainHit(live: LiveRoute, method: string, path: string): string {
  const hit = { live, score: 1, failures: [], fixRoute: undefined, fixRequest: undefined };
  return explanationText(true, `The Route "${live.route.id}" matches ${method} ${path}.`, [hit]);
}

function explanationText(matched: boolean, message: string, explanations: readonly Explanation[]): string {
  return stringifyJson(
    new Map<string, JsonNode>([
      ["matched", matched],
      ["message", message],
      ["explain", explanationsToJson(explanations)],
    ]),
  );
}

/** More than these nobody reads. */
const MOST_FINDINGS = 10_000;

/** Routes that are looked at in one turn. */
const LINTED_AT_ONCE = 100;

function* lintAll(world: World): Steps<Finding[]> {
  const findings: Finding[] = [];
  let count = 0;
  for (const live of world.routes) {
    count += 1;
    if (count % LINTED_AT_ONCE === 0) yield;
    findings.push(...findingsOf(live, world));
    if (findings.length >= MOST_FINDINGS) break;
  }
  return findings;
}
