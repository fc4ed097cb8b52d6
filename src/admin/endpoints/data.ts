import { emptyAnswer, jsonTextAnswer } from "../../http/answer.ts";
import type { JsonSchema } from "../../schema/schema.ts";
import { type Call, type Endpoint, defineEndpoint } from "../endpoint.ts";
import { INVALID } from "./shared.ts";

const schema: JsonSchema = { title: "Data", type: "object", description: "What the world remembers." };
const example = { sessions: { abc: { user: "ann" } } };
const success = { status: 200, description: "The data.", schema, example } as const;

export const dataEndpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/data",
    name: "getData",
    summary: "What this world remembers as data",
    success,
    errors: {},
    handle: answer,
  }),
  defineEndpoint({
    method: "PUT",
    path: "/data",
    name: "replaceData",
    summary: "Replace all data",
    request: { description: "The data.", schema, example },
    success,
    errors: { 400: INVALID },
    handle(call) {
      call.sandbox.memory.setData(call.payload);
      return answer(call);
    },
  }),
  defineEndpoint({
    method: "PATCH",
    path: "/data",
    name: "patchData",
    summary: "Change the data",
    request: {
      description: "A JSON Merge Patch (an object) or a JSON Patch (an array).",
      schema: { anyOf: [{ type: "object" }, { type: "array" }] },
      example: { sessions: { abc: null } },
    },
    success,
    errors: { 400: INVALID },
    handle(call) {
      call.sandbox.memory.patchData(call.payload);
      return answer(call);
    },
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/data",
    name: "removeData",
    summary: "Forget all data",
    success: { status: 204, description: "There is none." },
    errors: {},
    handle({ sandbox }) {
      sandbox.memory.clearData();
      return emptyAnswer(204);
    },
  }),
];

function answer({ sandbox }: Call) {
  return jsonTextAnswer(200, sandbox.memory.dataToJson());
}
