import { readPayload } from "../../app/definitions.ts";
import { verifySchema } from "../../app/verify/verify-schema.ts";
import { jsonTextAnswer } from "../../http/answer.ts";
import { stringifyJson } from "../../json/json-node.ts";
import { type Endpoint, defineEndpoint } from "../endpoint.ts";
import { INVALID, NO_ROUTE, unverifiedSchema } from "./shared.ts";

export const verifyEndpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "POST",
    path: "/verify",
    name: "verify",
    summary: "Whether what must have come has come; waits for it if asked to",
    request: {
      description: "What must have come.",
      schema: verifySchema.json,
      example: { method: "POST", path: "/orders", count: 1 },
    },
    success: {
      status: 200,
      description: "It has.",
      schema: {
        title: "Verified",
        type: "object",
        properties: { verified: { const: true }, count: { type: "integer", description: "How often." } },
        required: ["verified", "count"],
      },
      example: { verified: true, count: 1 },
    },
    errors: {
      400: INVALID,
      404: NO_ROUTE,
      409: "No journal is kept, and more is asked than how often a Route was chosen.",
      410: "The requests were forgotten while the verification waited.",
      422: { description: "It has not; the message and `explain` say what came instead.", schema: unverifiedSchema },
    },
    async handle({ sandbox, payload, onGone }) {
      const { isVerified, json } = await sandbox.verify(readPayload(verifySchema, payload), onGone);
      return jsonTextAnswer(isVerified ? 200 : 422, stringifyJson(json));
    },
  }),
];
