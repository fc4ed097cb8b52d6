import type { JsonObject } from "../json/json-node.ts";
import type { JsonValue } from "../json/json-value.ts";
import { object, optional } from "../schema/object.ts";
import type { Reader } from "../schema/reader.ts";
import { type OutputOf, anyJson, array, arrayOr, number, record, string } from "../schema/schema.ts";
import type { Situation } from "../templates/situation.ts";
import { LONGEST_DELAY } from "./delay.ts";

/** What is done to what the world remembers, with all that it needs worked out. */
export type Effect =
  | { readonly kind: "state"; readonly state: string }
  | { readonly kind: "set" | "push"; readonly path: readonly string[]; readonly value: JsonValue }
  | { readonly kind: "delete"; readonly path: readonly string[] };

/** An effect of a Response, made ready. */
export interface CompiledEffect {
  /** Where it stands in the Response: `["then", 0, "set", "/a"]`. */
  readonly at: readonly (string | number)[];
  /** Milliseconds from the choice. */
  readonly after: number;
  /** Works it out for an answer. Throws a `TemplateError`. */
  evaluate(situation: Situation): Effect;
}

const pointer = "a JSON Pointer into `data`, whose segments may be templates";

const fields = {
  state: optional(string({ description: "Goes to this state of the Route's `scenario`.", examples: ["paid"] })),
  set: optional(
    record(anyJson(), {
      description: `Puts values at places: ${pointer}; objects that they stand in are made.`,
      examples: [{ "/sessions/{{ sid }}": { user: "{{ form.user }}" } }],
    }),
  ),
  push: optional(
    record(anyJson(), {
      description: "Puts values behind the others of arrays, which are made if they are missing.",
      examples: [{ "/orders": { id: "{{ ref }}" } }],
    }),
  ),
  delete: optional(
    array(string(), {
      minItems: 1,
      description: "Takes out what is at these places.",
      examples: [["/sessions/{{ sid }}"]],
    }),
  ),
  after: optional(
    number({
      minimum: 0,
      maximum: LONGEST_DELAY,
      description: "Does it so many seconds after the choice, by the clock of the world.",
      examples: [5],
    }),
  ),
};

const KINDS = ["state", "set", "push", "delete"];

export const effectSchema = object(fields, {
  title: "Effect",
  description: "What the choice of a Response does to what the world remembers. Texts are templates.",
  reserved: { request: "is reserved for a later version of Trickster" },
  examples: [{ set: { "/sessions/{{ cookies.sid }}/seen": "{{ now }}" } }],
  constraint: {
    json: { oneOf: KINDS.map((name) => ({ required: [name] })) },
    check(given: JsonObject, reader: Reader) {
      const found = KINDS.filter((name) => given.has(name));
      if (found.length === 0) reader.fail(`must have one of ${KINDS.join(", ")}`);
      if (found.length > 1) reader.fail(`must have one of ${found.join(" and ")}, not both`);
    },
  },
});

export type EffectDefinition = OutputOf<typeof effectSchema>;

export const effectsSchema = arrayOr(array(effectSchema), effectSchema, {
  isMany: (value): value is EffectDefinition[] => Array.isArray(value),
  description: "What its choice does, in this order, before the answer is written.",
});

/**
 * The segments of a pointer whose segments may be templates: a slash within `{{ }}` separates nothing. `undefined`: it
 * is none.
 */
export function segmentsOf(source: string): string[] | undefined {
  if (source === "") return [];
  if (!source.startsWith("/")) return undefined;
  const segments: string[] = [];
  for (const [part] of source.matchAll(/\/|(?:\{\{[\s\S]*?\}\}|[^/])+/g)) {
    if (part === "/") segments.push("");
    else segments[segments.length - 1] = part;
  }
  return segments;
}

/** A segment that is no template, without its escapes (RFC 6901, section 4). */
export function unescapeSegment(segment: string): string {
  return segment.replaceAll("~1", "/").replaceAll("~0", "~");
}
