import { requestOf } from "../http/described-request.ts";
import { stringifyJson } from "../json/json-node.ts";
import { Inspection } from "../matching/inspection.ts";
import type { PatternGuard } from "../matching/pattern-guard.ts";
import { shorten } from "../matching/words.ts";
import type { LiveResponse, LiveRoute } from "../routes/live-route.ts";
import type { RouteTable } from "../routes/route-table.ts";
import { encodePath } from "./fix-request.ts";
import { nameOf } from "./name.ts";

/** Something about a Route that is valid, and yet most likely not meant. */
export interface Finding {
  readonly route: string;
  readonly rule: RuleName;
  readonly message: string;
  /** The place in the Route, as a JSON pointer. */
  readonly at: string;
  /** The Route that is in the way. */
  readonly by?: string;
  /** A request that shows it. */
  readonly example?: { readonly method: string; readonly path: string };
}

interface Context {
  readonly routes: RouteTable;
  readonly guard: PatternGuard;
}

type Found = Omit<Finding, "route" | "rule">;

interface Rule {
  readonly description: string;
  /** Whether it is about what a Route is, and not about what has become of it. */
  readonly isOfDefinition: boolean;
  readonly find: (live: LiveRoute, context: Context) => Found[];
}

/** The rules, by the word that stands for them. */
export const rules = {
  "unreachable-route": {
    description: "an earlier Route answers every request that it could match",
    isOfDefinition: true,
    find: findShadow,
  },
  "unreachable-response": {
    description: "an earlier Response is always chosen instead",
    isOfDefinition: true,
    find: findUnreachableResponses,
  },
  "guarded-pattern": {
    description:
      "its path needs look-around or a back-reference: it costs more, and is given up after `--pattern-timeout`",
    isOfDefinition: true,
    find: ({ path }) =>
      path.engine === "backtracking"
        ? [
            {
              at: "/path",
              message: `${shorten(path.source)} needs look-around or a back-reference: it costs more, and is given up after --pattern-timeout`,
            },
          ]
        : [],
  },
  "unused-route": {
    description: "it has answered nothing yet",
    isOfDefinition: false,
    find: ({ usedCount }) => (usedCount > 0 ? [] : [{ at: "", message: "has answered nothing yet" }]),
  },
} satisfies Record<string, Rule>;

export type RuleName = keyof typeof rules;

const all = Object.entries(rules) as [RuleName, Rule][];

/** What there is to say of a Route; with `ofDefinition` only of what it is. */
export function findingsOf(live: LiveRoute, context: Context, { ofDefinition = false } = {}): Finding[] {
  return all
    .filter(([, { isOfDefinition }]) => isOfDefinition || !ofDefinition)
    .flatMap(([rule, { find }]) =>
      find(live, context).map((found) => Object.assign({ route: live.route.id, rule }, found)),
    );
}

/** One that answers every request that this Route could match: found by an example of its path. */
function findShadow(live: LiveRoute, { routes, guard }: Context): Found[] {
  const path = live.path.example;
  const method = live.route.methods?.[0] ?? "GET";
  if (path === null || live.responses.length === 0) return [];
  const inspection = new Inspection(requestOf({ method: "GET", path: "/" }), guard.newBudget());
  for (const other of routes.withPath(path, inspection)) {
    if (other.rank >= live.rank || !answersAlways(other) || !asksNoMore(other, live)) continue;
    if (!knowsMethodsOf(other, live) || !other.path.includes(live.path, inspection.budget)) continue;
    const example = { method, path: encodePath(path) };
    return [
      {
        at: "",
        by: other.route.id,
        example,
        message: `can't be reached: ${nameOf(other)} answers all of its requests, such as ${method} ${shorten(example.path)}`,
      },
    ];
  }
  return [];
}

function answersAlways({ responses }: LiveRoute): boolean {
  return responses.some(({ response }) => isAlwaysThere(response));
}

function isAlwaysThere({ repeat, when }: LiveResponse["response"]): boolean {
  return repeat === Number.POSITIVE_INFINITY && when === null;
}

function asksNoMore({ route: { match } }: LiveRoute, live: LiveRoute): boolean {
  return (
    match === null || (live.route.match !== null && stringifyJson(match.node) === stringifyJson(live.route.match.node))
  );
}

function knowsMethodsOf(other: LiveRoute, live: LiveRoute): boolean {
  const [theirs, own] = [other.route.methods, live.route.methods];
  return theirs === null || (own !== null && own.every((method) => theirs.includes(method)));
}

function findUnreachableResponses({ route, responses }: LiveRoute): Found[] {
  switch (route.selection) {
    case "greedy": {
      const first = responses.findIndex(({ response }) => isAlwaysThere(response));
      if (first === -1) return [];
      return responses.slice(first + 1).map((_, index) => ({
        at: `/responses/${first + 1 + index}`,
        message: `is never chosen: responses/${first}, which stands before it, always is`,
      }));
    }
    case "random": {
      if (!responses.some(({ response }) => isAlwaysThere(response) && response.weight > 0)) return [];
      return responses.flatMap(({ response }, at) =>
        response.weight > 0
          ? []
          : [
              {
                at: `/responses/${at}`,
                message: `is never chosen: it weighs nothing, and another one does`,
              },
            ],
      );
    }
    case "cycle":
      return [];
  }
}
