import { cutExplanations, missMessage } from "../explain/explain-json.ts";
import { type Candidate, findNear, looksAtBody, nearestOf, withFixes } from "../explain/explain.ts";
import { missText } from "../engine/respond.ts";
import type { World } from "../engine/world.ts";
import { TricksterError, errorNames } from "../errors.ts";
import { type Answer, jsonTextAnswer, withoutBody } from "../http/answer.ts";
import { preflightOf } from "../http/cors.ts";
import type { HttpRequest } from "../http/request.ts";
import type { Entry } from "../journal/entry.ts";
import { stringifyJson } from "../json/json-node.ts";

/** How much a 404 tells: nothing of the Routes, the nearest and what is wrong with it in words, or all of it. */
export type ExplainLevel = "off" | "short" | "full";

/** Milliseconds of work in each second that explanations may take of mocked traffic. */
const MOST_WORK = 100;
const SECOND = 1000;

const OUTCOME = ["trickster-outcome", "unmatched"];

export interface MissOptions {
  readonly level: ExplainLevel;
  /** Bytes of a body that are read. */
  readonly maxBody: number;
}

/** Answers requests that no Route matches. */
export class MissAnswers {
  readonly #world: World;
  readonly #level: ExplainLevel;
  readonly #maxBody: number;
  #second = 0;
  #spent = 0;

  constructor(world: World, { level, maxBody }: MissOptions) {
    this.#world = world;
    this.#level = level;
    this.#maxBody = maxBody;
  }

  /** A promise only if the body must be read first. */
  answer(request: HttpRequest): Answer | Promise<Answer> {
    const whole = textFor(request);
    if (this.#level === "off") return answerWith(request, whole);
    if (!this.#isAllowed()) {
      return answerWith(
        request,
        `${whole} There are too many misses to explain each; match_route?explain=1 will tell.`,
      );
    }
    const near = this.#timed(() => findNear(this.#world, request));
    if (request.body !== undefined || !looksAtBody(near)) return this.#explain(request, whole, near);
    // Routes may come and go while the body is read.
    const explainLater = (): Answer => this.#explain(request, whole, findNear(this.#world, request));
    return request.loadBody(this.#maxBody).then(explainLater, (error: unknown) => {
      // What is too large to be looked at is explained by all the rest.
      if (error instanceof TricksterError) return explainLater();
      throw error;
    });
  }

  /** Keeps with an entry why nothing but a fallback knows its request; what a client is told stays what the fallback says. */
  explainFallback(request: HttpRequest, entry: Entry): void {
    if (this.#level === "off" || !this.#isAllowed()) return;
    this.#timed(() => {
      const nearest = nearestOf(findNear(this.#world, request), this.#world, request);
      const explain = cutExplanations(withFixes(nearest, request, { inspector: this.#world.inspector }));
      const message = missMessage(missText(request.method, request.path), nearest, false);
      entry.explain(`{"message":${JSON.stringify(message)},"explain":${stringifyJson(explain)}}`);
    });
  }

  #explain(request: HttpRequest, whole: string, near: readonly Candidate[]): Answer {
    return this.#timed(() => {
      const nearest = nearestOf(near, this.#world, request);
      if (this.#level === "short") return answerWith(request, missMessage(whole, nearest, true));
      const explanations = withFixes(nearest, request, { inspector: this.#world.inspector });
      const explain = cutExplanations(explanations);
      return answerWith(
        request,
        missMessage(whole, nearest, false),
        explain.length === 0 ? "" : `,"explain":${stringifyJson(explain)}`,
      );
    });
  }

  #isAllowed(): boolean {
    const second = Math.floor(this.#world.now() / SECOND);
    if (second !== this.#second) [this.#second, this.#spent] = [second, 0];
    return this.#spent < MOST_WORK;
  }

  #timed<T>(work: () => T): T {
    const start = this.#world.now();
    try {
      return work();
    } finally {
      this.#spent += this.#world.now() - start;
    }
  }
}

function textFor(request: HttpRequest): string {
  const whole = missText(request.method, request.path);
  if (preflightOf(request) === undefined) return whole;
  return `${whole} It is a CORS preflight, which --cors, or "cors": true on the Route, answers.`;
}

function answerWith({ method }: HttpRequest, message: string, more = ""): Answer {
  const answer = jsonTextAnswer(404, `${ERROR}${JSON.stringify(message)}${more}}`, OUTCOME);
  return method === "HEAD" ? withoutBody(answer) : answer;
}

const ERROR = `{"error":${JSON.stringify(errorNames[404])},"message":`;
