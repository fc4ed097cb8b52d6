import { formatPointer } from "../json/json-pointer.ts";
import { type JsonMembers, type JsonValue, areEqual, isMembers } from "../json/json-value.ts";

/** Where two values begin to differ; a member that is missing has no `actual`. */
export interface Difference {
  /** A JSON pointer; "" for the values themselves. */
  readonly at: string;
  readonly expected: JsonValue | undefined;
  readonly actual: JsonValue | undefined;
  /** Whether both are arrays with the same elements in another order. */
  readonly isOrder: boolean;
}

/** The first place at which a value differs from what was expected; `isLike`: further members don't matter. */
export function firstDifference(
  actual: JsonValue | undefined,
  expected: JsonValue | undefined,
  isLike: boolean,
  at: readonly (string | number)[] = [],
): Difference | undefined {
  const here = { at: formatPointer(at), expected, actual };
  if (actual === undefined || expected === undefined) return { ...here, isOrder: false };
  if (areEqual(actual, expected)) return undefined;
  if (isMembers(actual) && isMembers(expected)) return memberDifference(actual, expected, isLike, at);
  if (!Array.isArray(actual) || !Array.isArray(expected) || actual.length !== expected.length) {
    return { ...here, isOrder: false };
  }
  if (areEqual(actual, expected, { anyOrder: true })) return { ...here, isOrder: true };
  for (const [index, item] of expected.entries()) {
    const found = firstDifference(actual[index], item as JsonValue, isLike, [...at, index]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function memberDifference(
  actual: JsonMembers,
  expected: JsonMembers,
  isLike: boolean,
  at: readonly (string | number)[],
): Difference | undefined {
  for (const [name, member] of Object.entries(expected)) {
    const found = firstDifference(own(actual, name), member, isLike, [...at, name]);
    if (found !== undefined) return found;
  }
  if (isLike) return undefined;
  const extra = Object.keys(actual).find((name) => !Object.hasOwn(expected, name));
  if (extra === undefined) return undefined;
  return { at: formatPointer([...at, extra]), expected: undefined, actual: actual[extra], isOrder: false };
}

function own(members: JsonMembers, name: string): JsonValue | undefined {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}
