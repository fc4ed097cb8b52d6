import type { Entry } from "../journal/entry.ts";
import type { Journal } from "../journal/journal.ts";
import type { Steps } from "../routes/steps.ts";
import type { FilterVerdict, RequestFilter } from "./request-filter.ts";

/** Bytes of bodies that are looked at in one step. */
const LOOKED_AT_ONCE = 256 * 1024;

/** What looking at an entry costs at least, in bytes. */
const LOOK = 2048;

/** Whether to go on behind an entry. */
export type Visit = (entry: Entry, look: (filter: RequestFilter) => FilterVerdict) => boolean;

/** Shows entries, the oldest first, until one is refused; in steps. What takes long by itself ends a step. */
export function* lookThrough(journal: Journal, from: number, visit: Visit): Steps {
  let looked = 0;
  for (const entry of journal.from(from)) {
    const goesOn = visit(entry, (filter) => {
      const verdict = filter.test(entry);
      looked += LOOK + (filter.readsBody ? (entry.body?.length ?? 0) : 0);
      // A pattern has taken all of its time.
      if (verdict === "unknown") looked = LOOKED_AT_ONCE;
      return verdict;
    });
    if (!goesOn) return;
    if (looked < LOOKED_AT_ONCE) continue;
    looked = 0;
    yield;
  }
}
