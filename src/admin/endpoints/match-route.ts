import { readPayload } from "../../app/definitions.ts";
import { jsonTextAnswer } from "../../http/answer.ts";
import type { JsonNode } from "../../json/json-node.ts";
import { requestSchema } from "../../http/described-request.ts";
import { methods } from "../../http/methods.ts";
import { routeSchema } from "../../routes/route.ts";
import { type Call, type Endpoint, defineEndpoint } from "../endpoint.ts";
import { INVALID, route } from "./shared.ts";

const about = {
  path: "/match_route",
  summary: "The Route that would answer a request; nothing is counted",
  success: {
    status: 200,
    description: "The Route that would answer.",
    schema: routeSchema.json,
    example: route,
  },
  errors: { 400: INVALID, 404: "No active Route matches." },
} as const;

function answer({ app }: Call, node: JsonNode, whole?: string) {
  return jsonTextAnswer(200, app.matchRoute(readPayload(requestSchema, node, whole)).toJson());
}

export const matchRouteEndpoints: readonly Endpoint[] = [
  defineEndpoint({
    ...about,
    method: "POST",
    name: "matchRoute",
    request: { description: "The request.", schema: requestSchema.json, example: { method: "GET", path: "/hello" } },
    handle: (call) => answer(call, call.payload),
  }),
  defineEndpoint({
    ...about,
    method: "GET",
    name: "matchRouteByQuery",
    query: [
      { name: "method", description: "The method.", schema: { enum: methods } },
      { name: "path", description: "The path; it may carry a query string.", schema: { type: "string" } },
    ],
    handle(call) {
      const given = ["method", "path"].filter((name) => call.query.has(name));
      return answer(call, new Map(given.map((name) => [name, call.query.get(name)])), "The query");
    },
  }),
];
