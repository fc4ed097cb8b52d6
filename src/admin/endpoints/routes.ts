import { emptyAnswer, jsonArrayAnswer, jsonTextAnswer } from "../../http/answer.ts";
import { routeSchema } from "../../routes/route.ts";
import type { LiveRoute } from "../../routes/live-route.ts";
import { type Endpoint, defineEndpoint } from "../endpoint.ts";
import { INVALID, NO_ROUTE, TAKEN, patchSchema, route, routeExample } from "./shared.ts";

export const routeEndpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/routes",
    name: "listRoutes",
    summary: "All Routes, in the order in which they are tried",
    success: {
      status: 200,
      description: "The Routes.",
      schema: { type: "array", items: routeSchema.json },
      example: [route],
    },
    errors: {},
    handle: ({ app }) => jsonArrayAnswer(200, textsOf(app.routes)),
  }),
  defineEndpoint({
    method: "POST",
    path: "/routes",
    name: "addRoute",
    summary: "Add a Route; it is tried last",
    request: { description: "The Route.", schema: routeSchema.json, example: routeExample },
    success: { status: 201, description: "The Route, with its defaults.", schema: routeSchema.json, example: route },
    errors: { 400: INVALID, 409: TAKEN },
    handle: ({ app, payload }) => jsonTextAnswer(201, app.routes.add(payload).toJson()),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/routes",
    name: "removeRoutes",
    summary: "Remove all Routes",
    success: { status: 204, description: "They are removed." },
    errors: {},
    handle({ app }) {
      app.routes.clear();
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
    handle: ({ app, parameters }) => jsonTextAnswer(200, app.routes.get(parameters["route_id"] ?? "").toJson()),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/routes/{route_id}",
    name: "replaceRoute",
    summary: "Replace a Route: it keeps its place, and its counters start again; another `id` renames it",
    request: { description: "The new Route.", schema: routeSchema.json, example: routeExample },
    success: { status: 201, description: "The new Route.", schema: routeSchema.json, example: route },
    errors: { 400: INVALID, 404: NO_ROUTE, 409: TAKEN },
    handle: ({ app, parameters, payload }) =>
      jsonTextAnswer(201, app.routes.replace(parameters["route_id"] ?? "", payload).toJson()),
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
    handle: ({ app, parameters, payload }) =>
      jsonTextAnswer(201, app.routes.patch(parameters["route_id"] ?? "", payload).toJson()),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/routes/{route_id}",
    name: "removeRoute",
    summary: "Remove a Route",
    success: { status: 204, description: "It is removed." },
    errors: { 404: NO_ROUTE },
    handle({ app, parameters }) {
      app.routes.remove(parameters["route_id"] ?? "");
      return emptyAnswer(204);
    },
  }),
];

function* textsOf(routes: Iterable<LiveRoute>): Generator<string> {
  for (const live of routes) yield live.toJson();
}
