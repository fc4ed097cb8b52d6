import { type JsonNode, JsonNumber } from "./json-node.ts";

/** A JSON value as JavaScript has it: numbers are doubles, objects have own members only. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonMembers;

export interface JsonMembers {
  readonly [name: string]: JsonValue;
}

/** The value of a tree. Its objects have no prototype, so that `__proto__` is a name like any other. */
export function valueOf(node: JsonNode): JsonValue {
  if (node instanceof JsonNumber) return Number(node.text);
  if (Array.isArray(node)) return node.map(valueOf);
  if (!(node instanceof Map)) return node;
  const object = Object.create(null) as Record<string, JsonValue>;
  for (const [name, member] of node) object[name] = valueOf(member);
  return object;
}

export function isMembers(value: JsonValue): value is JsonMembers {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether arrays and objects are nested deeper than so many levels. */
export function isDeeper(value: JsonValue, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((item: JsonValue) => isDeeper(item, levels - 1));
  const members = value as JsonMembers;
  // Without an array of them, which would take longer than the look. Nobody inherits anything that is enumerable.
  for (const name in members) if (isDeeper(members[name] ?? null, levels - 1)) return true;
  return false;
}

export type JsonType = "string" | "number" | "boolean" | "array" | "object" | "null";

export function typeOf(value: JsonValue): JsonType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value as JsonType;
}

/** The number that a text is, as JSON writes it; otherwise `undefined`. */
export function numberOf(text: string): number | undefined {
  return NUMBER.test(text) ? Number(text) : undefined;
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

export interface Equality {
  /** Whether strings are the same if only their case differs. */
  readonly ignoreCase?: boolean;
  /** Whether arrays are the same if only their order differs. */
  readonly anyOrder?: boolean;
}

/** Whether two values are the same: the order of members does not matter, and 1 is 1.0. */
export function areEqual(a: JsonValue, b: JsonValue, equality: Equality = {}): boolean {
  if (a === b) return true;
  if (typeof a === "string" || typeof b === "string") {
    return equality.ignoreCase === true && typeof a === "string" && typeof b === "string" && areAlike(a, b);
  }
  if (Array.isArray(a)) return Array.isArray(b) && areEqualArrays(a, b, equality);
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null || Array.isArray(b)) return false;
  return areEqualObjects(a as JsonMembers, b as JsonMembers, equality);
}

/** No character becomes more than three in lower case, so that most need not be folded. */
function areAlike(a: string, b: string): boolean {
  return a.length <= 3 * b.length && b.length <= 3 * a.length && fold(a) === fold(b);
}

function areEqualObjects(a: JsonMembers, b: JsonMembers, equality: Equality): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && areEqual(a[name] ?? null, b[name] ?? null, equality));
}

function areEqualArrays(a: readonly JsonValue[], b: readonly JsonValue[], equality: Equality): boolean {
  if (a.length !== b.length) return false;
  if (equality.anyOrder === true) return canonicalText(a, equality) === canonicalText(b, equality);
  return a.every((item, at) => areEqual(item, b[at] ?? null, equality));
}

/** A text that equal values share. */
export function canonicalText(value: JsonValue, equality: Equality = {}): string {
  if (typeof value === "string") return JSON.stringify(equality.ignoreCase === true ? fold(value) : value);
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) {
    const items = value.map((item: JsonValue) => canonicalText(item, equality));
    return `[${(equality.anyOrder === true ? items.toSorted() : items).join(",")}]`;
  }
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${canonicalText(member, equality)}`,
  );
  return `{${members.toSorted().join(",")}}`;
}

/** A text without its case. */
export function fold(text: string): string {
  return text.toLowerCase();
}
