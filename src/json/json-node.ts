/**
 * A JSON text as a tree that loses nothing: objects keep the order of their members (a plain object moves
 * `"1"` before `"b"`, and `__proto__` is special to it), numbers keep the digits in which they were written.
 */
export type JsonNode = null | boolean | string | number | JsonNumber | JsonNode[] | JsonObject;

export type JsonObject = Map<string, JsonNode>;

/** A number that JavaScript would write otherwise: `1.0`, `1e3`, `12345678901234567890`. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The number with its digits: a plain `number` wherever that writes the same text. */
export function numberNode(text: string): number | JsonNumber {
  const value = Number(text);
  return String(value) === text ? value : new JsonNumber(text);
}

/** Why a value of the host program can't be JSON, and where. */
export class NotJsonError extends Error {
  readonly at: readonly (string | number)[];

  constructor(at: readonly (string | number)[], message: string) {
    super(message);
    this.at = at;
  }
}

/**
 * The tree of a JavaScript value, by the rules of `JSON.stringify`: `toJSON` is honoured, members that are
 * `undefined` are left out. Unlike it, whatever JSON can't hold (a function, `NaN`, a cycle) is refused with its
 * place, and a `bigint` is a number.
 */
export function toJsonNode(value: unknown, maxDepth: number, at: (string | number)[] = []): JsonNode {
  if (at.length > maxDepth) throw new NotJsonError(at, `is nested deeper than ${maxDepth} levels`);
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "bigint") return numberNode(String(value));
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new NotJsonError(at, `is ${value}, which JSON has no word for`);
    return Object.is(value, -0) ? 0 : value;
  }
  if (typeof value !== "object") throw new NotJsonError(at, `is of type ${typeof value}, which JSON can't hold`);
  if ("toJSON" in value && typeof value.toJSON === "function") return toJsonNode(value.toJSON(), maxDepth, at);
  if (Array.isArray(value)) {
    return Array.from(value, (item: unknown, index) => toJsonNode(item ?? null, maxDepth, [...at, index]));
  }
  const members = value instanceof Map ? [...value] : Object.entries(value);
  const object: JsonObject = new Map();
  for (const [name, member] of members) {
    if (member !== undefined) object.set(String(name), toJsonNode(member, maxDepth, [...at, String(name)]));
  }
  return object;
}

/** The text of a tree, without white space. */
export function stringifyJson(node: JsonNode): string {
  if (typeof node === "object" && node !== null) {
    if (node instanceof JsonNumber) return node.text;
    if (Array.isArray(node)) return `[${node.map(stringifyJson).join(",")}]`;
    const members = [...node].map(([name, member]) => `${JSON.stringify(name)}:${stringifyJson(member)}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(node);
}

/** Whether arrays and objects are nested deeper than so many levels. */
export function isDeeperThan(node: JsonNode, levels: number): boolean {
  if (!Array.isArray(node) && !(node instanceof Map)) return false;
  if (levels === 0) return true;
  for (const child of node.values()) {
    if (isDeeperThan(child, levels - 1)) return true;
  }
  return false;
}

/** A few words for a message: what stands there. */
export function describeJson(node: JsonNode): string {
  if (node instanceof Map) return "an object";
  if (Array.isArray(node)) return "an array";
  const text = stringifyJson(node);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
