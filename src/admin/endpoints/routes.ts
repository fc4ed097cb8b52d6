import type { Sandbox } from "../../app/sandbox.ts";
import { TricksterError } from "../../errors.ts";
import { type Answer, emptyAnswer, jsonArrayAnswer, jsonTextAnswer } from "../../http/answer.ts";
import type { JsonNode } from "../../json/json-node.ts";
import { type CompiledRoute, routeSchema } from "../../routes/route.ts";
import type { LiveRoute } from "../../routes/live-route.ts";
import type { JsonSchema } from "../../schema/schema.ts";
import { type Endpoint, defineEndpoint } from "../endpoint.ts";
import { readLimit } from "../query.ts";
import { withWarningCount, withWarnings } from "../warnings.ts";
import { INVALID, NO_ROUTE, TAKEN, patchSchema, route, routeExample } from "./shared.ts";

const routesSchema: JsonSchema = { type: "array", items: routeSchema.json };

export const routeEndpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/routes",
    name: "listRoutes",
    summary: "The Routes, in the order in which they were added",
    query: [
      {
        name: "limit",
        description: "How many at most; all by default.",
        schema: { type: "integer", minimum: 1 },
        isOptional: true,
      },
      {
        name: "since",
        description: "The id of a Route: only those behind it.",
        schema: { type: "string" },
        isOptional: true,
      },
      {
        name: "tag",
        description: "Only those with this tag; with several, those that have all of them.",
        schema: { type: "string" },
        isOptional: true,
      },
    ],
    success: { status: 200, description: "The Routes.", schema: routesSchema, example: [route] },
    errors: {
      400: "The `limit` is no positive integer.",
      410: "There is no Route with the id `since`, or none any more.",
    },
    handle({ sandbox, query }) {
      const since = query.get("since");
      const routes = since === null ? sandbox.routes : sandbox.routes.since(since);
      return jsonArrayAnswer(200, textsOf(withTags(routes, query.getAll("tag")), readLimit(query.get("limit"))));
    },
  }),
  defineEndpoint({
    method: "POST",
    path: "/routes",
    name: "addRoute",
    summary: "Add a Route behind the others; or an array of Routes: all of them, or none",
    request: {
      description: "The Route, or an array of Routes.",
      schema: { oneOf: [routeSchema.json, routesSchema] },
      example: routeExample,
    },
    success: {
      status: 201,
      description: "The Route, with its defaults; or an array of the Routes.",
      schema: { oneOf: [routeSchema.json, routesSchema] },
      example: route,
    },
    errors: { 400: INVALID, 409: TAKEN },
    handle: ({ sandbox, payload }) => created(sandbox, sandbox.routes.add(payload)),
    handleMany: ({ sandbox, elements }) => take(sandbox, elements, (routes) => sandbox.routes.addAll(routes)),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/routes",
    name: "replaceRoutes",
    summary: "Replace all Routes by those of an array, or none if anything is wrong with one",
    request: { description: "The Routes.", schema: routesSchema, example: [routeExample] },
    success: { status: 201, description: "The Routes, with their defaults.", schema: routesSchema, example: [route] },
    errors: { 400: INVALID, 409: "Two Routes share an id, or two Responses of one do." },
    handle() {
      throw new TricksterError(400, "The payload must be an array of Routes.");
    },
    handleMany: ({ sandbox, elements }) =>
      take(sandbox, elements, (routes) => sandbox.routes.inTurns(sandbox.routes.replaceAll(routes))),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/routes",
    name: "removeRoutes",
    summary: "Remove all Routes",
    success: { status: 204, description: "They are removed." },
    errors: {},
    handle({ sandbox }) {
      sandbox.routes.clear();
      return emptyAnswer(204);
    },
  }),
  defineEndpoint({
    method: "GET",
    path: "/routes/{route_id}",
    name: "getRoute",
    summary: "One Route",
    success: { status: 200, description: "The Route.", schema: routeSchema.json, example: route },
    errors: { 404: NO_ROUTE },
    handle: ({ sandbox, parameters }) => jsonTextAnswer(200, sandbox.routes.get(parameters["route_id"] ?? "").toJson()),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/routes/{route_id}",
    name: "replaceRoute",
    summary: "Replace a Route: it keeps its place, and its counters start again; another `id` renames it",
    request: { description: "The new Route.", schema: routeSchema.json, example: routeExample },
    success: { status: 201, description: "The new Route.", schema: routeSchema.json, example: route },
    errors: { 400: INVALID, 404: NO_ROUTE, 409: TAKEN },
    handle: ({ sandbox, parameters, payload }) =>
      created(sandbox, sandbox.routes.replace(parameters["route_id"] ?? "", payload)),
  }),
  defineEndpoint({
    method: "PATCH",
    path: "/routes/{route_id}",
    name: "patchRoute",
    summary: "Change a Route; its counters stay, and those of Responses that keep their id",
    request: {
      description: "An object is a JSON Merge Patch (RFC 7396), an array a JSON Patch (RFC 6902).",
      schema: patchSchema,
      example: { method: "POST" },
    },
    success: { status: 201, description: "The changed Route.", schema: routeSchema.json, example: route },
    errors: { 400: INVALID, 404: NO_ROUTE, 409: TAKEN },
    handle: ({ sandbox, parameters, payload }) =>
      created(sandbox, sandbox.routes.patch(parameters["route_id"] ?? "", payload)),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/routes/{route_id}",
    name: "removeRoute",
    summary: "Remove a Route",
    success: { status: 204, description: "It is removed." },
    errors: { 404: NO_ROUTE },
    handle({ sandbox, parameters }) {
      sandbox.routes.remove(parameters["route_id"] ?? "");
      return emptyAnswer(204);
    },
  }),
];

function created(sandbox: Sandbox, live: LiveRoute): Answer {
  return withWarnings(jsonTextAnswer(201, live.toJson()), sandbox, live);
}

/** Reads Routes one by one, and has them taken together. */
async function take(
  sandbox: Sandbox,
  elements: AsyncIterable<JsonNode>,
  use: (routes: readonly CompiledRoute[]) => Promise<readonly LiveRoute[]>,
): Promise<Answer> {
  const batch = sandbox.routes.startBatch();
  try {
    for await (const element of elements) batch.read(element);
    const lives = await use(batch.routes);
    return withWarningCount(jsonArrayAnswer(201, textsOf(lives)), sandbox, lives);
  } finally {
    batch.release();
  }
}

function withTags(routes: Iterable<LiveRoute>, tags: readonly string[]): Iterable<LiveRoute> {
  return tags.length === 0 ? routes : filterByTags(routes, tags);
}

function* filterByTags(routes: Iterable<LiveRoute>, tags: readonly string[]): Generator<LiveRoute> {
  for (const live of routes) if (tags.every((tag) => live.route.tags.includes(tag))) yield live;
}

function* textsOf(routes: Iterable<LiveRoute>, limit = Number.POSITIVE_INFINITY): Generator<string> {
  let count = 0;
  for (const live of routes) {
    yield live.toJson();
    count += 1;
    if (count >= limit) return;
  }
}
