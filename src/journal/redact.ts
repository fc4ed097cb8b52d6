import type { JsonNode, JsonObject } from "../json/json-node.ts";

/** What stands in the place of a secret. */
export const REDACTED = "[redacted]";

/** Header fields that carry secrets whatever their values are (RFC 9110, section 11, and RFC 6265). */
const SECRET_HEADERS = new Set(["authorization", "proxy-authorization", "cookie", "set-cookie"]);

/** Names of header fields, parameters, form fields and members of JSON whose values are secrets. */
const SECRET_NAMES =
  /passw|passphrase|^pass$|pwd|secret|token|(?:api|access|private)[-_]?key|credential|signature|^auth(?!or)|session|jwt/i;

/** The same, anywhere in a text that nobody has taken apart. */
const SECRET_IN_TEXT =
  /passw|passphrase|\bpass\b|pwd|secret|token|(?:api|access|private)[-_]?key|credential|signature|\bauth|session|jwt/i;

/** A parameter in a URL, or in the path of one. */
const PARAMETER = /([?&;]([^=?&;#\s]*)=)[^?&;#\s"'>]*/g;

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
    case "path":
      return typeof value === "string" ? redactUrls(value) : value;
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
    case "body_base64":
      return typeof value === "string" ? redactText(Buffer.from(value, "base64").toString("latin1"), value) : value;
    default:
      return value;
  }
}

/** A text that was not taken apart is shown as a whole or not at all. */
function redactText(text: string, shown: string): string {
  return SECRET_IN_TEXT.test(text) ? REDACTED : shown;
}

function redactUrls(text: string): string {
  return text.replaceAll(PARAMETER, (whole, start: string, name: string) =>
    SECRET_NAMES.test(name) ? `${start}${REDACTED}` : whole,
  );
}

function redactMembers(node: JsonNode, isSecret: (name: string) => boolean): JsonNode {
  if (!(node instanceof Map)) return node;
  return new Map([...node].map(([name, value]) => [name, isSecret(name) ? redactValue(value) : redactLinks(value)]));
}

/** `Location` and `Referer` have parameters, too. */
function redactLinks(value: JsonNode): JsonNode {
  if (Array.isArray(value)) return value.map(redactLinks);
  return typeof value === "string" ? redactUrls(value) : value;
}

function redactValue(value: JsonNode): JsonNode {
  return Array.isArray(value) ? value.map(() => REDACTED) : REDACTED;
}

function redactJson(node: JsonNode): JsonNode {
  if (typeof node === "string") return redactText(node, node);
  if (Array.isArray(node)) return node.map(redactJson);
  if (!(node instanceof Map)) return node;
  return new Map(
    [...node].map(([name, value]) => [name, SECRET_NAMES.test(name) ? redactValue(value) : redactJson(value)]),
  );
}
