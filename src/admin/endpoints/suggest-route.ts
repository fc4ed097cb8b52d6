import { readPayload } from "../../app/definitions.ts";
import { jsonTextAnswer } from "../../http/answer.ts";
import { requestOf, requestSchema } from "../../http/described-request.ts";
import type { HttpRequest } from "../../http/request.ts";
import type { Sandbox } from "../../app/sandbox.ts";
import type { JsonNode } from "../../json/json-node.ts";
import { object, required } from "../../schema/object.ts";
import { string } from "../../schema/schema.ts";
import { routeSchema } from "../../routes/route.ts";
import { type Endpoint, defineEndpoint } from "../endpoint.ts";
import { INVALID } from "./shared.ts";

const referenceSchema = object(
  { request_id: required(string({ description: "The id of a request in the journal.", examples: ["17"] })) },
  { title: "RequestReference", description: "A request of the journal.", examples: [{ request_id: "17" }] },
);

function requestFrom(sandbox: Sandbox, payload: JsonNode): HttpRequest {
  if (!(payload instanceof Map) || !payload.has("request_id")) return requestOf(readPayload(requestSchema, payload));
  return sandbox.requests.get(readPayload(referenceSchema, payload).request_id).request();
}

export const suggestRouteEndpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "POST",
    path: "/suggest_route",
    name: "suggestRoute",
    summary: "A Route that would match a request, ready to be added; nothing is changed",
    request: {
      description: "The request, or the id of one in the journal.",
      schema: { oneOf: [requestSchema.json, referenceSchema.json] },
      example: { method: "POST", path: "/orders", json: { total: 3 } },
    },
    success: {
      status: 200,
      description: "A Route to go on from: its Response is empty.",
      schema: routeSchema.json,
      example: {
        path: "/orders",
        method: "POST",
        match: { json: { $: { like: { total: 3 } } } },
        responses: [{ body: "" }],
      },
    },
    errors: { 400: INVALID, 404: "The request is not in the journal.", 409: "No journal is kept." },
    handle: ({ sandbox, payload }) => jsonTextAnswer(200, sandbox.suggestRoute(requestFrom(sandbox, payload))),
  }),
];
