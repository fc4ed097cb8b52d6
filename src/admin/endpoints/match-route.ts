import { readPayload } from "../../app/definitions.ts";
import { jsonTextAnswer } from "../../http/answer.ts";
import type { JsonNode, JsonObject } from "../../json/json-node.ts";
import { requestSchema } from "../../http/described-request.ts";
import { methods } from "../../http/methods.ts";
import { routeSchema } from "../../routes/route.ts";
import { type Call, type Endpoint, defineEndpoint } from "../endpoint.ts";
import { INVALID, explanationSchema, route } from "./shared.ts";

const explain = {
  name: "explain",
  description: "`1`: why the request is answered as it is, for a hit as well as for a miss.",
  schema: { enum: ["0", "1"] },
  isOptional: true,
} as const;

const about = {
  path: "/match_route",
  summary: "The Route that would answer a request; nothing is counted",
  success: {
    status: 200,
    description: "The Route that would answer; with `explain` the nearest Routes, and what is wrong with each.",
    schema: { oneOf: [routeSchema.json, explanationSchema] },
    example: route,
  },
  errors: { 400: INVALID, 404: "No active Route matches." },
} as const;

function answer({ sandbox, query }: Call, node: JsonNode, whole?: string) {
  const request = readPayload(requestSchema, node, whole);
  if (!wantsExplanation(query)) return jsonTextAnswer(200, sandbox.matchRoute(request).toJson());
  return jsonTextAnswer(200, sandbox.explain(request, node as JsonObject));
}

/** `?explain=1`, and `?explain`. */
function wantsExplanation(query: URLSearchParams): boolean {
  const given = query.get("explain");
  return given !== null && given !== "0" && given !== "false";
}

export const matchRouteEndpoints: readonly Endpoint[] = [
  defineEndpoint({
    ...about,
    method: "POST",
    name: "matchRoute",
    query: [explain],
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
      explain,
    ],
    handle(call) {
      const given = ["method", "path"].filter((name) => call.query.has(name));
      return answer(call, new Map(given.map((name) => [name, call.query.get(name)])), "The query");
    },
  }),
];
