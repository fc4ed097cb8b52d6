import type { HttpRequest } from "../http/request.ts";
import { methods } from "../http/methods.ts";
import type { JsonNode } from "../json/json-node.ts";
import { parseJson } from "../json/parse-json.ts";
import type { Match } from "../matching/match.ts";
import type { Inspection } from "../matching/inspection.ts";
import { LiveRoute } from "../routes/live-route.ts";
import { compileRoute, routeSchema } from "../routes/route.ts";
import { Reader } from "../schema/reader.ts";
import type { Failure } from "./failure.ts";
import { failuresOf } from "./failures.ts";
import { type Operation, add, attempt, remove, replace } from "./patch.ts";

/** A patch of the Route by which the request matches it, if there is one. */
export function fixRoute(
  live: LiveRoute,
  failures: readonly Failure[],
  inspection: Inspection,
): readonly Operation[] | undefined {
  const { request } = inspection;
  const patch = failures.flatMap((failure) => operationsFor(failure, live, request));
  const patched = attempt(parseJson(live.toJson(), { maxDepth: Number.POSITIVE_INFINITY }), patch);
  return patched !== undefined && isMatchedBy(patched, live, inspection) ? patch : undefined;
}

function isMatchedBy(definition: JsonNode, live: LiveRoute, inspection: Inspection): boolean {
  const valid = routeSchema.read(definition, new Reader());
  if (valid === undefined) return false;
  const route = compileRoute(valid, { newId: () => "new", onPatternExpired: () => {} });
  return failuresOf(new LiveRoute(route, live), inspection.again()).length === 0;
}

function operationsFor(failure: Failure, live: LiveRoute, request: HttpRequest): Operation[] {
  const { cause, at } = failure;
  switch (cause.kind) {
    case "method":
      return [replace(at, methods.find((known) => known === request.method) ?? "ANY")];
    case "operation":
      return [add(["responses"], [new Map<string, JsonNode>([["body", ""]])])];
    case "path":
      return [replace(at, escapePath(request.path)), ...withoutPathConditions(live)];
    case "exhausted":
      return cause.response === null
        ? [add(["responses", "-"], new Map<string, JsonNode>([["body", ""]]))]
        : withoutLimit(live, cause.response);
    case "check":
    case "not":
      return [remove(at)];
  }
}

/** A path as a pattern that matches nothing else. */
export function escapePath(path: string): string {
  return path.replaceAll(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`);
}

/** A path that is just a text has no parts to ask for. */
function withoutPathConditions({ route }: LiveRoute): Operation[] {
  return [
    ...(asksForParts(route.match) ? [remove(["match", "path"])] : []),
    ...route.responses.flatMap(({ when }, at) =>
      asksForParts(when) ? [remove(["responses", at, "when", "path"])] : [],
    ),
  ];
}

function asksForParts(match: Match | null): boolean {
  return match?.checks.some(({ at }) => at[0] === "path") === true;
}

function withoutLimit({ route }: LiveRoute, at: number): Operation[] {
  const limit = remove(["responses", at, "repeat"]);
  return route.responses[at]?.when === null ? [limit] : [limit, remove(["responses", at, "when"])];
}
