import type { ClockChange } from "../engine/world-clock.ts";
import type { JsonObject } from "../json/json-node.ts";
import { readDateTime } from "../matching/date-time.ts";
import { object, optional } from "../schema/object.ts";
import type { Reader } from "../schema/reader.ts";
import { type OutputOf, type Schema, number, string } from "../schema/schema.ts";

/** Of date-times with a year of four digits. */
export const LAST_INSTANT = readDateTime("9999-12-31T23:59:59.999Z") ?? 0;

/** A hundred years, in seconds. */
const LONGEST_ADVANCE = 100 * 365 * 24 * 60 * 60;

const FIRST_INSTANT = readDateTime("0000-01-01T00:00:00Z") ?? 0;

function isInstant(instant: number | undefined): boolean {
  return instant !== undefined && instant >= FIRST_INSTANT && instant <= LAST_INSTANT;
}

const dateTime = string({
  expected: "a date-time (RFC 3339)",
  rule: (text) =>
    !isInstant(readDateTime(text))
      ? `must be a date-time (RFC 3339) such as 2026-01-31T12:00:00Z, got ${JSON.stringify(text)}`
      : undefined,
});

/** A date-time, or `true` for where the clock stands. */
const dateTimeOrTrue: Schema<string | true> = {
  json: { anyOf: [{ const: true }, dateTime.json] },
  expected: "true or a date-time (RFC 3339)",
  read: (node, reader) => (node === true ? true : dateTime.read(node, reader)),
  write: (value) => (value === true ? "true" : dateTime.write(value)),
};

/** Just `true`. */
const justTrue: Schema<true> = {
  json: { const: true },
  expected: "true",
  read: (node, reader) => (node === true ? true : reader.fail("must be true")),
  write: () => "true",
};

const fields = {
  set: optional({ ...dateTime, json: { ...dateTime.json, description: "Runs on from this date-time." } }),
  fix: optional({
    ...dateTime,
    json: { ...dateTime.json, description: "The date stands at this date-time; delays pass in real time." },
  }),
  freeze: optional({
    ...dateTimeOrTrue,
    json: {
      ...dateTimeOrTrue.json,
      description: "Everything stands: the date at this date-time (`true`: now), and delays.",
    },
  }),
  advance: optional(
    number({
      minimum: 0,
      maximum: LONGEST_ADVANCE,
      description: "Goes on by so many seconds at once; what becomes due meanwhile happens, each at its own time.",
      examples: [3600],
    }),
  ),
  resume: optional({ ...justTrue, json: { ...justTrue.json, description: "Runs on from where it stands." } }),
};

const names = Object.keys(fields);

/** One of the things that can be done to the clock of a world. */
export const clockSchema = object(fields, {
  title: "ClockChange",
  description: "One of these.",
  examples: [{ fix: "2026-01-31T12:00:00Z" }],
  constraint: {
    json: { oneOf: names.map((name) => ({ required: [name] })) },
    check(given: JsonObject, reader: Reader) {
      const found = names.filter((name) => given.has(name));
      if (found.length === 0) reader.fail(`must have one of ${names.join(", ")}`);
      if (found.length > 1) reader.fail(`must have one of ${found.join(" and ")}, not both`);
    },
  },
});

export function changeOf({ set, fix, freeze, advance }: OutputOf<typeof clockSchema>): ClockChange {
  if (set !== undefined) return { kind: "set", instant: instantOf(set) };
  if (fix !== undefined) return { kind: "fix", instant: instantOf(fix) };
  if (freeze !== undefined) return { kind: "freeze", instant: freeze === true ? null : instantOf(freeze) };
  return advance === undefined ? { kind: "resume" } : { kind: "advance", time: Math.round(advance * 1000) };
}

function instantOf(text: string): number {
  return Math.floor(readDateTime(text) ?? 0);
}
