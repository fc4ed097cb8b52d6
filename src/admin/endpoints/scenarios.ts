import { readPayload } from "../../app/definitions.ts";
import type { KeyState } from "../../app/memory-book.ts";
import { emptyAnswer, jsonAnswer, listingAnswer } from "../../http/answer.ts";
import { object, required } from "../../schema/object.ts";
import { type JsonSchema, string } from "../../schema/schema.ts";
import { type Call, type Endpoint, defineEndpoint } from "../endpoint.ts";
import { INVALID } from "./shared.ts";

const NONE = "There is no such scenario.";

const keySchema: JsonSchema = {
  title: "ScenarioState",
  type: "object",
  properties: {
    key: { type: ["string", "null"], description: "Whose state it is; null: the scenario has no keys." },
    state: { type: "string" },
  },
  required: ["key", "state"],
};

const scenarioSchema: JsonSchema = {
  title: "ScenarioStates",
  type: "object",
  properties: {
    name: { type: "string" },
    states: {
      type: "array",
      items: keySchema,
      description: "Of each key; the one that was asked for last is the last.",
    },
  },
  required: ["name", "states"],
};

const changeSchema = object(
  { state: required(string({ examples: ["paid"] })) },
  { title: "StateChange", description: "Where it is from now on.", examples: [{ state: "paid" }] },
);

const example = { key: "7", state: "paid" };
const success = { status: 200, description: "The state.", schema: keySchema, example } as const;
const request = { description: "The state.", schema: changeSchema.json, example: { state: "paid" } };

export const scenarioEndpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/scenarios",
    name: "listScenarios",
    summary: "The scenarios of this world",
    success: {
      status: 200,
      description: "Their names.",
      schema: {
        title: "Scenarios",
        type: "object",
        properties: { scenarios: { type: "array", items: { type: "string" } } },
        required: ["scenarios"],
      },
      example: { scenarios: ["job"] },
    },
    errors: {},
    handle: ({ sandbox }) => jsonAnswer(200, { scenarios: sandbox.memory.scenarioNames() }),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/scenarios",
    name: "removeScenarios",
    summary: "Have all scenarios start anew",
    success: { status: 204, description: "They do." },
    errors: {},
    handle({ sandbox }) {
      sandbox.memory.forgetStates();
      return emptyAnswer(204);
    },
  }),
  defineEndpoint({
    method: "GET",
    path: "/scenarios/{scenario_name}",
    name: "getScenario",
    summary: "The states of one scenario",
    success: {
      status: 200,
      description: "The states.",
      schema: scenarioSchema,
      example: { name: "job", states: [example] },
    },
    errors: { 404: NONE },
    handle(call) {
      const name = nameOf(call);
      // What is not there is told before anything is written.
      const states = call.sandbox.memory.states(name);
      const first = states.next();
      return listingAnswer(200, {
        elements: textsOf(first, states),
        start: `{"name":${JSON.stringify(name)},"states":[`,
        separator: ",",
        end: "]}",
        contentType: "application/json",
      });
    },
  }),
  defineEndpoint({
    method: "PUT",
    path: "/scenarios/{scenario_name}",
    name: "putScenario",
    summary: "Put a scenario without keys into a state",
    request,
    success: { ...success, example: { key: null, state: "paid" } },
    errors: { 400: INVALID },
    handle: (call) => jsonAnswer(200, call.sandbox.memory.setState(nameOf(call), null, stateOf(call))),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/scenarios/{scenario_name}",
    name: "removeScenario",
    summary: "Have a scenario start anew, for all keys",
    success: { status: 204, description: "It does." },
    errors: { 404: NONE },
    handle(call) {
      call.sandbox.memory.forgetStates(nameOf(call));
      return emptyAnswer(204);
    },
  }),
  defineEndpoint({
    method: "GET",
    path: "/scenarios/{scenario_name}/{scenario_key}",
    name: "getScenarioState",
    summary: "The state of one key",
    success,
    errors: { 404: NONE },
    handle: (call) => jsonAnswer(200, call.sandbox.memory.stateOf(nameOf(call), keyOf(call))),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/scenarios/{scenario_name}/{scenario_key}",
    name: "putScenarioState",
    summary: "Put one key into a state",
    request,
    success,
    errors: { 400: INVALID },
    handle: (call) => jsonAnswer(200, call.sandbox.memory.setState(nameOf(call), keyOf(call), stateOf(call))),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/scenarios/{scenario_name}/{scenario_key}",
    name: "removeScenarioState",
    summary: "Have one key start anew",
    success: { status: 204, description: "It does." },
    errors: { 404: NONE },
    handle(call) {
      call.sandbox.memory.forgetStates(nameOf(call), keyOf(call));
      return emptyAnswer(204);
    },
  }),
];

function* textsOf(first: IteratorResult<KeyState>, rest: Iterable<KeyState>): Generator<string> {
  if (!first.done) yield JSON.stringify(first.value);
  for (const state of rest) yield JSON.stringify(state);
}

function nameOf({ parameters }: Call): string {
  return parameters["scenario_name"] ?? "";
}

/** A path keeps the slash of a value encoded. */
function keyOf({ parameters }: Call): string {
  return (parameters["scenario_key"] ?? "").replaceAll(/%2f/gi, "/");
}

function stateOf({ payload }: Call): string {
  return readPayload(changeSchema, payload).state;
}
