import { methods } from "../http/methods.ts";
import { type CompiledAuth, authSchema, compileAuth } from "../auth/auth.ts";
import { type Match, matchSchema } from "../matching/match.ts";
import { countSchema } from "../matching/conditions/count-schema.ts";
import { PathPattern } from "../matching/path-pattern.ts";
import { PatternError } from "../matching/pattern-error.ts";
import { placeholderTypes } from "../matching/placeholders.ts";
import type { JsonNode, JsonObject } from "../json/json-node.ts";
import type { Heads } from "../responses/answerable.ts";
import {
  type CompiledResponse,
  compileResponse,
  idSchema,
  responseSchema,
  usedCountSchema,
} from "../responses/response.ts";
import { type SelectionName, selectionNames, selectionStrategies } from "../responses/selection/selection.ts";
import { type CompiledResource, compileResource, pathOfItems, resourceSchema } from "../resources/resource.ts";
import { namesAreKnown } from "./known-names.ts";
import { type CompiledScenario, compileScenario, scenarioSchema } from "./scenario.ts";
import { defaulted, object, optional, readOnly, required } from "../schema/object.ts";
import {
  type InputOf,
  type OutputOf,
  type Schema,
  array,
  arrayOr,
  boolean,
  integer,
  nullable,
  oneOf,
  string,
} from "../schema/schema.ts";

/** A path can be no longer than a target, so that a longer pattern is a mistake or an attack. */
const LONGEST_PATTERN = 10_000;

