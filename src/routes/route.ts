import { type CompiledAuth, authSchema, compileAuth } from "../auth/auth.ts";
import { type ParsedPath, type PathPattern, PatternError, compilePath, parsePath } from "../matching/path-pattern.ts";
import type { JsonNode } from "../json/json-node.ts";
import type { PatternGuard } from "../matching/pattern-guard.ts";
import {
  type CompiledResponse,
  compileResponse,
  idSchema,
  responseSchema,
  usedCountSchema,
} from "../responses/response.ts";
import { type SelectionName, selectionNames, selectionStrategies } from "../responses/selection/selection.ts";
import { defaulted, object, optional, readOnly, required } from "../schema/object.ts";
import { type InputOf, type OutputOf, type Schema, array, boolean, nullable, oneOf, string } from "../schema/schema.ts";

export const methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"] as const;

/** A path can be no longer than a target, so that a longer pattern is a mistake or an attack. */
const LONGEST_PATTERN = 10_000;

const pathText = string({
  description:
    "A regular expression that must match the whole path, in the common core of Python's `re` and ECMAScript; " +
    "`(?P<name>…)` names a part.",
  examples: ["/endpoint_.", "/users/\\d+"],
});

const pathSchema: Schema<ParsedPath, string> = {
  json: { ...pathText.json, maxLength: LONGEST_PATTERN },
  expected: "a string",
  read(node, reader) {
    const source = pathText.read(node, reader);
    if (source === undefined) return undefined;
    if (source.length > LONGEST_PATTERN) {
      return reader.fail(`must be at most ${LONGEST_PATTERN} characters long, got ${source.length}`);
    }
    try {
      return parsePath(source);
    } catch (error) {
      if (error instanceof PatternError) return reader.fail(`must be a regular expression: ${error.message}`);
      throw error;
    }
  },
  write: ({ source }) => pathText.write(source),
};

export const routeSchema = object(
  {
    id: optional(idSchema),
    path: required(pathSchema),
    method: defaulted(oneOf(methods, { description: "The method that a request must have." }), "GET"),
    auth: defaulted(nullable(authSchema), null),
    response_selection: defaulted(
      oneOf(selectionNames, {
        description: `Which of the active Responses answers. ${selectionNames
          .map((name) => `\`${name}\`: ${selectionStrategies[name].description}`)
          .join("; ")}.`,
      }),
      "greedy" satisfies SelectionName,
    ),
    responses: required(array(responseSchema, { description: "May be empty; the Route is then inactive." })),
    used_count: readOnly(usedCountSchema),
    is_active: readOnly(boolean({ description: "Whether at least one Response is active." })),
  },
  {
    title: "Route",
    description: "Which requests are answered, and how.",
    examples: [{ id: "hello", path: "/hello", responses: [{ body: "Hello!" }] }],
  },
);

/** What may be given for a Route. */
export type RouteDefinition = InputOf<typeof routeSchema>;

/** A definition that was read and found valid. */
export type ValidRoute = OutputOf<typeof routeSchema>;

/** A Route made ready: never changed, and shared by everything that counts it. */
export interface CompiledRoute {
  readonly id: string;
  readonly method: string;
  readonly path: PathPattern;
  readonly auth: CompiledAuth | null;
  readonly select: (typeof selectionStrategies)[SelectionName]["select"];
  readonly responses: readonly CompiledResponse[];
  /** Its definition as JSON, without its id, its Responses and the braces. */
  readonly definition: string;
  /** Whether its id was given, and not generated. */
  readonly isNamed: boolean;
  /** Characters of its whole definition, its Responses included. */
  readonly size: number;
}

export interface CompileOptions {
  readonly guard: PatternGuard;
  readonly newId: () => string;
  /** Called when the path of a Route takes too long to match. */
  readonly onPatternExpired: (route: string, path: string) => void;
}

export function compileRoute(
  definition: ValidRoute,
  { guard, newId, onPatternExpired }: CompileOptions,
): CompiledRoute {
  const { path, method } = definition;
  const id = definition.id ?? newId();
  const toHead = method === "HEAD";
  const responses = definition.responses.map((response) => compileResponse(response, { newId, toHead }));
  const text = routeSchema.writeMembers(definition, isOwnMember);
  return {
    id,
    method,
    path: compilePath(path, { guard, onExpired: () => onPatternExpired(id, path.source) }),
    auth: definition.auth && compileAuth(definition.auth, toHead),
    select: selectionStrategies[definition.response_selection].select,
    responses,
    definition: text,
    isNamed: definition.id !== undefined,
    size: sizeOf(id, text, responses),
  };
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
  return `{${namedMembers(route)},"responses":[${route.responses.map((each) => `{${namedMembers(each)}}`).join(",")}]}`;
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
