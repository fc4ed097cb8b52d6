import type { CompiledAuth } from "../auth/auth.ts";
import type { HttpRequest } from "../http/request.ts";
import { isFallback } from "../routes/route.ts";
import { hashText } from "../dice.ts";
import type { TricksterError } from "../errors.ts";
import type { Chosen } from "../routes/live-response.ts";
import type { Choice, LiveRoute, Matched } from "../routes/live-route.ts";
import type { TemplateError } from "../templates/template-error.ts";
import type { Operation } from "../resources/operation.ts";
import type { World } from "./world.ts";

/** What becomes of a mocked request. */
export type Outcome =
  | Matched
  | { readonly kind: "unauthorized"; readonly live: LiveRoute; readonly auth: CompiledAuth; readonly reason: string }
  | Collected
  | { readonly kind: "unmatched" }
  | Failed;

/** A request that the collection of a Route answers. */
export interface Collected {
  readonly kind: "collected";
  readonly live: LiveRoute;
  readonly chosen: Chosen;
  readonly operation: Operation;
}

/** A request that is not answered as it should be: its body can't be read, or a template fails. */
export interface Failed {
  readonly kind: "failed";
  readonly live: LiveRoute | null;
  /** What was chosen, if anything was. */
  readonly chosen: Chosen;
  readonly error: TemplateError | TricksterError;
}

const UNMATCHED: Outcome = { kind: "unmatched" };

/** Whether no Route knows the request; that a fallback answers it changes nothing. */
export function isMiss(outcome: Outcome): boolean {
  if (outcome.kind === "unmatched") return true;
  return (outcome.kind === "matched" || outcome.kind === "collected") && isFallback(outcome.live.route);
}

/** The Route that would answer; nothing is counted. The body must be there. */
export function matchRoute(world: World, request: HttpRequest): LiveRoute | undefined {
  return world.routes.match(request, world.inspector)?.live;
}

/**
 * Decides a request and counts what it chose, in one synchronous step: however many requests come at once, a
 * Response with `repeat: 3` is served three times. If the body has to be read first, nothing is counted, and "unread"
 * is returned: the table may change while it is read, so that everything starts from the beginning then.
 */
export function decide(world: World, request: HttpRequest): Outcome | "unread" {
  const choice = world.routes.match(request, world.inspector);
  if (choice === null) return UNMATCHED;
  const { live } = choice;
  const { auth } = live.route;
  if (choice.isUnread || (auth?.readsForm === true && request.body === undefined)) return "unread";
  if (choice.failure !== undefined) {
    live.seen.failed += 1;
    return { kind: "failed", live, chosen: live.alone, error: choice.failure };
  }
  const reason = auth === null ? null : auth.check(request, world.clock.now());
  world.arrivals += 1;
  if (live.seen.first === 0) live.seen.first = world.arrivals;
  if (auth !== null && reason !== null) {
    world.dice.forRefusal(live.hash, live.seen.refused);
    live.seen.refused += 1;
    return { kind: "unauthorized", live, auth, reason };
  }
  if (choice.operation !== undefined) return collected(world, live, choice.operation);
  const matched = choice.key === null ? choosePlain(world, choice) : chooseFor(choice.key, world, choice);
  if (world.counted !== null) world.counted.add(live);
  if (!live.isActive) world.routes.retire(live);
  return matched;
}

function collected({ dice, counted }: World, live: LiveRoute, operation: Operation): Collected {
  dice.forAnswer(live.hash, live.usedCount);
  live.count();
  if (counted !== null) counted.add(live);
  return { kind: "collected", live, chosen: live.alone, operation };
}

function choosePlain({ dice }: World, { live, candidates }: Choice): Matched {
  dice.forAnswer(live.hash, live.usedCount);
  return live.choose(candidates, dice.draw);
}

/** Each key has chances of its own. */
function chooseFor(key: string, { dice, memory }: World, { live, candidates }: Choice): Matched {
  const { scenario, id } = live.route;
  if (scenario === null) throw new TypeError("there is no scenario");
  const machine = memory.scenarios.use(scenario.name, key, scenario.start);
  if (live.isKeyed) dice.forAnswer(hashText(key, live.hash), machine.countsOf(id)?.used ?? 0);
  else dice.forAnswer(live.hash, live.usedCount);
  return live.chooseFor(machine, candidates, dice.draw);
}
