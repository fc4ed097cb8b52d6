import { errorNames } from "../../errors.ts";
import { requestSchema } from "../../http/described-request.ts";
import { outcomes } from "../../journal/entry.ts";
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

/** What of a request is not as it is asked for. */
const failedSchema: JsonSchema = {
  type: "array",
  items: {
    type: "object",
    properties: {
      at: { type: "string", description: "A JSON Pointer into the Route, or into what was asked." },
      expected: { description: "What was asked for." },
      actual: { description: "What was there, if anything was." },
      cut: { const: true, description: "Whether a long value was cut." },
    },
    required: ["at", "expected"],
  },
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
          failed: failedSchema,
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

/** A request in the journal. */
export const entrySchema: JsonSchema = {
  title: "JournalEntry",
  type: "object",
  properties: {
    id: { type: "string", description: "In order of arrival within a sandbox." },
    at: { type: "string", format: "date-time", description: "When it was decided." },
    sandbox: { type: "string" },
    outcome: { enum: outcomes, description: "What became of it." },
    route: { type: ["string", "null"], description: "The id of the Route that was chosen." },
    response: { type: ["string", "null"], description: "The id of the Response that was chosen." },
    request: requestSchema.json,
    request_length: { type: "integer", description: "Bytes of its body, if not all of them are kept." },
    answer: {
      type: "object",
      description: "What was sent, as a Response is written.",
      properties: {
        status: { type: "integer" },
        headers: { type: "object" },
        body: {},
        body_base64: { type: "string" },
        body_file: { type: "string" },
        length: { type: "integer", description: "Bytes of the body, if not all of them are shown." },
      },
      required: ["status", "headers"],
    },
    ended: { enum: ["sent", "aborted"], description: "How the answer ended; absent as long as it has not." },
    ms: { type: "number", description: "Milliseconds from the decision to the end of the answer." },
    explanation: { type: "object", description: "Why nothing but a fallback knows it." },
  },
  required: ["id", "at", "sandbox", "outcome", "route", "response", "request"],
};

export const entryExample = {
  id: "1",
  at: "2026-01-01T00:00:00Z",
  sandbox: "default",
  outcome: "matched",
  route: "hello",
  response: "hello_1",
  request: { method: "GET", path: "/hello", host: "localhost" },
  answer: {
    status: 200,
    headers: { "content-type": "text/html; charset=utf-8", "content-length": "6" },
    body: "Hello!",
  },
  ended: "sent",
  ms: 0,
};

/** Why a verification has failed. */
export const unverifiedSchema: JsonSchema = {
  title: "NotVerified",
  type: "object",
  properties: {
    error: { const: errorNames[422] },
    verified: { const: false },
    count: { type: "integer", description: "How many have come." },
    message: { type: "string", description: "What is missing, and what came instead." },
    incomplete: { const: true, description: "The journal has dropped requests that may have been meant." },
    explain: {
      type: "array",
      description: "The requests that were most likely meant; of a whole world every fault.",
      items: {
        type: "object",
        properties: {
          request: { type: "string", description: "The id of a request." },
          route: { type: "string", description: "The id of a Route." },
          method: { type: "string" },
          path: { type: "string", description: "The path with its query string, as it was sent." },
          score: { type: "number", description: "Only the order says something." },
          failed: failedSchema,
          message: { type: "string" },
        },
      },
    },
  },
  required: ["error", "verified", "count", "message", "explain"],
};
