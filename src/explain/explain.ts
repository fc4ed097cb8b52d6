import { describeRequest } from "../http/describe-request.ts";
import type { HttpRequest } from "../http/request.ts";
import type { JsonObject } from "../json/json-node.ts";
import type { Inspection, Inspector } from "../matching/inspection.ts";
import type { Match } from "../matching/match.ts";
import type { LiveRoute } from "../routes/live-route.ts";
import { isFallback } from "../routes/route.ts";
import type { RouteTable } from "../routes/route-table.ts";
import type { Failure } from "./failure.ts";
import { failuresOf } from "./failures.ts";
import { fixRequest } from "./fix-request.ts";
import { fixRoute } from "./fix-route.ts";
import type { Operation } from "./patch.ts";
import { similarity } from "./similarity.ts";

/** Why a Route does not match a request, and what would have it do so. */
export interface Explanation {
  readonly live: LiveRoute;
  /** From 0 to 1: only the order says something. */
  readonly score: number;
  readonly failures: readonly Failure[];
  readonly fixRoute: readonly Operation[] | undefined;
  readonly fixRequest: readonly Operation[] | undefined;
}

/** A Route that is near, before anything is made of it. */
export interface Nearest {
  readonly live: LiveRoute;
  readonly score: number;
  readonly failures: readonly Failure[];
}

const MOST = 3;

/** Of so many Routes a miss looks at the path, and of so many at all that they ask for. */
const MOST_PATHS = 500;
const MOST_LOOKED_AT = 40;

/** Less like this, nobody means it. */
const LEAST_SIMILARITY = 0.5;

interface World {
  readonly routes: RouteTable;
  readonly inspector: Inspector;
}

/** The Routes whose paths a request may mean, the nearest first. */
export function findNear({ routes, inspector }: World, request: HttpRequest): readonly Candidate[] {
  return nearRoutes(routes, inspector.inspect(request));
}

/** Whether an explanation has to look at the body. */
export function looksAtBody(candidates: readonly Candidate[]): boolean {
  return candidates.some(({ live: { route } }) =>
    [route.match, ...route.responses.map(({ when }) => when)].some((match) => match?.readsBody === true),
  );
}

/** Those of them that a request was most likely meant for, the nearest first. */
export function nearestOf(
  candidates: readonly Candidate[],
  { inspector }: World,
  request: HttpRequest,
): readonly Nearest[] {
  const inspection = inspector.inspect(request);
  return candidates
    .map(({ live, likeness }) => weigh(live, likeness, failuresOf(live, inspection)))
    .toSorted((a, b) => b.score - a.score || a.live.rank - b.live.rank)
    .slice(0, MOST);
}

/** The Routes that a request was most likely meant for, the nearest first. */
export function nearestRoutes(world: World, request: HttpRequest): readonly Nearest[] {
  return nearestOf(findNear(world, request), world, request);
}

/** What would have each of them match. `description`: the request, as it was written down. */
export function withFixes(
  nearest: readonly Nearest[],
  request: HttpRequest,
  { inspector, description = describeRequest(request) }: { inspector: Inspector; description?: JsonObject | undefined },
): readonly Explanation[] {
  const inspection = inspector.inspect(request);
  return nearest.map((near) => ({
    live: near.live,
    score: near.score,
    failures: near.failures,
    fixRoute: fixRoute(near.live, near.failures, inspection),
    fixRequest: fixRequest(near.live, description, inspection),
  }));
}

/** A Route, and how near its path is: from 0 to 1. */
export interface Candidate {
  readonly live: LiveRoute;
  readonly likeness: number;
}

function nearRoutes(routes: RouteTable, inspection: Inspection): Candidate[] {
  const { request, budget } = inspection;
  const candidates = new Map<LiveRoute, Candidate>();
  for (const live of routes.near(inspection)) {
    if (candidates.size >= MOST_PATHS) break;
    if (candidates.has(live) || isFallback(live.route)) continue;
    const likeness = live.path.matches(request.path, budget) === true ? 1 : similarity(request.path, live.path) * 0.95;
    candidates.set(live, { live, likeness });
  }
  const knows = ({ live }: Candidate): number => Number(live.route.methods?.includes(request.method) ?? true);
  return [...candidates.values()]
    .filter(({ likeness }) => likeness >= LEAST_SIMILARITY)
    .toSorted((a, b) => b.likeness - a.likeness || knows(b) - knows(a))
    .slice(0, MOST_LOOKED_AT);
}

/** A path that is not the right one weighs more than a condition, and the more the less it is alike. */
function weigh(live: LiveRoute, likeness: number, failures: readonly Failure[]): Nearest {
  const cost = failures.length + (1 - likeness) * 6;
  const score = Math.max(0, 1 - cost / (asked(live.route.match) + 5));
  return { live, failures, score: Math.round(score * 100) / 100 };
}

function asked(match: Match | null): number {
  return match === null ? 0 : match.checks.length + match.groups.length;
}
