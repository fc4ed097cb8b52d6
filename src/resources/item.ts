import { type Answer, jsonTextAnswer } from "../http/answer.ts";
import { type JsonMembers, type JsonValue, isMembers } from "../json/json-value.ts";

/** An item of a collection: never changed, and shared by all worlds that have it. */
export class Item {
  /** By which it is found, as a text. */
  readonly id: string;
  readonly value: JsonMembers;
  /** The same as JSON: what is sent. */
  readonly text: string;
  #answer: Answer | undefined;

  /** `value` holds its id. */
  constructor(id: string, value: JsonMembers) {
    this.id = id;
    this.value = value;
    this.text = JSON.stringify(value);
  }

  /** What a request for it is answered with. */
  get answer(): Answer {
    if (this.#answer !== undefined) return this.#answer;
    const answer = jsonTextAnswer(200, this.text);
    if (this.text.length <= KEPT) this.#answer = answer;
    return answer;
  }
}

/** Characters up to which an answer is kept: it shares its text with the item. */
const KEPT = 10_000;

/** Characters beside its text that an item counts for. */
const OVERHEAD = 100;

export function sizeOf({ text }: Item): number {
  return text.length + OVERHEAD;
}

/** No id is longer. */
const LONGEST_ID = 1000;

/** The text of an id; or, as `fault`, why it is none. */
export function readId(value: JsonValue): { readonly id: string } | { readonly fault: string } {
  if (typeof value === "number" && Number.isFinite(value)) return { id: String(value) };
  if (typeof value !== "string") return { fault: "must be a string or a number" };
  if (value === "" || value === "." || value === "..") return { fault: `must be more than "${value}" to be in a path` };
  if (value.length > LONGEST_ID) return { fault: `must be at most ${LONGEST_ID} characters long` };
  // Half of a surrogate pair can't be in a path.
  if (/\p{Surrogate}/u.test(value)) return { fault: "must be whole Unicode characters" };
  return { id: value };
}

/** Whether a number is larger than a double can be: as JSON it would be another value. */
export function hasInfinity(value: JsonValue): boolean {
  if (typeof value === "number") return !Number.isFinite(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((each: JsonValue) => hasInfinity(each));
}

export const TOO_LARGE = "holds a number that is larger than a double can be";

/** An object with one member more in front, or with another value of one. */
export function withMember(value: JsonMembers, name: string, member: JsonValue): JsonMembers {
  const made = Object.create(null) as Record<string, JsonValue>;
  if (!Object.hasOwn(value, name)) made[name] = member;
  for (const each of Object.keys(value)) made[each] = each === name ? member : (value[each] ?? null);
  return made;
}

/** JSON Merge Patch (RFC 7396): an object whose `null` members take out what is there. */
export function merge(target: JsonValue, patch: JsonMembers): JsonMembers {
  const made = Object.create(null) as Record<string, JsonValue>;
  if (isMembers(target)) for (const name of Object.keys(target)) made[name] = target[name] ?? null;
  for (const name of Object.keys(patch)) {
    const value = patch[name] ?? null;
    if (value === null) delete made[name];
    else made[name] = isMembers(value) ? merge(made[name] ?? null, value) : value;
  }
  return made;
}
