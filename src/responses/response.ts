import { type Match, matchSchema } from "../matching/match.ts";
import { defaulted, object, optional, readOnly } from "../schema/object.ts";
import { type InputOf, type OutputOf, boolean, integer, nullable, number, string } from "../schema/schema.ts";
import { type Heads, type ReadyAnswer, headersSchema, prepareAnswers, statusSchema } from "./answerable.ts";
import { bodyFields, oneBody, reservedBodies, withDefaultHeaders, withOneBody } from "./body.ts";
import { type Delay, delaySchema } from "./delay.ts";

export const idSchema = string({
  pattern: /^[A-Za-z0-9_-]+$/,
  expected: "an id of letters, digits, _ and -",
  description: "Letters, digits, `_` and `-`. Generated when absent.",
  examples: ["hello_1"],
});

export const usedCountSchema = integer({ minimum: 0, description: "How often it was chosen." });

export const responseSchema = withOneBody(
  object(
    {
      id: optional(idSchema),
      status: defaulted(statusSchema, 200),
      headers: defaulted(headersSchema, new Map()),
      ...bodyFields,
      delay: defaulted(delaySchema, 0),
      when: optional(matchSchema),
      repeat: defaulted(
        nullable(integer({ minimum: 1, description: "How often it may be served; null: without end.", examples: [3] })),
        null,
      ),
      weight: defaulted(
        number({
          minimum: 0,
          maximum: 1,
          description: "Used by the selection `random`: twice the weight, twice as often.",
        }),
        0.5,
      ),
      used_count: readOnly(usedCountSchema),
      is_active: readOnly(boolean({ description: "Whether `repeat` is null or greater than `used_count`." })),
    },
    {
      title: "Response",
      description: "One way in which a Route may answer.",
      examples: [{ id: "hello", status: 200, headers: { "content-type": "text/plain" }, body: "Hello!" }],
      reserved: reservedBodies,
      prepare: withDefaultHeaders,
      constraint: oneBody,
    },
  ),
);

/** What may be given for a Response. */
export type ResponseDefinition = InputOf<typeof responseSchema>;

/** A Response whose id is settled; never changed, and shared by everything that counts it. */
export interface CompiledResponse extends ReadyAnswer {
  readonly id: string;
  /** How often it may be served; `Infinity`: without end. */
  readonly repeat: number;
  readonly weight: number;
  /** What a request must be for this Response to be served; `null`: anything. */
  readonly when: Match | null;
  /** `null`: none, so that asking costs one comparison. */
  readonly delay: Delay | null;
  /** Its definition as JSON, without its id and the braces. */
  readonly definition: string;
  /** Whether its id was given, and not generated. */
  readonly isNamed: boolean;
}

export function compileResponse(
  definition: OutputOf<typeof responseSchema>,
  { newId, heads }: { newId: () => string; heads: Heads },
): CompiledResponse {
  return {
    id: definition.id ?? newId(),
    repeat: definition.repeat ?? Number.POSITIVE_INFINITY,
    weight: definition.weight,
    when: definition.when ?? null,
    delay: definition.delay === 0 ? null : definition.delay,
    ...prepareAnswers(definition, heads),
    definition: responseSchema.writeMembers(definition, (name) => name !== "id"),
    isNamed: definition.id !== undefined,
  };
}
