import { changeOf, clockSchema } from "../../app/clock-schema.ts";
import { readPayload } from "../../app/definitions.ts";
import { TricksterError } from "../../errors.ts";
import { jsonTextAnswer } from "../../http/answer.ts";
import { stringifyJson } from "../../json/json-node.ts";
import type { JsonSchema } from "../../schema/schema.ts";
import { type Call, type Endpoint, defineEndpoint } from "../endpoint.ts";
import { INVALID } from "./shared.ts";

const schema: JsonSchema = {
  title: "Clock",
  type: "object",
  properties: {
    now: { type: "string", format: "date-time" },
    mode: {
      enum: ["running", "fixed", "frozen"],
      description:
        "`running`: with real time; `fixed`: the date stands, and delays pass; `frozen`: the date and delays stand.",
    },
    waiting: { type: "integer", description: "How many answers wait for their delay to pass." },
  },
  required: ["now", "mode", "waiting"],
};

const example = { now: "2026-01-31T12:00:00Z", mode: "fixed", waiting: 0 };

export const clockEndpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/clock",
    name: "getClock",
    summary: "What time it is in this world",
    success: { status: 200, description: "The clock.", schema, example },
    errors: {},
    handle: answer,
  }),
  defineEndpoint({
    method: "POST",
    path: "/clock",
    name: "changeClock",
    summary: "Set the clock of this world, stop it, or have time pass at once",
    request: { description: "One of these.", schema: clockSchema.json, example: { advance: 3600 } },
    success: { status: 200, description: "It is done.", schema, example },
    errors: { 400: INVALID, 409: "Several processes answer (`--workers`), each with its clock." },
    handle(call) {
      const change = changeOf(readPayload(clockSchema, call.payload));
      if (call.app.peers !== null) {
        throw new TricksterError(409, "The clock can't be changed with several --workers: each has its own.");
      }
      call.sandbox.changeClock(change);
      return answer(call);
    },
  }),
];

function answer({ sandbox }: Call) {
  return jsonTextAnswer(200, stringifyJson(sandbox.clockToJson()));
}
