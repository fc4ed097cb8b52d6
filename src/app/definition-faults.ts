import { type JsonNode, JsonNumber } from "../json/json-node.ts";
import { bodyFileFault } from "../responses/body.ts";
import type { Fault } from "../schema/reader.ts";

/** What a schema can't know: the files below a directory, and the other processes. */
export interface DefinitionRules {
  /** What is wrong with a `body_file`, or `undefined` if it can be read. */
  readonly bodyFileFault: (path: string) => string | undefined;
  /** Whether other processes answer by the same Routes. */
  readonly hasPeers: boolean;
}

/** The faults of a Route that its schema can't know; whatever else is wrong with it, so that all are named at once. */
export function definitionFaults(route: JsonNode, rules: DefinitionRules): Fault[] {
  const faults = responsesOf(route).flatMap((response, index) =>
    responseFaults(response, rules).map(({ at, message }) => ({ at: `/responses/${index}${at}`, message })),
  );
  const refusal = memberOf(memberOf(route, "auth"), "unauthorized_response");
  for (const { at, message } of fileFaults(refusal, rules)) {
    faults.push({ at: `/auth/unauthorized_response${at}`, message });
  }
  if (rules.hasPeers && memberOf(route, "response_selection") === "cycle") {
    faults.push({ at: "/response_selection", message: `"cycle" ${SHARED}` });
  }
  for (const name of rules.hasPeers ? ["scenario", "resource"] : []) {
    if (memberOf(route, name) !== undefined) faults.push({ at: `/${name}`, message: ALONE });
  }
  return faults;
}

/** The same of a single Response. */
export function responseFaults(response: JsonNode, rules: DefinitionRules): Fault[] {
  const faults = fileFaults(response, rules);
  if (rules.hasPeers && memberOf(response, "then") !== undefined) faults.push({ at: "/then", message: ALONE });
  const repeat = memberOf(response, "repeat");
  const isCounted = typeof repeat === "number" || repeat instanceof JsonNumber;
  return rules.hasPeers && isCounted ? [...faults, { at: "/repeat", message: SHARED }] : faults;
}

/** Several processes can't keep what depends on the order of requests (decision 19). */
const SHARED = "needs one count for all processes; leave it out, or start Trickster without --workers";

const ALONE = "needs one memory for all processes; leave it out, or start Trickster without --workers";

function fileFaults(answerable: JsonNode | undefined, rules: DefinitionRules): Fault[] {
  const path = memberOf(answerable, "body_file");
  if (typeof path !== "string" || bodyFileFault(path) !== undefined) return [];
  const message = rules.bodyFileFault(path);
  return message === undefined ? [] : [{ at: "/body_file", message }];
}

/** The Responses of a payload, as far as it has any. */
export function responsesOf(route: JsonNode): readonly JsonNode[] {
  const responses = memberOf(route, "responses");
  return Array.isArray(responses) ? responses : [];
}

/** A member, if there is an object that has it. */
export function memberOf(node: JsonNode | undefined, name: string): JsonNode | undefined {
  return node instanceof Map ? node.get(name) : undefined;
}
