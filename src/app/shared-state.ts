import type { ValidRoute } from "../routes/route.ts";
import type { Fault } from "../schema/reader.ts";

export const SHARED = "needs one count for all processes; leave it out, or start Trickster without --workers";

/** What of a definition several processes can't keep exactly (decision 19). */
export function sharedStateFaults({ responses, response_selection: selection }: ValidRoute): Fault[] {
  const faults = responses.flatMap(({ repeat }, index): Fault[] =>
    repeat === null ? [] : [{ at: `/responses/${index}/repeat`, message: SHARED }],
  );
  return selection === "cycle" ? [...faults, { at: "/response_selection", message: `"cycle" ${SHARED}` }] : faults;
}
