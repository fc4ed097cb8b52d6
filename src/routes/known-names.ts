import { type Match, checksOf, pathNamesOf } from "../matching/match.ts";
import type { PathPattern } from "../matching/path-pattern.ts";
import { pathFault, pathOfItems } from "../resources/resource.ts";
import type { ResponseTemplate } from "../responses/response-template.ts";
import { didYouMean } from "../schema/nearest.ts";
import type { Reader } from "../schema/reader.ts";
import type { ReadScenario } from "./scenario.ts";

/** A Response as it was read, as far as it looks at what its Route has. */
interface Looking {
  readonly when?: Match;
  readonly templates: ResponseTemplate | null;
}

interface Given {
  readonly path: PathPattern;
  readonly match?: Match;
  readonly scenario?: ReadScenario;
  readonly resource?: unknown;
  readonly responses: readonly Looking[];
}

/** Conditions and templates can only be about what the Route has: the names of its path, the state of its scenario. */
export function namesAreKnown({ path: given, match, scenario, resource, responses }: Given, reader: Reader): void {
  const fault = resource === undefined ? undefined : pathFault(given);
  if (fault !== undefined) reader.failAt("path", fault);
  const path = resource === undefined || fault !== undefined ? given : pathOfItems(given);
  refuseUnknownNames(path, match, ["match"], reader);
  for (const name of scenario?.keyOf?.pathNames ?? []) {
    if (!path.names.has(name)) reader.failAt(["scenario", "key"], usesUnknown(path, name));
  }
  for (const [at, response] of responses.entries()) {
    refuseUnknown({ path, hasScenario: scenario !== undefined }, response, ["responses", at], reader);
  }
}

/** Notes what a Response looks at that its Route has not. */
export function refuseUnknown(
  { path, hasScenario }: { readonly path: PathPattern; readonly hasScenario: boolean },
  { when, templates }: Looking,
  below: readonly (string | number)[],
  reader: Reader,
): void {
  refuseUnknownNames(path, when, [...below, "when"], reader);
  for (const { at, name } of templates?.pathNames ?? []) {
    if (!path.names.has(name)) reader.failAt([...below, ...at], usesUnknown(path, name));
  }
  if (hasScenario) return;
  const states = when === undefined ? [] : checksOf(when).filter(({ check }) => check.at[0] === "state");
  const effects = (templates?.effects ?? []).filter(({ at }) => at.at(-1) === "state");
  for (const { at } of states) reader.failAt([...below, "when", ...at], NO_SCENARIO);
  for (const { at } of effects) reader.failAt([...below, ...at], NO_SCENARIO);
}

const NO_SCENARIO = "is the state of a scenario, which the Route has not";

function usesUnknown(path: PathPattern, name: string): string {
  return `uses path.${name}, which ${unknownName(path, name)}`;
}

function unknownName(path: PathPattern, name: string): string {
  const known = path.names.size === 0 ? "it has no placeholders" : `it has ${[...path.names].join(", ")}`;
  return `is no part of the path: ${known}${didYouMean(name, path.names)}`;
}

/** Notes the conditions of a match that are about names which a path has not. */
export function refuseUnknownNames(
  path: PathPattern,
  match: Match | undefined,
  below: readonly (string | number)[],
  reader: Reader,
): void {
  for (const { at, name } of match === undefined ? [] : pathNamesOf(match)) {
    if (path.names.has(name)) continue;
    const isPlace = at.at(-2) === "path";
    reader.failAt([...below, ...at], isPlace ? unknownName(path, name) : usesUnknown(path, name));
  }
}
