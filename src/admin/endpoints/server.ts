import { emptyAnswer, jsonAnswer } from "../../http/answer.ts";
import { type Endpoint, defineEndpoint } from "../endpoint.ts";

export const serverEndpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "POST",
    path: "/reset",
    name: "reset",
    summary: "Go back to the state in which the server started: the default Routes, all counters 0",
    success: { status: 204, description: "It is done." },
    errors: {},
    async handle({ app }) {
      await app.routes.inTurns(app.routes.reset());
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
    handle: () => jsonAnswer(200, { status: "ok" }),
  }),
];
