import { type Outcome, decide, isMiss, matchRoute } from "../engine/decide.ts";
import { type Reply, missText, respond } from "../engine/respond.ts";
import type { ClockChange } from "../engine/world-clock.ts";
import type { World } from "../engine/world.ts";
import { TricksterError } from "../errors.ts";
import { explanationsToJson, missMessage } from "../explain/explain-json.ts";
import { type Explanation, nearestRoutes, withFixes } from "../explain/explain.ts";
import { type Finding, findingsOf } from "../explain/lint.ts";
import { suggestRoute } from "../explain/suggest-route.ts";
import { type DescribedRequest, requestOf } from "../http/described-request.ts";
import { errorAnswer } from "../http/error-answer.ts";
import type { HttpRequest } from "../http/request.ts";
import type { MemorySnapshot } from "../memory/memory.ts";
import type { Entry, OutcomeName } from "../journal/entry.ts";
import { type JsonNode, type JsonObject, stringifyJson } from "../json/json-node.ts";
import { writeDateTime } from "../matching/date-time.ts";
import type { Chosen } from "../routes/live-response.ts";
import type { LiveRoute } from "../routes/live-route.ts";
import { isFallback } from "../routes/route.ts";
import type { Snapshot } from "../routes/route-table.ts";
import { type Steps, runAtOnce, runInTurns } from "../routes/steps.ts";
import { LAST_INSTANT } from "./clock-schema.ts";
import { MemoryBook } from "./memory-book.ts";
import type { PatchLimits } from "./patched.ts";
import { MissAnswers, type MissOptions } from "./miss-answers.ts";
import type { MissLog } from "./miss-log.ts";
import { Requests, type RequestsOptions } from "./requests.ts";
import { type OnGone, type Verdict, Verifier, type VerifierOptions } from "./verify/verifier.ts";
import type { VerificationDefinition } from "./verify/verify-schema.ts";
import type { RouteBook } from "./route-book.ts";

export interface SandboxOptions extends MissOptions, RequestsOptions, VerifierOptions, PatchLimits {
  readonly misses: MissLog;
  /** Whether a request is answered by the internal API, and by no Route. */
  readonly isInternal: (method: string, path: string) => boolean;
}

/** What can be set back while the Routes stay. */
export const resetParts = ["counters", "requests", "scenarios", "data", "clock", "seed"] as const;

export type ResetPart = (typeof resetParts)[number];

/** What another world may start from. */
export interface WorldSnapshot {
  readonly routes: Snapshot;
  readonly memory: MemorySnapshot;
}

/** One world: its Routes, and what it says of requests. */
export class Sandbox {
  readonly world: World;
  readonly routes: RouteBook;
  readonly requests: Requests;
  readonly memory: MemoryBook;
  readonly #options: SandboxOptions;
  readonly #verifier: Verifier;
  readonly #missAnswers: MissAnswers;

  constructor(world: World, routes: RouteBook, options: SandboxOptions) {
    this.world = world;
    this.routes = routes;
    this.requests = new Requests(world, options);
    this.memory = new MemoryBook(world, options);
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
    const explanations = withFixes(nearest, request, { inspector: this.world.inspector, description });
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
    const { memory, clock } = this.world;
    if (parts.includes("scenarios")) memory.scenarios.forget();
    if (parts.includes("data")) memory.resetData();
    if (parts.includes("clock")) clock.reset();
    if (parts.includes("seed")) this.routes.restartIds();
  }

  /** Forgets all requests, and how often each Route was asked for. */
  forgetRequests(): void {
    this.world.journal?.clear();
    this.#verifier.wake();
    for (const { seen } of this.world.routes) Object.assign(seen, { served: 0, refused: 0, failed: 0, first: 0 });
    this.world.arrivals = 0;
  }

  /** The time of this world, as the wire has it. */
  clockToJson(): JsonObject {
    const { clock } = this.world;
    return new Map<string, JsonNode>([
      ["now", writeDateTime(clock.now())],
      ["mode", clock.mode],
      ["waiting", clock.waiting],
    ]);
  }

  /** Sets, stops or moves the time of this world. Throws a 400 if that leads beyond the year 9999. */
  changeClock(change: ClockChange): void {
    const { clock } = this.world;
    if (change.kind === "advance" && clock.now() + change.time > LAST_INSTANT) {
      throw new TricksterError(400, "advance must not lead beyond the year 9999.");
    }
    clock.change(change);
  }

  /** Whether somebody reads a stream of it, or waits for a verification. */
  get isBusy(): boolean {
    return this.requests.hasStreams || this.#verifier.isBusy;
  }

