import { conversions } from "./conversions.ts";
import { dates } from "./dates.ts";
import type { Filter } from "./filter.ts";
import { hashes } from "./hashes.ts";
import { liquidFilters } from "./liquid-filters.ts";
import { queries } from "./queries.ts";

/** Filters of Trickster's own, by their names. A new one is an entry in one of these. */
export const ownFilters: Readonly<Record<string, Filter>> = { ...conversions, ...dates, ...hashes, ...queries };

/** All that there is to know of a filter. */
export interface FilterDescription {
  readonly description: string;
  readonly example: readonly [template: string, value: unknown];
}

/** Every filter that templates may use, with an example of each. */
export const filterDescriptions: ReadonlyMap<string, FilterDescription> = new Map(
  [
    ...Object.entries(ownFilters).map(([name, { description, example }]) => [name, { description, example }] as const),
    ...Object.entries(liquidFilters).map(
      ([name, [description, template, value]]) => [name, { description, example: [template, value] as const }] as const,
    ),
  ].toSorted(([one], [other]) => (one < other ? -1 : 1)),
);
