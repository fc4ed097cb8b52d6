import type { JsonValue } from "../../json/json-value.ts";

/** Values that are not this one: first those of its type. */
export function* otherThan(actual: JsonValue | undefined): Generator<JsonValue> {
  if (typeof actual === "number") yield* [actual + 1, actual - 1];
  else if (typeof actual === "boolean") yield !actual;
  else if (typeof actual === "string") yield* [`${actual}x`, "x", ""];
  yield* ["other", 0, true, null];
}
