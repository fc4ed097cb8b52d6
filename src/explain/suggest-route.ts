import { describeRequest } from "../http/describe-request.ts";
import { methods } from "../http/methods.ts";
import type { HttpRequest } from "../http/request.ts";
import type { JsonNode, JsonObject } from "../json/json-node.ts";
import { escapePath } from "./fix-route.ts";

/**
 * A Route that matches a request: its method, its path, and what says something of it in query and body. Headers and
 * cookies are left out, of which clients send many that mean nothing.
 */
export function suggestRoute(request: HttpRequest): JsonObject {
  const match = matchFor(describeRequest(request));
  return new Map<string, JsonNode>([
    ["path", escapePath(request.path)],
    ["method", methods.find((known) => known === request.method) ?? "ANY"],
    ...(match.size > 0 ? ([["match", match]] as const) : []),
    ["responses", [new Map<string, JsonNode>([["body", ""]])]],
  ]);
}

function matchFor(description: JsonObject): JsonObject {
  const match: JsonObject = new Map();
  for (const place of ["query", "form"]) {
    const given = description.get(place);
    if (given instanceof Map && given.size > 0) match.set(place, given);
  }
  const json = description.get("json");
  const body = description.get("body");
  if (json !== undefined) match.set("json", new Map([["$", conditionFor(json)]]));
  else if (typeof body === "string") match.set("body", body);
  return match;
}

/** More members than these may come. */
function conditionFor(json: JsonNode): JsonNode {
  return json instanceof Map ? new Map([["like", json]]) : new Map([["equals", json]]);
}
