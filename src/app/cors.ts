import { matchRoute } from "../engine/decide.ts";
import { type Answer, emptyAnswer, fieldsOf, withFields } from "../http/answer.ts";
import { type Preflight, announces, exposedFields, permissionFields, preflightOf, readerFields } from "../http/cors.ts";
import { headerValue } from "../http/headers.ts";
import type { HttpRequest, RequestHead } from "../http/request.ts";
import type { Reply } from "../engine/respond.ts";
import type { World } from "../engine/world.ts";
import { SANDBOX_HEADER } from "./selection.ts";

const EVERY = "*";

/** Which pages of other origins may read mocked answers. */
export class Cors {
  readonly #origins: readonly string[];

  /** Origins whose pages may read every answer that no Route decides on; `*` stands for all. */
  constructor(origins: readonly string[]) {
    this.#origins = origins;
  }

  /**
   * The answer to a preflight that no Route answers, if what it asks for is allowed. `world`: the one in which the
   * request would be answered, `null` if there is none. Nothing is counted.
   */
  answerPreflight(request: HttpRequest, world: World | null): Answer | undefined {
    const preflight = preflightOf(request);
    if (preflight === undefined) return undefined;
    if (world !== null && isAnsweredBy(world, request)) return undefined;
    if (!this.#isAllowed(preflight, request, world)) return undefined;
    return emptyAnswer(204, permissionFields(preflight));
  }

  /** The answer as pages may read it. */
  open({ answer, outcome }: Pick<Reply, "answer" | "outcome">, request: RequestHead): Answer {
    const ofRoute = "live" in outcome ? (outcome.live?.route.cors ?? null) : null;
    // Nearly always.
    if (ofRoute === null && this.#origins.length === 0) return answer;
    return ofRoute === false ? answer : this.#open(answer, request, ofRoute === true);
  }

  /** The same, for an answer that no Route has given. */
  openError(answer: Answer, request: RequestHead): Answer {
    return this.#origins.length === 0 ? answer : this.#open(answer, request, false);
  }

  #open(answer: Answer, { fields }: RequestHead, toAll: boolean): Answer {
    const given = fieldsOf(answer);
    // Who writes down the protocol by hand is not interfered with.
    if (headerValue(given, "access-control-allow-origin") !== undefined) return answer;
    const origin = headerValue(fields, "origin");
    if (origin === undefined || !(toAll || this.#knows(origin))) return withFields(answer, VARIES);
    return withFields(answer, [...readerFields(origin), ...exposedFields(given), ...VARIES]);
  }

  #knows(origin: string): boolean {
    return this.#origins.includes(EVERY) || this.#origins.includes(origin);
  }

  #isAllowed(preflight: Preflight, request: HttpRequest, world: World | null): boolean {
    const ofServer = this.#knows(preflight.origin);
    // Which world will answer is not known yet, and so neither is its Route: the answer itself says who may read it.
    if (announces(preflight, SANDBOX_HEADER)) return true;
    if (world === null) return ofServer;
    let isKnown = false;
    const inspection = world.inspector.inspect(request);
    for (const { route } of world.routes.withPath(request.path, inspection)) {
      if (route.methods !== null && !route.methods.includes(preflight.method)) continue;
      if (route.cors ?? ofServer) return true;
      isKnown = true;
    }
    return !isKnown && ofServer;
  }
}

const VARIES = ["vary", "origin"];

/** Whether a Route means OPTIONS, not just every method: a preflight must not use up what was meant for others. */
function isAnsweredBy(world: World, request: HttpRequest): boolean {
  const live = matchRoute(world, request);
  return live !== undefined && live.route.methods !== null;
}
