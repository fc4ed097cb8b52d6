import { rules } from "../../explain/lint.ts";
import { jsonAnswer } from "../../http/answer.ts";
import { type Endpoint, defineEndpoint } from "../endpoint.ts";

export const lintEndpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/lint",
    name: "lint",
    summary: "What is valid in the Routes, and yet most likely not meant",
    success: {
      status: 200,
      description: `The findings. The rules: ${Object.entries(rules)
        .map(([name, { description }]) => `\`${name}\`: ${description}`)
        .join("; ")}.`,
      schema: {
        type: "object",
        properties: {
          findings: {
            type: "array",
            items: {
              title: "Finding",
              type: "object",
              properties: {
                route: { type: "string", description: "The id of the Route." },
                rule: { enum: Object.keys(rules) },
                message: { type: "string" },
                at: { type: "string", description: "A JSON Pointer into the Route." },
                by: { type: "string", description: "The id of the Route that is in the way." },
                example: {
                  type: "object",
                  description: "A Request that shows it.",
                  properties: { method: { type: "string" }, path: { type: "string" } },
                  required: ["method", "path"],
                },
              },
              required: ["route", "rule", "message", "at"],
            },
          },
        },
        required: ["findings"],
      },
      example: {
        findings: [
          {
            route: "me",
            rule: "unreachable-route",
            at: "",
            by: "user",
            message: 'can\'t be reached: the Route "user" answers all of its requests, such as GET /users/me',
            example: { method: "GET", path: "/users/me" },
          },
        ],
      },
    },
    errors: {},
    handle: async ({ sandbox }) => jsonAnswer(200, { findings: await sandbox.lint() }),
  }),
];
