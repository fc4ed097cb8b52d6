import { emptyAnswer, jsonTextAnswer } from "../../http/answer.ts";
import { responseSchema } from "../../responses/response.ts";
import { type Endpoint, defineEndpoint } from "../endpoint.ts";
import { INVALID, NO_RESPONSE, NO_ROUTE, TAKEN_RESPONSE, response, responseExample } from "./shared.ts";

const schema = responseSchema.json;

export const responseEndpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/routes/{route_id}/responses",
    name: "listResponses",
    summary: "The Responses of a Route",
    success: {
      status: 200,
      description: "The Responses.",
      schema: { type: "array", items: schema },
      example: [response],
    },
    errors: { 404: NO_ROUTE },
    handle: ({ sandbox, parameters }) =>
      jsonTextAnswer(200, sandbox.routes.get(parameters["route_id"] ?? "").responsesToJson()),
  }),
  defineEndpoint({
    method: "POST",
    path: "/routes/{route_id}/responses",
    name: "addResponse",
    summary: "Add a Response to a Route, behind the others",
    request: { description: "The Response.", schema, example: responseExample },
    success: { status: 201, description: "The Response, with its defaults.", schema, example: response },
    errors: { 400: INVALID, 404: NO_ROUTE, 409: TAKEN_RESPONSE },
    handle: ({ sandbox, parameters, payload }) =>
      jsonTextAnswer(201, sandbox.routes.addResponse(parameters["route_id"] ?? "", payload).toJson()),
  }),
  defineEndpoint({
    method: "GET",
    path: "/routes/{route_id}/responses/{response_id}",
    name: "getResponse",
    summary: "One Response",
    success: { status: 200, description: "The Response.", schema, example: response },
    errors: { 404: NO_RESPONSE },
    handle: ({ sandbox, parameters: { route_id: route = "", response_id: id = "" } }) =>
      jsonTextAnswer(200, sandbox.routes.getResponse(route, id).toJson()),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/routes/{route_id}/responses/{response_id}",
    name: "replaceResponse",
    summary: "Replace a Response: it keeps its place, and its counter starts again; another `id` renames it",
    request: { description: "The new Response.", schema, example: responseExample },
    success: { status: 201, description: "The new Response.", schema, example: response },
    errors: { 400: INVALID, 404: NO_RESPONSE, 409: TAKEN_RESPONSE },
    handle: ({ sandbox, parameters: { route_id: route = "", response_id: id = "" }, payload }) =>
      jsonTextAnswer(201, sandbox.routes.replaceResponse(route, id, payload).toJson()),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/routes/{route_id}/responses/{response_id}",
    name: "removeResponse",
    summary: "Remove a Response",
    success: { status: 204, description: "It is removed." },
    errors: { 404: NO_RESPONSE },
    handle({ sandbox, parameters: { route_id: route = "", response_id: id = "" } }) {
      sandbox.routes.removeResponse(route, id);
      return emptyAnswer(204);
    },
  }),
];
