import { TEMPLATE_ERROR } from "../errors.ts";
import { type Answer, jsonAnswer, withoutBody } from "../http/answer.ts";
import type { HttpRequest } from "../http/request.ts";
import type { Entry } from "../journal/entry.ts";
import { Inspection } from "../matching/inspection.ts";
import { answerTo } from "../responses/answerable.ts";
import { type Delay, drawDelay } from "../responses/delay.ts";
import type { Matched } from "../routes/live-route.ts";
import type { Facts } from "../templates/situation.ts";
import { TemplateError } from "../templates/template-error.ts";
import type { Outcome } from "./decide.ts";
import type { World } from "./world.ts";
import type { WorldClock } from "./world-clock.ts";

/** A request that is not answered as it should be: its body can't be read, or a template fails. */
export interface Failed {
  readonly kind: "failed";
  /** What was chosen, if anything was. */
  readonly by: Matched | null;
}

/** An answer, the seconds to wait before it is sent, and what it was decided on. */
export interface Reply {
  readonly answer: Answer;
  readonly delay: number;
  readonly outcome: Outcome | Failed;
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
    case "unauthorized": {
      const { auth, reason } = outcome;
      const answer = auth.refuse(reason, request.method);
      return { answer, delay: seconds(auth.delay, dice.draw), outcome, entry: null, clock };
    }
  }
}

function seconds(delay: Delay | null, random: () => number): number {
  return delay === null ? 0 : drawDelay(delay, random);
}

function renderAnswer(matched: Matched, delay: number, request: HttpRequest, world: World): Reply {
  const { template } = matched.response;
  if (template === null) throw new TypeError("there is no template");
  const { clock, templates } = world;
  const toHead = request.method === "HEAD";
  try {
    const answer = template.render(factsOf(matched, request, world), templates, toHead);
    return { answer, delay, outcome: matched, entry: null, clock };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const answer = failureAnswer(matched, error);
    const outcome: Failed = { kind: "failed", by: matched };
    return { answer: toHead ? withoutBody(answer) : answer, delay: 0, outcome, entry: null, clock };
  }
}

function factsOf(matched: Matched, request: HttpRequest, { clock, dice, guard }: World): Facts {
  const { live } = matched;
  const inspection = new Inspection(request, guard.newBudget());
  inspection.lookAs(live.path);
  return {
    inspection,
    now: clock.now(),
    dice,
    nth: live.usedCount,
    route: () => before(live.toJson(), matched).route,
    response: () => before(live.toJson(), matched).response,
  };
}

interface Counted {
  readonly id: string;
  readonly used_count: number;
  readonly is_active: boolean;
}

/** A Route and a Response as they were before they were counted: active, since they were chosen. */
function before(text: string, { response }: Matched): { route: unknown; response: unknown } {
  const route = JSON.parse(text) as Counted & { responses: readonly Counted[] };
  const responses = route.responses.map((each) => (each.id === response.id ? uncounted(each) : each));
  return {
    route: { ...uncounted(route), responses },
    response: responses.find(({ id }) => id === response.id),
  };
}

function uncounted<C extends Counted>(counted: C): C {
  return { ...counted, used_count: counted.used_count - 1, is_active: true };
}

function failureAnswer({ live, response }: Matched, { at, message }: TemplateError): Answer {
  const words = `The template at ${at} of the Response "${response.id}" of the Route "${live.route.id}" ${message}.`;
  return jsonAnswer(422, { error: TEMPLATE_ERROR, message: words, at, route: live.route.id, response: response.id });
}

/** The longest part of a path that a message repeats. */
const LONGEST_SHOWN = 200;

export function missText(method: string, path: string): string {
  const shown = path.length > LONGEST_SHOWN ? `${path.slice(0, LONGEST_SHOWN)}…` : path;
  return `No active Route matches ${method} ${shown}.`;
}
