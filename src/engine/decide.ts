import type { CompiledAuth } from "../auth/auth.ts";
import type { HttpRequest } from "../http/request.ts";
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
  return outcome.kind === "unmatched" || (outcome.kind === "matched" && outcome.live.route.isFallback);
}

/** The Route that would answer; nothing is counted. */
export function matchRoute(world: World, method: string, path: string): LiveRoute | undefined {
  return world.routes.match(method, path, world.guard);
}

/**
 * Whether the Route that would answer has to read the form first. The table may change while it is read: `decide`
 * starts from the beginning then.
 */
export function needsForm(world: World, request: HttpRequest): boolean {
  if (!world.routes.readsForms || request.body !== undefined) return false;
  return matchRoute(world, request.method, request.path)?.route.auth?.readsForm === true;
}

/**
 * Decides a request and counts what it chose, in one synchronous step: however many requests come at once, a
 * Response with `repeat: 3` is served three times.
 */
export function decide(world: World, request: HttpRequest): Outcome {
  const live = matchRoute(world, request.method, request.path);
  if (live === undefined) return UNMATCHED;
  const { auth } = live.route;
  const reason = auth === null ? null : auth.check(request, world.now());
  if (auth !== null && reason !== null) return { kind: "unauthorized", live, auth, reason };
  const matched = live.choose(world.random);
  if (world.counted !== null) world.counted.add(live);
  if (!live.isActive) world.routes.retire(live);
  return matched;
}
