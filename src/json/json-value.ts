/** A JSON value as JavaScript has it: numbers are doubles, objects have own members only. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonMembers;

export interface JsonMembers {
  readonly [name: string]: JsonValue;
}

/** Whether arrays and objects are nested deeper than so many levels. */
export function isDeeper(value: JsonValue, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  for (const member of Array.isArray(value) ? value : Object.values(value)) {
    if (isDeeper(member as JsonValue, levels - 1)) return true;
  }
  return false;
}
