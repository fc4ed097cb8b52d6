import { type Outcome, decide, isMiss, matchRoute } from "../engine/decide.ts";
import { type Reply, missText, respond } from "../engine/respond.ts";
import { type World, createWorld } from "../engine/world.ts";
import { TricksterError } from "../errors.ts";
import { missMessage, explanationsToJson } from "../explain/explain-json.ts";
import { type Finding, findingsOf } from "../explain/lint.ts";
import { type Steps, runInTurns } from "../routes/steps.ts";
import { suggestRoute } from "../explain/suggest-route.ts";
import { type Explanation, nearestRoutes, withFixes } from "../explain/explain.ts";
import { type DescribedRequest, requestOf } from "../http/described-request.ts";
import type { HttpRequest } from "../http/request.ts";
import { type JsonNode, type JsonObject, stringifyJson } from "../json/json-node.ts";
import type { PatternGuard } from "../matching/pattern-guard.ts";
import type { LiveRoute } from "../routes/live-route.ts";
import { isFallback } from "../routes/route.ts";
import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";
import { type ExplainLevel, MissAnswers } from "./miss-answers.ts";
import { MissLog } from "./miss-log.ts";
import type { Peers } from "./peers.ts";
import { RouteBook, type RouteLimits } from "./route-book.ts";

export interface AppOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly newId: () => string;
  /** Lets something else have its turn. */
  readonly turn: () => Promise<void>;
  readonly guard: PatternGuard;
  readonly log: Log;
  /** What is wrong with a `body_file`, or `undefined` if it can be read. */
  readonly bodyFileFault: (path: string) => string | undefined;
  readonly limits: RouteLimits;
  /** How much the answer to a miss tells. */
  readonly explain: ExplainLevel;
  /** Whether other processes answer by the same Routes. */
  readonly hasPeers: boolean;
}

/** The one facade: library users, the internal API and the command line call the same methods. */
export class App {
  readonly routes: RouteBook;
  readonly limits: RouteLimits;
  readonly log: Log;
  readonly world: World;
  /** `null`: none, so that asking costs one comparison. */
  peers: Peers | null = null;
  /** Whether a request is answered by the internal API, and by no Route. */
  isInternal: (method: string, path: string) => boolean = () => false;
  readonly #misses: MissLog;
  readonly #missAnswers: MissAnswers;
  readonly #turn: () => Promise<void>;

  constructor({ clock, log, limits, random, guard, ...options }: AppOptions) {
    this.limits = limits;
    this.log = log;
    this.#turn = options.turn;
    this.world = createWorld({ now: () => clock.now(), random, guard });
    this.#misses = new MissLog(log, clock);
    this.#missAnswers = new MissAnswers(this.world, options.explain, limits.maxBody);
    this.routes = new RouteBook(this.world, {
      ...options,
      limits,
      onPatternExpired: warnOnce(log),
    });
  }

  /** The Route that would answer; nothing is counted. Throws a 404 if there is none. */
  matchRoute(described: DescribedRequest): LiveRoute {
    const request = requestOf(described);
    const { method, path } = request;
    if (this.isInternal(method, path)) throw new TricksterError(404, `${method} ${path} is an internal endpoint.`);
    const live = matchRoute(this.world, request);
    if (live === undefined) throw new TricksterError(404, missText(method, path));
    return live;
  }

  /**
   * Why a request is answered as it is, as JSON: the Route that would answer, or the nearest and what is wrong with each.
   * Nothing is counted. `description`: the request as it was written down, which fixes refer to.
   */
  explain(described: DescribedRequest, description: JsonObject): string {
    const request = requestOf(described);
    const { method, path } = request;
    if (this.isInternal(method, path)) throw new TricksterError(404, `${method} ${path} is an internal endpoint.`);
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
    return runInTurns(lintAll(this.world), this.#turn);
  }

  /** What there is to say of the definition of a Route. */
  findingsOf(live: LiveRoute): Finding[] {
    return findingsOf(live, this.world, { ofDefinition: true });
  }

  /** A Route that would match a request, as JSON. */
  suggestRoute(described: DescribedRequest): string {
    return stringifyJson(suggestRoute(requestOf(described)));
  }

  /** Answers a mocked request. A promise only if the body must be read first. */
  answer(request: HttpRequest): Reply | Promise<Reply> {
    const outcome = decide(this.world, request);
    return outcome === "unread" ? this.#readAndAnswer(request) : this.#respond(request, outcome);
  }

  #readAndAnswer(request: HttpRequest): Promise<Reply> {
    return request.loadBody(this.limits.maxBody).then(() => {
      const outcome = decide(this.world, request);
      if (outcome === "unread") throw new TypeError("a body that was read is asked for again");
      return this.#respond(request, outcome);
    });
  }

  #respond(request: HttpRequest, outcome: Outcome): Reply | Promise<Reply> {
    if (isMiss(outcome)) this.#misses.miss(request.method, request.path);
    if (outcome.kind !== "unmatched") return respond(outcome, request, this.world.random);
    const answer = this.#missAnswers.answer(request);
    if (!(answer instanceof Promise)) return { answer, delay: 0, outcome };
    return answer.then((given) => ({ answer: given, delay: 0, outcome }));
  }
}

/** Of more patterns nobody reads, and no client may fill the memory with them. */
const MOST_WARNINGS = 1000;

/** Names each pattern that takes too long once, however often it does. */
function warnOnce(log: Log): (route: string, path: string) => void {
  const warned = new Set<string>();
  return (route, path) => {
    if (warned.size >= MOST_WARNINGS || warned.has(path)) return;
    warned.add(path);
    log.warn("the path of a Route takes too long to match, and counts as not matching", { route, path });
  };
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
