import { emptyAnswer, jsonAnswer } from "../../http/answer.ts";
import { readPayload } from "../../app/definitions.ts";
import { resetParts } from "../../app/sandbox.ts";
import { object, optional } from "../../schema/object.ts";
import { array, oneOf } from "../../schema/schema.ts";
import { type Endpoint, defineEndpoint } from "../endpoint.ts";
import { INVALID } from "./shared.ts";

const resetSchema = object(
  {
    only: optional(
      array(oneOf(resetParts), {
        minItems: 1,
        description:
          "`counters`: how often each Route and Response was used. `requests`: the journal. `scenarios`: their states. `data`. `clock`: real time, or what the sandbox started with. `seed`: generated ids begin anew.",
        examples: [["requests"]],
      }),
    ),
  },
  { title: "Reset", description: "What to set back.", examples: [{ only: ["counters"] }] },
);

export const serverEndpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "POST",
    path: "/reset",
    name: "reset",
    summary: "Go back to the state in which the server started: the default Routes, all counters 0, no requests",
    request: {
      description: "Without it everything is set back; with `only` the Routes stay, and just this is.",
      isOptional: true,
      schema: resetSchema.json,
      example: { only: ["counters", "requests"] },
    },
    success: { status: 204, description: "It is done." },
    errors: { 400: INVALID },
    async handle({ sandbox, payload }) {
      const { only } = payload === null ? {} : readPayload(resetSchema, payload);
      if (only === undefined) await sandbox.reset();
      else sandbox.resetOnly(only);
      return emptyAnswer(204);
    },
  }),
  defineEndpoint({
    method: "GET",
    path: "/health",
    name: "health",
    summary: "Whether the server answers",
    success: {
      status: 200,
      description: "It does.",
      schema: { type: "object", properties: { status: { const: "ok" } }, required: ["status"] },
      example: { status: "ok" },
    },
    errors: {},
    isPublic: true,
    isOfServer: true,
    handle: () => jsonAnswer(200, { status: "ok" }),
  }),
];
