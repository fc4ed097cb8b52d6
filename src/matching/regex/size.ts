import type { Regex } from "./parse-regex.ts";

/** How many characters a pattern has when its counted repetitions are written out: what engines make of it. */
export function sizeOf(regex: Regex): number {
  switch (regex.kind) {
    case "set":
      return 1;
    case "sequence":
      return regex.items.reduce((sum, item) => sum + sizeOf(item), 0);
    case "choice":
      return regex.options.reduce((sum, option) => sum + sizeOf(option), 0);
    case "capture":
      return sizeOf(regex.item);
    case "repeat":
      return sizeOf(regex.item) * (regex.max === Number.POSITIVE_INFINITY ? Math.max(regex.min, 1) : regex.max);
  }
}
