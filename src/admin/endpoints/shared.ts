import type { JsonSchema } from "../../schema/schema.ts";

/** When an endpoint answers with an error, in the words of the OpenAPI document. */
export const INVALID = "The payload is malformed; the message says where.";
export const TAKEN = "The id belongs to another Route, or two Responses share one.";
export const TAKEN_RESPONSE = "The id belongs to another Response of the Route.";
export const NO_ROUTE = "There is no such Route.";
export const NO_RESPONSE = "There is no such Route, or no such Response.";

export const responseExample = { id: "hello_1", body: "Hello!" };

export const response = {
  id: "hello_1",
  status: 200,
  headers: {},
  body: "Hello!",
  delay: 0,
  repeat: null,
  weight: 0.5,
  used_count: 0,
  is_active: true,
};

export const routeExample = { id: "hello", path: "/hello", responses: [responseExample] };

export const route = {
  id: "hello",
  path: "/hello",
  method: "GET",
  auth: null,
  response_selection: "greedy",
  responses: [response],
  used_count: 0,
  is_active: true,
};

/** A JSON Patch, RFC 6902. */
const jsonPatch: JsonSchema = {
  title: "JsonPatch",
  type: "array",
  description: "A JSON Patch, RFC 6902.",
  items: {
    type: "object",
    properties: {
      op: { enum: ["add", "remove", "replace", "move", "copy", "test"] },
      path: { type: "string", description: "A JSON Pointer, RFC 6901." },
      from: { type: "string", description: "A JSON Pointer, RFC 6901." },
      value: {},
    },
    required: ["op", "path"],
  },
};

export const patchSchema: JsonSchema = {
  title: "RoutePatch",
  oneOf: [{ type: "object", description: "A JSON Merge Patch, RFC 7396." }, jsonPatch],
};

/** Why a request is answered as it is. */
export const explanationSchema: JsonSchema = {
  title: "Explanation",
  type: "object",
  properties: {
    matched: { type: "boolean", description: "Whether a Route would answer." },
    message: { type: "string", description: "The same in a sentence." },
    explain: {
      type: "array",
      description: "The Route that would answer, or the nearest ones, best first.",
      items: {
        type: "object",
        properties: {
          route: { type: "string", description: "The id of the Route." },
          score: { type: "number", description: "Only the order says something." },
          failed: {
            type: "array",
            items: {
              type: "object",
              properties: {
                at: { type: "string", description: "A JSON Pointer into the Route." },
                expected: { description: "What the Route asks for." },
                actual: { description: "What was there, if anything was." },
                cut: { const: true, description: "Whether a long value was cut." },
              },
              required: ["at", "expected"],
            },
          },
          // Applied to the Route, the same request matches it; applied to the request, it matches the Route.
          fix_route: jsonPatch,
          fix_request: jsonPatch,
        },
        required: ["route", "score", "failed"],
      },
    },
  },
  required: ["matched", "message", "explain"],
};
