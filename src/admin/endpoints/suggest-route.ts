import { readPayload } from "../../app/definitions.ts";
import { jsonTextAnswer } from "../../http/answer.ts";
import { requestSchema } from "../../http/described-request.ts";
import { routeSchema } from "../../routes/route.ts";
import { type Endpoint, defineEndpoint } from "../endpoint.ts";
import { INVALID } from "./shared.ts";

export const suggestRouteEndpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "POST",
    path: "/suggest_route",
    name: "suggestRoute",
    summary: "A Route that would match a request, ready to be added; nothing is changed",
    request: {
      description: "The request.",
      schema: requestSchema.json,
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
    errors: { 400: INVALID },
    handle: ({ app, payload }) => jsonTextAnswer(200, app.suggestRoute(readPayload(requestSchema, payload))),
  }),
];