  /** Its Routes and its data as they are, for another world to start from. */
  async snapshot(): Promise<WorldSnapshot> {
    const routes = await this.routes.snapshot();
    return { routes, memory: this.world.memory.snapshot() };
  }

  /** Ends its streams, and has everybody who waits see whether there is something to wait for. */
  stop(): void {
    // Nobody will let that time go on.
    if (this.world.clock.mode === "frozen") this.world.clock.release("released");
    this.requests.endStreams();
    this.#verifier.wake();
  }

  /** Gives back all that it has: nobody can reach it any more. */
  end(): void {
    this.world.clock.end();
    this.world.memory.release();
    this.requests.endStreams();
    this.#verifier.end();
    this.world.journal?.clear();
    this.routes.release();
  }

  #forget(): void {
    this.world.clock.reset();
    this.world.memory.reset();
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
    const decideLater = (): Reply | Promise<Reply> => {
      const outcome = decide(this.world, request);
      if (outcome === "unread") throw new TypeError("a body that was read is asked for again");
      return this.#respond(request, outcome);
    };
    return request.loadBody(this.#options.maxBody).then(decideLater, (error: unknown) => {
      if (error instanceof TricksterError) return this.#refuse(request, error);
      throw error;
    });
  }

  /** A request that can't be decided, since its body can't be read. */
  #refuse(request: HttpRequest, error: TricksterError): Reply {
    const entry = this.world.journal?.record(request.head, "failed", NOTHING) ?? null;
    entry?.startBody();
    entry?.endBody(false);
    return {
      answer: errorAnswer(error, request),
      delay: 0,
      outcome: { kind: "failed", live: null, chosen: NOTHING, error },
      entry,
      clock: this.world.clock,
    };
  }

  #respond(request: HttpRequest, outcome: Outcome): Reply | Promise<Reply> {
    if (isMiss(outcome)) this.#options.misses.miss(request.method, request.path);
    if (outcome.kind === "unmatched") return this.#respondToMiss(request, outcome, this.#record(request, outcome));
    const reply = respond(outcome, request, this.world);
    const entry = this.#record(request, reply.outcome);
    if (entry === null) return reply;
    reply.entry = entry;
    if (entry.outcome === "unmatched") this.#missAnswers.explainFallback(request, entry);
    followBody(request, entry);
    return reply;
  }

  #respondToMiss(request: HttpRequest, outcome: Outcome, entry: Entry | null): Reply | Promise<Reply> {
    const answer = this.#missAnswers.answer(request);
    if (!(answer instanceof Promise)) {
      if (entry !== null) followBody(request, entry);
      return { answer, delay: 0, outcome, entry, clock: this.world.clock };
    }
    if (entry !== null) {
      request.source.onGone(() => {
        entry.endBody(false);
        entry.end("aborted", null);
      });
    }
    return answer.then((given) => {
      if (entry !== null) endBody(request, entry);
      return { answer: given, delay: 0, outcome, entry, clock: this.world.clock };
    });
  }

  /** Keeps what is known at once; an entry whose body is still to come says so. */
  #record(request: HttpRequest, outcome: Reply["outcome"]): Entry | null {
    const { journal } = this.world;
    if (journal === null) return null;
    const entry = journal.record(request.head, nameOf(outcome), chosenBy(outcome));
    if (!request.hasBody) return entry;
    if (request.body === undefined) entry.startBody();
    else entry.takeBody(request.body.bytes);
    return entry;
  }

  #read(described: DescribedRequest): HttpRequest {
    const request = requestOf(described);
    const { method, path } = request;
    if (!this.#options.isInternal(method, path)) return request;
    throw new TricksterError(404, `${method} ${path} is an internal endpoint.`);
  }
}

const NOTHING: Chosen = { route: null, response: null };

/** What a fallback answers is no hit. */
function nameOf(outcome: Reply["outcome"]): OutcomeName {
  if (outcome.kind !== "matched" && outcome.kind !== "collected") return outcome.kind;
  return isFallback(outcome.live.route) ? "unmatched" : "matched";
}

function chosenBy(outcome: Reply["outcome"]): Chosen {
  if ("chosen" in outcome) return outcome.chosen;
  return outcome.kind === "unauthorized" ? outcome.live.alone : NOTHING;
}

/** Keeps what is still to come of a body. */
function followBody({ source }: HttpRequest, entry: Entry): void {
  if (entry.body?.isArriving !== true) return;
  source.followBody(
    (piece) => entry.addBody(piece),
    (isComplete) => entry.endBody(isComplete),
  );
}

/** Keeps a body that somebody has tried to read. */
function endBody({ body }: HttpRequest, entry: Entry): void {
  if (entry.body?.isArriving !== true) return;
  if (body === undefined) entry.endBody(false);
  else entry.takeBody(body.bytes);
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
