import { failuresOf } from "../explain/failures.ts";
import type { Failure } from "../explain/failure.ts";
import { similarity } from "../explain/similarity.ts";
import type { HttpRequest } from "../http/request.ts";
import { type Entry, type OutcomeName, outcomes } from "../journal/entry.ts";
import { Inspection } from "../matching/inspection.ts";
import { type Match, matchSchema } from "../matching/match.ts";
import { PathPattern } from "../matching/path-pattern.ts";
import type { PatternGuard } from "../matching/pattern-guard.ts";
import { LiveRoute } from "../routes/live-route.ts";
import { refuseUnknownNames } from "../routes/known-names.ts";
import { compileRoute, methodSchema, pathSchema } from "../routes/route.ts";
import { object, optional } from "../schema/object.ts";
import type { Reader } from "../schema/reader.ts";
import { type InputOf, type OutputOf, array, arrayOr, oneOf, string } from "../schema/schema.ts";

/** What requests of the journal can be asked for. */
export const filterFields = {
  route: optional(string({ description: "The id of the Route that was chosen.", examples: ["order"] })),
  outcome: optional(
    arrayOr(array(oneOf(outcomes), { minItems: 1 }), oneOf(outcomes), {
      isMany: (outcome): outcome is OutcomeName[] => typeof outcome === "object",
      description: "What became of it, or an array of that.",
      examples: ["unmatched"],
    }),
  ),
  method: optional(methodSchema),
  path: optional(pathSchema),
  match: optional(matchSchema),
};

export const filterSchema = object(filterFields, {
  title: "RequestFilter",
  description: "Which requests are meant: all that is given must hold, in the words of a Route.",
  examples: [{ method: "POST", path: "/orders", match: { json: { "$.total": { gte: 3 } } } }],
  check: namesAreKnown,
});

export type FilterInput = InputOf<typeof filterSchema>;
export type FilterDefinition = OutputOf<typeof filterSchema>;

const ANY_PATH = "[\\s\\S]*";

/** Conditions can only be about names that the path has. */
export function namesAreKnown({ path, match }: { path?: PathPattern; match?: Match }, reader: Reader): void {
  refuseUnknownNames(path ?? new PathPattern(ANY_PATH), match, ["match"], reader);
}

/**
 * Whether a request is meant. "unread": that is only known when its body has arrived; "unknown": it can't be told, since too
 * little of the body is kept, or since a pattern takes too long.
 */
export type FilterVerdict = boolean | "unread" | "unknown";

/** Whether requests are meant by a filter: judged as a Route judges them. */
export class RequestFilter {
  readonly definition: FilterDefinition;
  readonly #guard: PatternGuard;
  readonly #outcomes: readonly OutcomeName[] | null;
  /** `null`: nothing is asked of the request itself. */
  readonly #asked: LiveRoute | null;

  constructor(definition: FilterDefinition, guard: PatternGuard) {
    const { outcome, method, path, match } = definition;
    this.definition = definition;
    this.#guard = guard;
    this.#outcomes = outcome === undefined ? null : [outcome].flat();
    this.#asked = method === undefined && path === undefined && match === undefined ? null : routeFor(definition);
  }

  /** Whether it asks for nothing but a Route and an outcome, which are counted. */
  get isCounted(): boolean {
    return this.#asked === null;
  }

  get readsBody(): boolean {
    return this.#asked?.route.match?.readsBody === true;
  }

  test(entry: Entry): FilterVerdict {
    if (!this.#isOfKind(entry)) return false;
    if (this.#asked === null) return true;
    const verdict = this.#judge(this.#asked, entry.judged());
    return verdict === "unread" && entry.isCut ? "unknown" : verdict;
  }

  /** What of a request is not as it is asked for, and how near it is: from 0 to 1. */
  differences(entry: Entry): { readonly failures: readonly Failure[]; readonly likeness: number } {
    const failures = [...this.#kindFailures(entry)];
    let likeness = 1;
    if (this.#asked !== null) {
      const inspection = new Inspection(entry.request(), this.#guard.newBudget());
      const found = failuresOf(this.#asked, inspection);
      failures.push(...found);
      if (found.some(({ cause }) => cause.kind === "path")) {
        likeness = similarity(inspection.request.path, this.#asked.path) * 0.95;
      }
    }
    return { failures, likeness };
  }

  #judge(asked: LiveRoute, request: HttpRequest): FilterVerdict {
    const { methods, path, match } = asked.route;
    if (methods !== null && !methods.includes(request.method)) return false;
    const inspection = new Inspection(request, this.#guard.newBudget());
    const isPath = path.matches(request.path, inspection.budget);
    if (isPath !== true || match === null) return isPath === "expired" ? "unknown" : isPath;
    inspection.lookAs(path);
    const verdict = match.judge(inspection);
    return verdict === false && inspection.expired.length > 0 ? "unknown" : verdict;
  }

  #isOfKind(entry: Entry): boolean {
    const { route } = this.definition;
    if (route !== undefined && entry.chosen.route !== route) return false;
    if (this.#outcomes === null) return true;
    // Nobody takes that for unmatched.
    return this.#outcomes.includes(entry.outcome) && !(entry.outcome === "unmatched" && entry.isAskedByBrowsers);
  }

  *#kindFailures({ chosen, outcome }: Entry): Generator<Failure> {
    const { route } = this.definition;
    if (route !== undefined && chosen.route !== route) {
      const words = chosen.route === null ? "no Route answered it" : `the Route "${chosen.route}" answered it`;
      yield { at: ["route"], expected: route, actual: chosen.route, words, brief: words, cause: { kind: "path" } };
    }
    if (this.#outcomes !== null && !this.#outcomes.includes(outcome)) {
      const words = `its outcome is ${outcome}, and not ${this.#outcomes.join(" or ")}`;
      const expected = this.#outcomes.length === 1 ? (this.#outcomes[0] ?? null) : [...this.#outcomes];
      yield { at: ["outcome"], expected, actual: outcome, words, brief: words, cause: { kind: "method" } };
    }
  }
}

/** A Route that asks for the same. */
function routeFor({ method = "ANY", path = new PathPattern(ANY_PATH), match }: FilterDefinition): LiveRoute {
  const definition = {
    method,
    path,
    ...(match !== undefined && { match }),
    auth: null,
    response_selection: "greedy",
    responses: [{ status: 200, headers: {}, body: "", delay: 0, repeat: null, weight: 1, templates: null }],
  } as const;
  return new LiveRoute(
    compileRoute(
      { ...definition, responses: [...definition.responses] },
      { newId: () => "asked", onPatternExpired() {} },
    ),
  );
}
