import { type JsonNode, stringifyJson } from "../json/json-node.ts";
import type { Inspection } from "../matching/inspection.ts";
import { type Group, type Match, judgeCheck, judgeGroup } from "../matching/match.ts";
import type { Check } from "../matching/places/place.ts";
import { shorten } from "../matching/words.ts";
import type { LiveResponse, LiveRoute } from "../routes/live-route.ts";
import { methodsOf, operationOf } from "../resources/operation.ts";
import { type CompiledResource, idOf } from "../resources/resource.ts";
import { describeCheck, nodeOf } from "./check-words.ts";
import type { Failure } from "./failure.ts";

/** Everything for which a Route does not match a request; nothing if it does. */
export function failuresOf(live: LiveRoute, inspection: Inspection): Failure[] {
  const failures = [...methodFailures(live, inspection), ...pathFailures(live, inspection)];
  const hasPath = failures.every(({ cause }) => cause.kind !== "path");
  if (hasPath) inspection.lookAs(live.path);
  if (hasPath && failures.length === 0) failures.push(...resourceFailures(live, inspection));
  const { match } = live.route;
  const { open, countOf } = live.look(inspection);
  if (match !== null) failures.push(...matchFailures(match, ["match"], { inspection, hasPath }));
  failures.push(...responseFailures(live, open, countOf, { inspection, hasPath }));
  return failures;
}

interface Look {
  readonly inspection: Inspection;
  /** Whether the path matches, so that its parts can be looked at. */
  readonly hasPath: boolean;
}

function methodFailures({ route }: LiveRoute, { request }: Inspection): Failure[] {
  const { methods } = route;
  if (methods === null || methods.includes(request.method)) return [];
  const [only] = methods;
  const expected = methods.length === 1 && only !== undefined ? only : [...methods];
  return [
    {
      at: ["method"],
      expected,
      actual: request.method,
      words: `its method is ${methods.join(" or ")}, and not ${request.method}`,
      brief: "its method is another one",
      cause: { kind: "method" },
    },
  ];
}

/** A collection does something with some methods only, unless a Response answers. */
function resourceFailures({ route }: LiveRoute, inspection: Inspection): Failure[] {
  if (route.resource === null) return [];
  const known = methodsOf(idOf(route.resource, inspection));
  const expected = known.filter((method) => route.methods?.includes(method) !== false);
  if (route.responses.length > 0 || expected.includes(inspection.request.method)) return [];
  return [
    {
      at: ["method"],
      expected: [...expected],
      actual: inspection.request.method,
      words: `its resource takes ${expected.join(", ") || "nothing"} here, and not ${inspection.request.method}`,
      brief: "its method is another one",
      cause: { kind: "operation", methods: expected },
    },
  ];
}

function isKnownTo(resource: CompiledResource, inspection: Inspection): boolean {
  return operationOf(inspection.request.method, idOf(resource, inspection)) !== null;
}

function pathFailures({ path }: LiveRoute, { request, budget }: Inspection): Failure[] {
  if (path.matches(request.path, budget) === true) return [];
  return [
    {
      at: ["path"],
      expected: path.source,
      actual: request.path,
      words: `its path is ${shorten(path.source)}, and not ${shorten(request.path)}`,
      brief: "its path is another one",
      cause: { kind: "path" },
    },
  ];
}

function responseFailures(
  live: LiveRoute,
  open: readonly LiveResponse[],
  countOf: (response: LiveResponse) => number,
  look: Look,
): Failure[] {
  const { resource } = live.route;
  if (resource !== null && (live.responses.length === 0 || (look.hasPath && isKnownTo(resource, look.inspection)))) {
    return [];
  }
  if (live.responses.length === 0) {
    return [
      {
        at: ["responses"],
        expected: new Map([["size", new Map([["gte", 1]])]]),
        actual: [],
        words: "it has no Response",
        brief: "it has no Response",
        cause: { kind: "exhausted", response: null },
      },
    ];
  }
  if (open.length === 0) return [exhausted(live, countOf)];
  return whenFailures(live, open, look);
}

function exhausted(live: LiveRoute, countOf: (response: LiveResponse) => number): Failure {
  const at = live.responses.length - 1;
  const last = live.responses[at];
  const used = last === undefined ? 0 : countOf(last);
  const several =
    live.responses.length === 1 ? "its Response was" : `all of its ${live.responses.length} Responses were`;
  return {
    at: ["responses", String(at), "repeat"],
    expected: new Map([["gt", used]]),
    actual: last?.response.repeat ?? used,
    words: `${several} served as often as repeat allows`,
    brief: "its Responses are used up",
    cause: { kind: "exhausted", response: at },
  };
}

/** What is wrong with the first active Response, if none of them may be served. */
function whenFailures(live: LiveRoute, open: readonly LiveResponse[], look: Look): Failure[] {
  let first: Failure[] | undefined;
  for (const [at, each] of live.responses.entries()) {
    if (!open.includes(each)) continue;
    const { when } = each.response;
    const failures = when === null ? [] : matchFailures(when, ["responses", String(at), "when"], look);
    if (failures.length === 0) return [];
    first ??= failures;
  }
  return first ?? [];
}

function matchFailures(match: Match, at: readonly string[], look: Look): Failure[] {
  return [
    ...match.checks.flatMap((check) => checkFailures(check, at, look)),
    ...match.groups.flatMap((group) => groupFailures(group, at, look)),
  ];
}

function checkFailures(check: Check, at: readonly string[], { inspection, hasPath }: Look): Failure[] {
  if (check.at[0] === "path" && !hasPath) return [];
  if (judgeCheck(check, inspection) !== false) return [];
  const values = check.values(inspection);
  const [only] = values;
  return [
    {
      at: [...at, ...check.at],
      expected: check.condition.node,
      ...(only !== undefined && { actual: values.length === 1 ? nodeOf(only) : values.map(nodeOf) }),
      words: describeCheck(check, values, inspection),
      brief: only === undefined ? `${check.subject} is missing` : `${check.subject} does not fit`,
      cause: { kind: "check", check },
    },
  ];
}

function groupFailures(group: Group, at: readonly string[], look: Look): Failure[] {
  if (judgeGroup(group, look.inspection) !== false) return [];
  const { kind, matches } = group;
  const below = (index: number): readonly string[] => [...at, kind, ...(kind === "not" ? [] : [String(index)])];
  if (kind === "all") return matches.flatMap((match, index) => matchFailures(match, below(index), look));
  if (kind === "not") return [notFailure(group, below(0))];
  // The alternative of which the least is missing.
  const all = matches.map((match, index) => matchFailures(match, below(index), look));
  return all.reduce((least, each) => (each.length < least.length ? each : least));
}

function notFailure(group: Group, at: readonly string[]): Failure {
  const node: JsonNode = group.matches[0]?.node ?? null;
  return {
    at,
    expected: new Map([["not", node]]),
    words: `what it must not be is there: ${shorten(stringifyJson(node))}`,
    brief: "something is there that must not be",
    cause: { kind: "not", group },
  };
}
