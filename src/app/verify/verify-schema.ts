import type { JsonObject } from "../../json/json-node.ts";
import { object, optional } from "../../schema/object.ts";
import type { Reader } from "../../schema/reader.ts";
import { type InputOf, type OutputOf, array, number, oneOf } from "../../schema/schema.ts";
import { filterFields, filterSchema, namesAreKnown } from "../request-filter.ts";
import { countSchema } from "../../matching/conditions/count-schema.ts";

/** Nobody waits longer, in seconds. */
const LONGEST_WAIT = 600;

const aboutOne = [...Object.keys(filterFields), "count"];
const aboutAll = ["unmatched", "unused", "except"];

const refusals = ["fail", "ignore"] as const;

export const verifySchema = object(
  {
    ...filterFields,
    count: optional(countSchema),
    sequence: optional(
      array(filterSchema, {
        minItems: 1,
        description: "Requests that must have come in this order; others may have come between them.",
      }),
    ),
    within: optional(
      number({
        minimum: 0,
        maximum: LONGEST_WAIT,
        description: "Waits until it holds, for so many seconds; fails early once it can't.",
        examples: [2],
      }),
    ),
    for: optional(
      number({
        minimum: 0,
        maximum: LONGEST_WAIT,
        description: "Demands that it goes on holding for so many seconds.",
        examples: [0.5],
      }),
    ),
    unmatched: optional(
      oneOf(refusals, { description: "Whether a request that no Route matched is a failure: `fail`." }),
    ),
    unused: optional(
      oneOf(refusals, {
        description: "Whether a Route of this world that was never asked for is a failure: `ignore`.",
      }),
    ),
    except: optional(array(filterSchema, { description: "Requests that may go unmatched." })),
  },
  {
    title: "Verification",
    description:
      "What must have come: requests that a filter means, so often as `count` says (at least once if it says nothing), or a `sequence`. Without any of these: every `expect` of a Route, and that nothing went unmatched.",
    examples: [{ method: "POST", path: "/orders", count: 1 }],
    constraint: { json: {}, check: asksForOneThing },
    check: namesAreKnown,
  },
);

export type VerificationInput = InputOf<typeof verifySchema>;
export type VerificationDefinition = OutputOf<typeof verifySchema>;

function asksForOneThing(given: JsonObject, reader: Reader): void {
  const one = aboutOne.find((name) => given.has(name));
  const all = aboutAll.find((name) => given.has(name));
  if (given.has("sequence") && one !== undefined) reader.failAt(one, "can't stand beside sequence");
  if (all !== undefined && (one !== undefined || given.has("sequence"))) {
    reader.failAt(all, `is about all requests, and can't stand beside ${one ?? "sequence"}`);
  }
}

/** Whether all of a world is asked about. */
export function isAboutAll(definition: VerificationDefinition): boolean {
  return definition.sequence === undefined && aboutOne.every((name) => !Object.hasOwn(definition, name));
}
