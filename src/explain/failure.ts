import type { JsonNode } from "../json/json-node.ts";
import type { Group } from "../matching/match.ts";
import type { Check } from "../matching/places/place.ts";

/** One thing for which a Route does not match a request. */
export interface Failure {
  /** Where it stands in the Route: `["match", "headers", "x-tenant"]`. */
  readonly at: readonly string[];
  readonly expected: JsonNode;
  /** What was there, if anything was. */
  readonly actual?: JsonNode;
  /** "header x-tenant is missing": completes "but …". */
  readonly words: string;
  /** The same, without what the Route asks for. */
  readonly brief: string;
  readonly cause: Cause;
}

export type Cause =
  | { readonly kind: "method" }
  /** What nothing is done with at this path of a resource; `methods`: those that something is done with. */
  | { readonly kind: "operation"; readonly methods: readonly string[] }
  | { readonly kind: "path" }
  /** A Response that was served as often as it may be; `null`: there is none. */
  | { readonly kind: "exhausted"; readonly response: number | null }
  | { readonly kind: "check"; readonly check: Check }
  /** What must not hold. */
  | { readonly kind: "not"; readonly group: Group };
