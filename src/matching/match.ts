import { type JsonNode, type JsonObject, describeJson, stringifyJson } from "../json/json-node.ts";
import { didYouMean } from "../schema/nearest.ts";
import type { Reader } from "../schema/reader.ts";
import type { JsonSchema, Schema } from "../schema/schema.ts";
import type { Inspection, Judgement } from "./inspection.ts";
import type { ConditionDefinition } from "./conditions/read-condition.ts";
import type { Check } from "./places/place.ts";
import { type Selector, selectorOf } from "./selector.ts";
import { places } from "./places/places.ts";

/** What a request must be: all of its parts must hold. */
export interface Match {
  /** As it was written. */
  readonly node: JsonNode;
  /** Cheap ones first: those that need the body are the last. */
  readonly checks: readonly Check[];
  readonly groups: readonly Group[];
  /** Whether anything in it looks at the body. */
  readonly readsBody: boolean;
  /** By which value of a request it is found among many, if by any. */
  readonly selector: Selector | null;
  judge(inspection: Inspection): Judgement;
}

type OfNames = Readonly<Record<string, ConditionDefinition>>;

/** What may be given for a match. */
export interface MatchDefinition {
  readonly method?: ConditionDefinition;
  readonly host?: ConditionDefinition;
  readonly body?: ConditionDefinition;
  readonly path?: OfNames;
  readonly query?: OfNames;
  readonly headers?: OfNames;
  readonly cookies?: OfNames;
  readonly form?: Readonly<Record<string, ConditionDefinition | { readonly file: OfNames }>>;
  readonly json?: OfNames;
  readonly xml?: OfNames;
  readonly graphql?: {
    readonly operation?: ConditionDefinition;
    readonly type?: ConditionDefinition;
    readonly variables?: OfNames;
  };
  readonly all?: readonly MatchDefinition[];
  readonly any?: readonly MatchDefinition[];
  readonly not?: MatchDefinition;
}

/** Matches that are taken together. */
export interface Group {
  readonly kind: "all" | "any" | "not";
  readonly matches: readonly Match[];
}

const MATCH: { -readonly [keyword in keyof JsonSchema]: JsonSchema[keyword] } = {
  title: "Match",
  description: "What a request must be. Each place has conditions; all of them must hold.",
};

const groups: Readonly<Record<Group["kind"], { readonly json: JsonSchema; readonly description: string }>> = {
  all: { json: { type: "array", items: MATCH, minItems: 1 }, description: "All of these must hold." },
  any: { json: { type: "array", items: MATCH, minItems: 1 }, description: "At least one of these must hold." },
  not: { json: MATCH, description: "This must not hold." },
};

Object.assign(MATCH, {
  type: "object",
  properties: Object.fromEntries(
    [...Object.entries(places), ...Object.entries(groups)].map(([name, { json, description }]) => [
      name,
      "title" in json ? json : { ...json, description },
    ]),
  ),
  additionalProperties: false,
  examples: [{ query: { page: 1 }, headers: { "x-tenant": { exists: true } }, json: { "$.total": { gte: 3 } } }],
});

export const matchSchema: Schema<Match, MatchDefinition> = {
  json: MATCH,
  expected: "an object",
  read: (node, reader) => readMatch(node, reader),
  write: ({ node }) => stringifyJson(node),
};

function readMatch(node: JsonNode, reader: Reader): Match | undefined {
  if (!(node instanceof Map)) return reader.fail(`must be an object, got ${describeJson(node)}`);
  const before = reader.count;
  const checks: Check[] = [];
  const found: Group[] = [];
  for (const [name, member] of node) {
    const place = Object.hasOwn(places, name) ? places[name] : undefined;
    if (place !== undefined)
      checks.push(...(reader.child(name, { read: (each, own) => place.read(each, own) }, member) ?? []));
    else if (isGroup(name))
      found.push(...(reader.child(name, { read: (each, own) => readGroup(name, each, own) }, member) ?? []));
    else
      reader.failAt(name, `is nothing to match${didYouMean(name, [...Object.keys(places), ...Object.keys(groups)])}`);
  }
  return reader.count === before ? matchOf(node, checks, found) : undefined;
}

function isGroup(name: string): name is Group["kind"] {
  return Object.hasOwn(groups, name);
}

function readGroup(kind: Group["kind"], node: JsonNode, reader: Reader): Group[] | undefined {
  if (kind === "not") {
    const match = readMatch(node, reader);
    return match && [{ kind, matches: [match] }];
  }
  if (!Array.isArray(node)) return reader.fail(`must be an array, got ${describeJson(node)}`);
  if (node.length === 0) return reader.fail("must not be empty");
  const matches: Match[] = [];
  for (const [at, item] of node.entries()) {
    const match = reader.child(at, { read: readMatch }, item);
    if (match !== undefined) matches.push(match);
  }
  return [{ kind, matches }];
}

function matchOf(node: JsonObject, given: readonly Check[], found: readonly Group[]): Match {
  const checks = [...given.filter(({ readsBody }) => !readsBody), ...given.filter(({ readsBody }) => readsBody)];
  const readsBody =
    given.some((check) => check.readsBody) || found.some(({ matches }) => matches.some((each) => each.readsBody));
  return {
    node,
    checks,
    groups: found,
    readsBody,
    selector: selectorOf(checks),
    judge(inspection) {
      let whole: Judgement = true;
      for (const check of checks) {
        const judgement = judgeCheck(check, inspection);
        if (judgement === false) return false;
        if (judgement === "unread") whole = "unread";
      }
      for (const group of found) {
        const judgement = judgeGroup(group, inspection);
        if (judgement === false) return false;
        if (judgement === "unread") whole = "unread";
      }
      return whole;
    },
  };
}

export function judgeCheck({ readsBody, condition, values }: Check, inspection: Inspection): Judgement {
  if (readsBody && inspection.request.body === undefined) return "unread";
  return condition.holds(values(inspection), inspection);
}

/** What is said of several: "unread" unless what is known decides already. */
export function judgeGroup({ kind, matches }: Group, inspection: Inspection): Judgement {
  const decided = kind === "any";
  let whole: Judgement = !decided;
  for (const match of matches) {
    const judgement = match.judge(inspection);
    if (kind === "not") return judgement === "unread" ? "unread" : !judgement;
    if (judgement === decided) return decided;
    if (judgement === "unread") whole = "unread";
  }
  return whole;
}

/** The names of parts of the path that a match asks about, and where. */
export function pathNamesOf(match: Match, at: readonly string[] = []): { at: readonly string[]; name: string }[] {
  const own = match.checks
    .filter((check) => check.at[0] === "path")
    .map((check) => ({ at: [...at, ...check.at], name: check.at[1] ?? "" }));
  const below = match.groups.flatMap(({ kind, matches }) =>
    matches.flatMap((each, index) => pathNamesOf(each, [...at, kind, ...(kind === "not" ? [] : [String(index)])])),
  );
  return [...own, ...below];
}
