import type { ConditionDefinition } from "../matching/conditions/read-condition.ts";
import { type MatchDefinition, matchSchemaOf } from "../matching/match.ts";
import { data } from "../matching/places/data.ts";
import { places } from "../matching/places/places.ts";
import { state } from "../matching/places/state.ts";
import { values } from "../templates/values-place.ts";

/** Places that only a Response can ask about: what the world remembers. */
export const memoryPlaces = { state, data, values };

/** What may be given for a `when`. */
export interface WhenDefinition extends Omit<MatchDefinition, "all" | "any" | "not"> {
  readonly state?: ConditionDefinition;
  readonly data?: Readonly<Record<string, ConditionDefinition>>;
  readonly values?: Readonly<Record<string, ConditionDefinition>>;
  readonly all?: readonly WhenDefinition[];
  readonly any?: readonly WhenDefinition[];
  readonly not?: WhenDefinition;
}

/** What a request, and what the world remembers, must be for a Response to be served. */
export const whenSchema = matchSchemaOf<WhenDefinition>(
  { ...places, ...memoryPlaces },
  {
    title: "When",
    description: "What a request must be, and what the world must remember, for this Response to be served.",
    examples: [{ state: "paid", query: { page: 1 } }],
  },
);
