import { shorten } from "../matching/words.ts";
import type { LiveRoute } from "../routes/live-route.ts";

/** A Route by its id, if somebody gave it one; otherwise by what people know it by. */
export function nameOf({ route, path }: LiveRoute): string {
  if (route.isNamed) return `the Route "${route.id}"`;
  return `the Route for ${route.methods?.join(", ") ?? "any method"} ${shorten(path.source)}`;
}
