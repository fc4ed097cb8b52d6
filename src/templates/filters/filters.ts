import { conversions } from "./conversions.ts";
import { dates } from "./dates.ts";
import type { Filter } from "./filter.ts";
import { hashes } from "./hashes.ts";
import { lists } from "./lists.ts";
import { numbers } from "./numbers.ts";
import { queries } from "./queries.ts";
import { texts } from "./texts.ts";

const all: Readonly<Record<string, Filter>> = {
  ...conversions,
  ...dates,
  ...hashes,
  ...lists,
  ...numbers,
  ...queries,
  ...texts,
};

/** The filters, by their names and in the order of those. A new one is an entry in one of these tables. */
export const filters: ReadonlyMap<string, Filter> = new Map(
  Object.entries(all).toSorted(([one], [other]) => (one < other ? -1 : 1)),
);
