import { readPayload } from "../../app/definitions.ts";
import { jsonTextAnswer } from "../../http/answer.ts";
import type { JsonNode } from "../../json/json-node.ts";
import { methods, routeSchema } from "../../routes/route.ts";
import { object, required } from "../../schema/object.ts";
import { oneOf, string } from "../../schema/schema.ts";
import { type Call, type Endpoint, defineEndpoint } from "../endpoint.ts";
import { INVALID, route } from "./shared.ts";

const requestSchema = object(
  {
    method: required(oneOf(methods)),
    path: required(string({ description: "The path; it may carry a query string.", examples: ["/hello"] })),
  },
  { title: "Request", description: "A request to try.", examples: [{ method: "GET", path: "/hello" }] },
);

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
  const { method, path } = readPayload(requestSchema, node, whole);
  return jsonTextAnswer(200, app.matchRoute(method, path).toJson());
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
