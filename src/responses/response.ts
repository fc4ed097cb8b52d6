import type { Match } from "../matching/match.ts";
import { effectsSchema } from "./effect.ts";
import { whenSchema } from "./when.ts";
import { defaulted, object, optional, readOnly } from "../schema/object.ts";
import { describeJson } from "../json/json-node.ts";
import { isTemplate } from "../templates/text-template.ts";
import { nameFault } from "../templates/template-scope.ts";
import { type ResponseTemplate, compileTemplates } from "./response-template.ts";
import {
  type InputOf,
  type OutputOf,
  type Schema,
  anyJson,
  boolean,
  integer,
  nullable,
  number,
  record,
  string,
} from "../schema/schema.ts";
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

/** A name that an expression can hold. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A template is looked at when it is known that there is one. */
const statusOrTemplate: Schema<number | string> = {
  json: { anyOf: [statusSchema.json, { type: "string", description: "A template that comes to one." }] },
  expected: statusSchema.expected,
  read: (node, reader) => (typeof node === "string" ? node : statusSchema.read(node, reader)),
  write: (status) => (typeof status === "string" ? JSON.stringify(status) : statusSchema.write(status)),
};

const definitionSchema = withOneBody(
  object(
    {
      id: optional(idSchema),
      template: optional(
        boolean({
          description: "Whether `status`, `headers` and `body` are [templates](../how-to/templates.md), in Liquid.",
        }),
      ),
      let: optional(
        record(anyJson(), {
          nameRule: nameFault,
          namePattern: NAME,
          description:
            "Names for values that are evaluated once for each answer, in this order; their texts are templates.",
          examples: [{ ref: "{{ uuid }}" }],
        }),
      ),
      then: optional(effectsSchema),
      status: defaulted(statusOrTemplate, 200),
      headers: defaulted(headersSchema, new Map()),
      ...bodyFields,
      delay: defaulted(delaySchema, 0),
      when: optional(whenSchema),
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
      constraint: {
        json: {
          ...oneBody.json,
          anyOf: [
            { required: ["template"], properties: { template: { const: true } } },
            { properties: { status: statusSchema.json } },
          ],
        },
        check(given, reader) {
          oneBody.check(given, reader);
          const status = given.get("status");
          if (typeof status !== "string" || given.get("template") === true) return;
          const hint = isTemplate(status) ? '; a template needs "template": true' : "";
          reader.failAt("status", `must be ${statusSchema.expected}, got ${describeJson(status)}${hint}`);
        },
      },
    },
  ),
);

type Definition = OutputOf<typeof definitionSchema>;

/** What was read of a Response, with its templates made ready. */
type ReadResponse = Definition & { readonly templates: ResponseTemplate | null };

export const responseSchema: Schema<ReadResponse, InputOf<typeof definitionSchema>> &
  Pick<typeof definitionSchema, "title" | "fields" | "writeMembers"> = {
  ...definitionSchema,
  read(node, reader) {
    const definition = definitionSchema.read(node, reader);
    if (definition === undefined) return undefined;
    const before = reader.count;
    const templates = compileTemplates(definition, (at, message) => reader.failAt(at, message));
    return reader.count === before ? { ...definition, templates } : undefined;
  },
};

/** What may be given for a Response. */
export type ResponseDefinition = InputOf<typeof responseSchema>;

/** A Response whose id is settled; never changed, and shared by everything that counts it. */
export interface CompiledResponse extends ReadyAnswer {
  /** What makes its answer for each request; `null`: it is always the same. */
  readonly template: ResponseTemplate | null;
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

/** What stands in the place of the answer that a template makes. */
const UNUSED = prepareAnswers({ status: 200, headers: {}, body: "", delay: 0 }, "none");

function answersOf(definition: ReadResponse, heads: Heads): ReadyAnswer {
  const { status, templates } = definition;
  return (templates === null || templates.answer === null) && typeof status === "number"
    ? prepareAnswers({ ...definition, status }, heads)
    : UNUSED;
}

export function compileResponse(
  definition: ReadResponse,
  { newId, heads }: { newId: () => string; heads: Heads },
): CompiledResponse {
  return {
    id: definition.id ?? newId(),
    repeat: definition.repeat ?? Number.POSITIVE_INFINITY,
    weight: definition.weight,
    when: definition.when ?? null,
    delay: definition.delay === 0 ? null : definition.delay,
    template: definition.templates,
    ...answersOf(definition, heads),
    definition: responseSchema.writeMembers(definition, (name) => name !== "id"),
    isNamed: definition.id !== undefined,
  };
}
