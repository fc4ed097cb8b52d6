import { readPayload } from "../../app/definitions.ts";
import { sandboxSchema } from "../../app/sandboxes.ts";
import { emptyAnswer, jsonTextAnswer, listingAnswer } from "../../http/answer.ts";
import { type JsonNode, stringifyJson } from "../../json/json-node.ts";
import type { JsonSchema } from "../../schema/schema.ts";
import { type Call, type Endpoint, defineEndpoint } from "../endpoint.ts";
import { INVALID } from "./shared.ts";

const NONE = "There is no such sandbox, or none any more.";
const NO_BASE = "There is no sandbox with the id `base`.";
const PEERS = "Several processes answer (`--workers`).";

const schema: JsonSchema = {
  title: "Sandbox",
  type: "object",
  properties: {
    id: { type: "string" },
    base: { type: ["string", "null"], description: "The world whose Routes it has started with." },
    ttl: { type: "number", description: "It ends when nobody has asked for it for so many seconds." },
    seed: { type: "integer", description: "What everything random of it comes from." },
    routes: { type: "integer", description: "How many Routes it has." },
    requests: { type: "integer", description: "How many requests have come." },
    select: {
      type: "object",
      description: "Every way to select it.",
      properties: {
        header: { type: "string" },
        path: { type: "string", description: "What stands before the path." },
        hosts: { type: "array", items: { type: "string" } },
        cookie: { type: "string" },
        baggage: { type: "string", description: "A member of the header `baggage` (W3C Baggage)." },
      },
      required: ["header", "hosts", "cookie", "baggage"],
    },
  },
  required: ["id", "base", "ttl", "seed", "routes", "requests", "select"],
};

const example = {
  id: "checkout-test",
  base: "default",
  ttl: 60,
  seed: 3_862_790_119_275_301,
  routes: 2,
  requests: 0,
  select: {
    header: "Trickster-Sandbox: checkout-test",
    path: "/~checkout-test/",
    hosts: ["checkout-test.localhost"],
    cookie: "trickster_sandbox=checkout-test",
    baggage: "trickster=checkout-test",
  },
};

const request = {
  description: "Without it, everything is as it is by default.",
  isOptional: true,
  schema: sandboxSchema.json,
  example: { id: "checkout-test", ttl: 60 },
} as const;

const made = { status: 201, description: "The sandbox.", schema, example } as const;

export const sandboxEndpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "POST",
    path: "/sandboxes",
    name: "addSandbox",
    summary: "Make a sandbox: a world of its own on the same port",
    isOfServer: true,
    request,
    success: made,
    errors: { 400: INVALID, 404: NO_BASE, 409: `The id is taken. ${PEERS}` },
    handle: async (call) => jsonTextAnswer(201, stringifyJson(await call.app.sandboxes.add(definitionOf(call)))),
  }),
  defineEndpoint({
    method: "GET",
    path: "/sandboxes",
    name: "listSandboxes",
    summary: "The sandboxes",
    isOfServer: true,
    success: {
      status: 200,
      description: "The sandboxes, in the order in which they were made.",
      schema: {
        title: "Sandboxes",
        type: "object",
        properties: {
          seed: { type: "integer", description: "What everything random of the server comes from, see `--seed`." },
          sandboxes: { type: "array", items: schema },
        },
        required: ["seed", "sandboxes"],
      },
      example: { seed: 42, sandboxes: [example] },
    },
    errors: {},
    handle: ({ app }) =>
      listingAnswer(200, {
        elements: textsOf(app.sandboxes.list()),
        start: `{"seed":${app.sandboxes.seed},"sandboxes":[`,
        separator: ",",
        end: "]}",
        contentType: "application/json",
      }),
  }),
  defineEndpoint({
    method: "GET",
    path: "/sandboxes/{sandbox_id}",
    name: "getSandbox",
    summary: "One sandbox",
    isOfServer: true,
    success: { status: 200, description: "The sandbox.", schema, example },
    errors: { 404: NONE },
    handle: (call) => jsonTextAnswer(200, stringifyJson(call.app.sandboxes.describe(idOf(call)))),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/sandboxes/{sandbox_id}",
    name: "putSandbox",
    summary: "Make a sandbox, in the place of the one with this id if there is one",
    isOfServer: true,
    request,
    success: made,
    errors: { 400: INVALID, 404: NO_BASE, 409: PEERS },
    handle: async (call) =>
      jsonTextAnswer(201, stringifyJson(await call.app.sandboxes.put(idOf(call), definitionOf(call)))),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/sandboxes/{sandbox_id}",
    name: "removeSandbox",
    summary: "End a sandbox",
    isOfServer: true,
    success: { status: 204, description: "It has ended." },
    errors: { 404: NONE },
    handle(call) {
      call.app.sandboxes.remove(idOf(call));
      return emptyAnswer(204);
    },
  }),
];

function* textsOf(nodes: Iterable<JsonNode>): Generator<string> {
  for (const node of nodes) yield stringifyJson(node);
}

function definitionOf({ payload }: Call) {
  return payload === null ? {} : readPayload(sandboxSchema, payload);
}

function idOf({ parameters }: Call): string {
  return parameters["sandbox_id"] ?? "";
}
