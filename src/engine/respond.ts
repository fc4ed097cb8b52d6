import type { JsonValue } from "../json/json-value.ts";
import type { Inspection } from "../matching/inspection.ts";
import type { Matched } from "../routes/live-route.ts";
import { TEMPLATE_ERROR, TricksterError } from "../errors.ts";
import { errorAnswer } from "../http/error-answer.ts";
import { type Answer, jsonAnswer, withoutBody } from "../http/answer.ts";
import type { HttpRequest } from "../http/request.ts";
import type { Entry } from "../journal/entry.ts";
import { answerTo } from "../responses/answerable.ts";
import { type Delay, drawDelay } from "../responses/delay.ts";
import type { Facts } from "../templates/situation.ts";
import { TemplateError } from "../templates/template-error.ts";
import type { Failed, Outcome } from "./decide.ts";
import { collect } from "./collect.ts";
import { applyEffects } from "./effects.ts";
import type { World } from "./world.ts";
import type { WorldClock } from "./world-clock.ts";

/** An answer, the seconds to wait before it is sent, and what it was decided on. */
export interface Reply {
  readonly answer: Answer;
  readonly delay: number;
  readonly outcome: Outcome;
  /** What is remembered of it, if anything is. */
  entry: Entry | null;
  /** The time by which it waits. */
  readonly clock: WorldClock;
}

/** What is answered to a request, in the same step in which that was decided. */
export function respond(outcome: Exclude<Outcome, { kind: "unmatched" }>, request: HttpRequest, world: World): Reply {
  const { clock, dice } = world;
  switch (outcome.kind) {
    case "matched": {
      const { response } = outcome;
      const delay = seconds(response.delay, dice.draw);
      if (response.template !== null) return renderAnswer(outcome, delay, request, world);
      return { answer: answerTo(request.method, response), delay, outcome, entry: null, clock };
    }
    case "collected": {
      const { live, operation } = outcome;
      const delay = seconds(live.route.resource?.delay ?? null, dice.draw);
      return { answer: collect(live, operation, request, world), delay, outcome, entry: null, clock };
    }
    case "unauthorized": {
      const { auth, reason } = outcome;
      const answer = auth.refuse(reason, request.method);
      return { answer, delay: seconds(auth.delay, dice.draw), outcome, entry: null, clock };
    }
    case "failed":
      return respondToFailure(outcome, request, world);
  }
}

function seconds(delay: Delay | null, random: () => number): number {
  return delay === null ? 0 : drawDelay(delay, random);
}

/** Does what the choice of a Response does, and writes its answer. */
function renderAnswer(matched: Matched, delay: number, request: HttpRequest, world: World): Reply {
  const { template } = matched.response;
  if (template === null) throw new TypeError("there is no template");
  try {
    const situation = template.begin(new AnswerFacts(matched, request, world), world.templates);
    applyEffects(template.effects, situation, matched, world);
    const answer =
      template.answer?.(situation, request.method === "HEAD") ?? answerTo(request.method, matched.response);
    return { answer, delay, outcome: matched, entry: null, clock: world.clock };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const { seen } = matched.live;
    seen.served -= 1;
    seen.failed += 1;
    return respondToFailure({ kind: "failed", live: matched.live, chosen: matched.chosen, error }, request, world);
  }
}

/** What a template that fails is answered with. */
function respondToFailure(outcome: Failed, request: HttpRequest, { clock }: World): Reply {
  const { error } = outcome;
  if (error instanceof TricksterError) {
    return { answer: errorAnswer(error, request), delay: 0, outcome, entry: null, clock };
  }
  const { route, response } = outcome.chosen;
  const of = response === null ? "" : ` of the Response "${response}"`;
  const what = error.at.startsWith("/then/") ? "effect" : "template";
  const message = `The ${what} at ${error.at}${of} of the Route "${route}" ${error.message}.`;
  const answer = jsonAnswer(422, { error: TEMPLATE_ERROR, message, at: error.at, route, response });
  const isHead = request.method === "HEAD";
  return { answer: isHead ? withoutBody(answer) : answer, delay: 0, outcome, entry: null, clock };
}

/** What is known of an answer: worked out when it is asked for. */
class AnswerFacts implements Facts {
  readonly inspection: Inspection;
  readonly dice: World["dice"];
  readonly #matched: Matched;
  readonly #world: World;

  constructor(matched: Matched, request: HttpRequest, world: World) {
    this.#matched = matched;
    this.#world = world;
    this.dice = world.dice;
    this.inspection = world.writer.inspect(request);
    this.inspection.lookAs(matched.live.path);
  }

  get now(): number {
    return this.#world.clock.now();
  }

  get nth(): number {
    const { turn, live } = this.#matched;
    return turn?.nth ?? live.usedCount;
  }

  get state(): string | undefined {
    return this.#matched.turn?.machine.state;
  }

  get data(): JsonValue {
    return this.#world.memory.data.root;
  }

  route(): unknown {
    return before(this.#matched).route;
  }

  response(): unknown {
    return before(this.#matched).response;
  }
}

interface Counted {
  readonly id: string;
  readonly used_count: number;
  readonly is_active: boolean;
}

/** A Route and a Response as they were before they were counted: active, since they were chosen. */
function before({ live, response }: Matched): { route: unknown; response: unknown } {
  const route = JSON.parse(live.toJson()) as Counted & { responses: readonly Counted[] };
  const responses = route.responses.map((each) => (each.id === response.id ? uncounted(each) : each));
  return {
    route: { ...uncounted(route), responses },
    response: responses.find(({ id }) => id === response.id),
  };
}

function uncounted<C extends Counted>(counted: C): C {
  return { ...counted, used_count: counted.used_count - 1, is_active: true };
}

/** The longest part of a path that a message repeats. */
const LONGEST_SHOWN = 200;

export function missText(method: string, path: string): string {
  const shown = path.length > LONGEST_SHOWN ? `${path.slice(0, LONGEST_SHOWN)}…` : path;
  return `No active Route matches ${method} ${shown}.`;
}
