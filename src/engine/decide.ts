import type { CompiledAuth } from "../auth/auth.ts";
import type { HttpRequest } from "../http/request.ts";
import { isFallback } from "../routes/route.ts";
import type { LiveRoute, Matched } from "../routes/live-route.ts";
import type { World } from "./world.ts";

/** What becomes of a mocked request. */
export type Outcome =
  | Matched
  | { readonly kind: "unauthorized"; readonly live: LiveRoute; readonly auth: CompiledAuth; readonly reason: string }
  | { readonly kind: "unmatched" };

const UNMATCHED: Outcome = { kind: "unmatched" };

/** Whether no Route knows the request; that a fallback answers it changes nothing. */
export function isMiss(outcome: Outcome): boolean {
  return outcome.kind === "unmatched" || (outcome.kind === "matched" && isFallback(outcome.live.route));
}

/** The Route that would answer; nothing is counted. The body must be there. */
export function matchRoute(world: World, request: HttpRequest): LiveRoute | undefined {
  return world.routes.match(request, world.guard)?.live;
}

/**
 * Decides a request and counts what it chose, in one synchronous step: however many requests come at once, a
 * Response with `repeat: 3` is served three times. If the body has to be read first, nothing is counted, and "unread"
 * is returned: the table may change while it is read, so that everything starts from the beginning then.
 */
export function decide(world: World, request: HttpRequest): Outcome | "unread" {
  const choice = world.routes.match(request, world.guard);
  if (choice === null) return UNMATCHED;
  const { live } = choice;
  const { auth } = live.route;
  if (choice.isUnread || (auth?.readsForm === true && request.body === undefined)) return "unread";
  const reason = auth === null ? null : auth.check(request, world.clock.now());
  world.arrivals += 1;
  if (live.seen.first === 0) live.seen.first = world.arrivals;
  if (auth !== null && reason !== null) {
    world.dice.forRefusal(live.hash, live.seen.refused);
    live.seen.refused += 1;
    return { kind: "unauthorized", live, auth, reason };
  }
  world.dice.forAnswer(live.hash, live.usedCount);
  const matched = live.choose(choice.candidates, world.dice.draw);
  if (world.counted !== null) world.counted.add(live);
  if (!live.isActive) world.routes.retire(live);
  return matched;
}