const pathText = string({
  description:
    "A regular expression that must match the whole path, in the common core of Python's `re` and ECMAScript; " +
    "`(?P<name>…)` names a part. `{name}` or `{name:type}` stands for a part, and names it. The types: " +
    `${Object.entries(placeholderTypes)
      .map(([name, { description }]) => `\`${name}\` (${description})`)
      .join(", ")}.`,
  examples: ["/endpoint_.", "/users/\\d+", "/users/{id:integer}"],
});

export const pathSchema: Schema<PathPattern, string> = {
  json: { ...pathText.json, maxLength: LONGEST_PATTERN },
  expected: "a string",
  read(node, reader) {
    const source = pathText.read(node, reader);
    if (source === undefined) return undefined;
    if (source.length > LONGEST_PATTERN) {
      return reader.fail(`must be at most ${LONGEST_PATTERN} characters long, got ${source.length}`);
    }
    try {
      return new PathPattern(source);
    } catch (error) {
      if (error instanceof PatternError) return reader.fail(`must be a regular expression: ${error.message}`);
      throw error;
    }
  },
  write: ({ source }) => pathText.write(source),
};

type Method = (typeof methods)[number];

/** All methods there are, those that nobody knows included. */
const ANY = "ANY";
const methodWords = [...methods, ANY] as const;

export const methodSchema = arrayOr(array(oneOf(methods), { minItems: 1, uniqueItems: true }), oneOf(methodWords), {
  isMany: (method): method is Method[] => typeof method === "object",
  description: "The method that a request must have, an array of methods, or `ANY`.",
  examples: ["POST", ["PUT", "PATCH"]],
});

/** What a test expects of a Route, see `POST /verify`. */
const expectSchema = object(
  {
    count: optional(countSchema),
    follows: optional(
      array(string(), { description: "Ids of Routes that must have been asked for before.", examples: [["login"]] }),
    ),
  },
  {
    title: "Expectation",
    description: "What must have come when a test ends: `POST /verify` checks it.",
    examples: [{ count: 1, follows: ["login"] }],
  },
);

/** The priorities and the order of Routes are kept in one number. */
const HIGHEST_PRIORITY = 100_000;

export const routeSchema = object(
  {
    id: optional(idSchema),
    description: optional(string({ description: "For people.", examples: ["What the shop's start page asks for"] })),
    tags: optional(
      array(string(), {
        description: "For people, and to list only some Routes: `GET /internal/routes?tag=`.",
        examples: [["orders", "smoke"]],
      }),
    ),
    path: required(pathSchema),
    method: defaulted(methodSchema, "GET"),
    priority: optional(
      integer({
        minimum: -HIGHEST_PRIORITY,
        maximum: HIGHEST_PRIORITY,
        description:
          "Routes of a higher priority are tried first, those of the same in the order of adding; 0 if absent.",
      }),
    ),
    fallback: optional(
      boolean({ description: "Whether it is tried after all that are no fallback, whatever their priority." }),
    ),
    match: optional(matchSchema),
    cors: optional(
      boolean({
        description:
          "Whether pages of every origin may read the answers (CORS); if absent, those of the origins of `--cors`.",
      }),
    ),
    scenario: optional(scenarioSchema),
    resource: optional(resourceSchema),
    expect: optional(expectSchema),
    auth: defaulted(nullable(authSchema), null),
    response_selection: defaulted(
      oneOf(selectionNames, {
        description: `Which of the active Responses answers. ${selectionNames
          .map((name) => `\`${name}\`: ${selectionStrategies[name].description}`)
          .join("; ")}.`,
      }),
      "greedy" satisfies SelectionName,
    ),
    responses: defaulted(
      array(responseSchema, { description: "May be empty; the Route is then inactive. A `resource` needs none." }),
      [],
    ),
    used_count: readOnly(usedCountSchema),
    is_active: readOnly(boolean({ description: "Whether at least one Response is active." })),
  },
  {
    title: "Route",
    description: "Which requests are answered, and how.",
    prepare: withAnyMethod,
    constraint: {
      json: { anyOf: [{ required: ["responses"] }, { required: ["resource"] }] },
      check(route, reader) {
        if (!route.has("responses") && !route.has("resource")) {
          reader.fail('is missing the required field "responses"');
        }
      },
    },
    check: namesAreKnown,
    examples: [{ id: "hello", path: "/hello", responses: [{ body: "Hello!" }] }],
  },
);

/** A collection is asked by several methods: those that are not wanted are left out by `method`. */
function withAnyMethod(route: JsonObject): JsonObject {
  return route.has("resource") && !route.has("method") ? new Map(route).set("method", ANY) : route;
}

type Given = InputOf<typeof routeSchema>;

/** What may be given for a Route: Responses, or a resource. */
export type RouteDefinition = Given & (Required<Pick<Given, "responses">> | Required<Pick<Given, "resource">>);

/** A definition that was read and found valid. */
export type ValidRoute = OutputOf<typeof routeSchema>;

/** A Route made ready: never changed, and shared by everything that counts it. */
export interface CompiledRoute {
  readonly id: string;
  /** `null`: all there are. */
  readonly methods: readonly string[] | null;
  readonly path: PathPattern;
  /** Routes of a lower tier are tried first. */
  readonly tier: number;
  readonly tags: readonly string[];
  readonly expect: OutputOf<typeof expectSchema> | null;
  /** `null`: it has no state. */
  readonly scenario: CompiledScenario | null;
  /** `null`: it is no collection. */
  readonly resource: CompiledResource | null;
  readonly match: Match | null;
  /** Whether pages of other origins may read the answers; `null`: as the server is told. */
  readonly cors: boolean | null;
  readonly auth: CompiledAuth | null;
  readonly onPatternExpired: OnPatternExpired;
  readonly selection: SelectionName;
  readonly select: (typeof selectionStrategies)[SelectionName]["select"];
  readonly responses: readonly CompiledResponse[];
  /** Its definition as JSON, without its id, its Responses and the braces. */
  readonly definition: string;
  /** Whether its id was given, and not generated. */
  readonly isNamed: boolean;
  /** Characters of its whole definition, its Responses included. */
  readonly size: number;
}

/** Called each time a pattern of a Route takes too long to match. */
type OnPatternExpired = (route: string, pattern: string) => void;

export interface CompileOptions {
  readonly newId: () => string;
  readonly onPatternExpired: OnPatternExpired;
}

export function compileRoute(definition: ValidRoute, { newId, onPatternExpired }: CompileOptions): CompiledRoute {
  const { path, priority = 0, fallback = false, tags = NONE } = definition;
  const id = definition.id ?? newId();
  const methodList = methodsOf(definition.method);
  const heads = headsOf(methodList);
  const responses = definition.responses.map((response) => compileResponse(response, { newId, heads }));
  const text = routeSchema.writeMembers(definition, isOwnMember);
  return {
    id,
    methods: methodList,
    tier: (fallback ? FALLBACK_TIER : 0) - priority,
    tags,
    expect: definition.expect ?? null,
    scenario: definition.scenario === undefined ? null : compileScenario(definition.scenario, id),
    resource: definition.resource === undefined ? null : compileResource(definition.resource, path),
    path: definition.resource === undefined ? path : pathOfItems(path),
    onPatternExpired,
    match: definition.match ?? null,
    cors: definition.cors ?? null,
    auth: definition.auth && compileAuth(definition.auth, heads),
    selection: definition.response_selection,
    select: selectionStrategies[definition.response_selection].select,
    responses,
    definition: text,
    isNamed: definition.id !== undefined,
    size: sizeOf(id, text, responses),
  };
}

const NONE: readonly string[] = [];

/** Behind every priority. */
const FALLBACK_TIER = 2 * HIGHEST_PRIORITY + 1;

/** Whether a Route is tried after all others. */
export function isFallback({ tier }: CompiledRoute): boolean {
  return tier > HIGHEST_PRIORITY;
}

/** Shared by all Routes of one method. */
const single = new Map(methods.map((method) => [method, [method]]));

function methodsOf(given: Method | Method[] | typeof ANY): readonly string[] | null {
  if (given === ANY) return null;
  return typeof given === "string" ? (single.get(given) ?? [given]) : given;
}

/** Whether HEAD is among these methods; `null`: all there are. */
export function headsOf(given: readonly string[] | null): Heads {
  if (given === null) return "also";
  if (!given.includes("HEAD")) return "none";
  return given.length === 1 ? "only" : "also";
}

function isOwnMember(name: string): boolean {
  return name !== "id" && name !== "responses";
}

/** Which of the Responses of a payload has the id of another one before it, if any. */
export function twinOf(responses: JsonNode | undefined): number | undefined {
  if (!Array.isArray(responses) || responses.length < 2) return undefined;
  const known = new Set<JsonNode>();
  for (const [index, response] of responses.entries()) {
    const id = response instanceof Map ? response.get("id") : undefined;
    if (typeof id !== "string") continue;
    if (known.has(id)) return index;
    known.add(id);
  }
  return undefined;
}

/** The text of a definition as it was given: without the ids that were generated. */
export function givenText(route: CompiledRoute): string {
  const responses = route.responses.map((each) => `{${namedMembers(each)}}`);
  return `{${namedMembers(route)}${hidesResponses(route) ? "" : `,"responses":[${responses.join(",")}]`}}`;
}

/** Whether there are no Responses to show: a resource needs none. */
export function hidesResponses({ resource, responses }: Pick<CompiledRoute, "resource" | "responses">): boolean {
  return resource !== null && responses.length === 0;
}

function namedMembers({ id, isNamed, definition }: Pick<CompiledRoute, "id" | "isNamed" | "definition">): string {
  return isNamed ? `"id":"${id}",${definition}` : definition;
}

/** The same Route with other Responses. */
export function withResponses(route: CompiledRoute, responses: readonly CompiledResponse[]): CompiledRoute {
  return { ...route, responses, size: sizeOf(route.id, route.definition, responses) };
}

function sizeOf(id: string, definition: string, responses: readonly CompiledResponse[]): number {
  let size = id.length + definition.length;
  for (const response of responses) size += response.id.length + response.definition.length;
  return size;
}
