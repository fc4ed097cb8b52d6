import type { JsonNode, JsonObject } from "../json/json-node.ts";

/** What stands in the place of a secret. */
export const REDACTED = "[redacted]";

/** Header fields that carry secrets whatever their values are (RFC 9110, section 11, and RFC 6265). */
const SECRET_HEADERS = new Set(["authorization", "proxy-authorization", "cookie", "set-cookie"]);

/** Names of header fields, parameters, form fields and members of JSON whose values are secrets. */
const SECRET_NAMES = /passw|passphrase|secret|token|api[-_]?key|credential|signature/i;

/** An entry of which secrets can't be read. */
export function redactEntry(entry: JsonObject): JsonObject {
  const redacted: JsonObject = new Map(entry);
  const request = entry.get("request");
  if (request instanceof Map) redacted.set("request", redactMessage(request));
  const answer = entry.get("answer");
  if (answer instanceof Map) redacted.set("answer", redactAnswer(answer, entry.get("outcome")));
  // It repeats what the request has.
  redacted.delete("explanation");
  return redacted;
}

/** What is told of a miss repeats the values of the request. */
function redactAnswer(answer: JsonObject, outcome: JsonNode | undefined): JsonObject {
  const redacted = redactMessage(answer);
  const body = redacted.get("body");
  if (outcome !== "unmatched" || !(body instanceof Map) || !body.has("explain")) return redacted;
  return redacted.set("body", new Map([...body].map(([name, value]) => [name, name === "error" ? value : REDACTED])));
}

function redactMessage(message: JsonObject): JsonObject {
  const redacted: JsonObject = new Map();
  for (const [name, value] of message) redacted.set(name, redactPart(name, value));
  return redacted;
}

function redactPart(name: string, value: JsonNode): JsonNode {
  switch (name) {
    case "headers":
      return redactMembers(value, (header) => SECRET_HEADERS.has(header) || SECRET_NAMES.test(header));
    case "cookies":
      return redactMembers(value, () => true);
    case "query":
    case "form":
      return redactMembers(value, (field) => SECRET_NAMES.test(field));
    case "json":
    case "body":
      return redactJson(value);
    default:
      return value;
  }
}

function redactMembers(node: JsonNode, isSecret: (name: string) => boolean): JsonNode {
  if (!(node instanceof Map)) return node;
  return new Map([...node].map(([name, value]) => [name, isSecret(name) ? redactValue(value) : value]));
}

function redactValue(value: JsonNode): JsonNode {
  return Array.isArray(value) ? value.map(() => REDACTED) : REDACTED;
}

function redactJson(node: JsonNode): JsonNode {
  if (Array.isArray(node)) return node.map(redactJson);
  if (!(node instanceof Map)) return node;
  return new Map(
    [...node].map(([name, value]) => [name, SECRET_NAMES.test(name) ? redactValue(value) : redactJson(value)]),
  );
}
