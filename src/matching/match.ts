import { type JsonNode, type JsonObject, describeJson, stringifyJson } from "../json/json-node.ts";
import { didYouMean } from "../schema/nearest.ts";
import type { Reader } from "../schema/reader.ts";
import type { JsonSchema, Schema } from "../schema/schema.ts";
import type { Inspection, Judgement } from "./inspection.ts";
import type { ConditionDefinition } from "./conditions/read-condition.ts";
import type { Check, Place } from "./places/place.ts";
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

const GROUPS = ["all", "any", "not"] as const satisfies readonly Group["kind"][];

type Places = Readonly<Record<string, Place>>;

/** The schema of a match about these places; `notes`: its title, its description and its examples. */
export function matchSchemaOf<Definition>(known: Places, notes: JsonSchema): Schema<Match, Definition> {
  const json: { -readonly [keyword in keyof JsonSchema]: JsonSchema[keyword] } = {
    title: notes["title"],
    description: notes["description"],
  };
  const several = { type: "array", items: json, minItems: 1 };
  const groups = {
    all: { ...several, description: "All of these must hold." },
    any: { ...several, description: "At least one of these must hold." },
    not: json,
  };
  const ofPlaces = Object.entries(known).map(([name, place]): [string, JsonSchema] => [
    name,
    "title" in place.json ? place.json : { ...place.json, description: place.description },
  ]);
  Object.assign(json, {
    type: "object",
    properties: { ...Object.fromEntries(ofPlaces), ...groups },
    additionalProperties: false,
    examples: notes["examples"],
  });
  return {
    json,
    expected: "an object",
    read: (node, reader) => readMatch(known, node, reader),
    write: ({ node }) => stringifyJson(node),
  };
}

export const matchSchema = matchSchemaOf<MatchDefinition>(places, {
  title: "Match",
  description: "What a request must be. Each place has conditions; all of them must hold.",
  examples: [{ query: { page: 1 }, headers: { "x-tenant": { exists: true } }, json: { "$.total": { gte: 3 } } }],
});

function readMatch(known: Places, node: JsonNode, reader: Reader): Match | undefined {
  if (!(node instanceof Map)) return reader.fail(`must be an object, got ${describeJson(node)}`);
  const before = reader.count;
  const checks: Check[] = [];
  const found: Group[] = [];
  for (const [name, member] of node) {
    const place = Object.hasOwn(known, name) ? known[name] : undefined;
    if (place !== undefined)
      checks.push(...(reader.child(name, { read: (each, own) => place.read(each, own) }, member) ?? []));
    else if (isGroup(name))
      found.push(...(reader.child(name, { read: (each, own) => readGroup(known, name, each, own) }, member) ?? []));
    else reader.failAt(name, `is nothing to match${didYouMean(name, [...Object.keys(known), ...GROUPS])}`);
  }
  return reader.count === before ? matchOf(node, checks, found) : undefined;
}

function isGroup(name: string): name is Group["kind"] {
  return GROUPS.some((kind) => kind === name);
}

function readGroup(known: Places, kind: Group["kind"], node: JsonNode, reader: Reader): Group[] | undefined {
  if (kind === "not") {
    const match = readMatch(known, node, reader);
    return match && [{ kind, matches: [match] }];
  }
  if (!Array.isArray(node)) return reader.fail(`must be an array, got ${describeJson(node)}`);
  if (node.length === 0) return reader.fail("must not be empty");
  const matches: Match[] = [];
  for (const [at, item] of node.entries()) {
    const match = reader.child(at, { read: (each, own) => readMatch(known, each, own) }, item);
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

/** The checks of a match, and where they stand; those of its groups included. */
export function checksOf(match: Match, at: readonly string[] = []): { at: readonly string[]; check: Check }[] {
  const own = match.checks.map((check) => ({ at: [...at, ...check.at], check }));
  const below = match.groups.flatMap(({ kind, matches }) =>
    matches.flatMap((each, index) => checksOf(each, [...at, kind, ...(kind === "not" ? [] : [String(index)])])),
  );
  return [...own, ...below];
}

/** The names of parts of the path that a match asks about, and where. */
export function pathNamesOf(match: Match, at: readonly string[] = []): { at: readonly string[]; name: string }[] {
  return checksOf(match, at).flatMap(({ at: place, check }) => {
    const names = check.at[0] === "path" ? [check.at[1] ?? ""] : (check.pathNames ?? []);
    return names.map((name) => ({ at: place, name }));
  });
}
