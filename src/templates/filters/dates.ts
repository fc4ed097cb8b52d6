import { readDateTime, writeHttpDate } from "../../matching/date-time.ts";
import { Failure } from "../template-error.ts";
import { Instant, isNothing, toJson, toNumber, toText } from "../values.ts";
import { type Filter, filter } from "./filter.ts";

/** The dates that RFC 3339 can say, in milliseconds since the epoch. */
const [EARLIEST = 0, LATEST = 0] = ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z"].map(readDateTime);

/** A date: a date, seconds since the epoch, or a date-time; nothing stays nothing. */
export function instantOf(value: unknown, now: Instant): Instant | undefined {
  if (isNothing(value)) return undefined;
  if (value instanceof Instant) return value;
  if (value === "now" || value === "today") return now;
  const seconds = toNumber(value);
  const instant = seconds === undefined ? readDateTime(toText(value)) : seconds * 1000;
  if (instant === undefined || !(instant >= EARLIEST && instant <= LATEST)) {
    throw new Failure(`is no date: ${toJson(value).slice(0, 60)}`);
  }
  return new Instant(instant);
}

function shift(value: unknown, amount: unknown, unit: number, now: Instant): Instant | undefined {
  const from = instantOf(value, now);
  const count = toNumber(amount);
  if (count === undefined) throw new Failure("is shifted by what is no number");
  return from && instantOf((from.milliseconds + count * unit) / 1000, now);
}

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;
const AT = "'2026-01-31T12:00:00Z'";

/** Filters of dates. What they are given is a date, seconds since the epoch, or a date-time as a text. */
export const dates = {
  iso: filter(
    "The date as RFC 3339 has it, in UTC.",
    ["{{ 1769860800 | iso }}", "2026-01-31T12:00:00Z"],
    (value, _, { now }) => instantOf(value, now)?.toString(),
  ),
  unix: filter("Whole seconds since the epoch.", [`{{ ${AT} | unix }}`, 1_769_860_800], (value, _, { now }) => {
    const instant = instantOf(value, now);
    return instant && Math.floor(instant.milliseconds / SECOND);
  }),
  plus_seconds: filter(
    "The date so many seconds later; fewer than none: earlier.",
    [`{{ ${AT} | plus_seconds: 90 | iso }}`, "2026-01-31T12:01:30Z"],
    (value, { plain: [amount] }, { now }) => shift(value, amount, SECOND, now),
  ),
  plus_days: filter(
    "The date so many days later.",
    [`{{ ${AT} | plus_days: -31 | iso }}`, "2025-12-31T12:00:00Z"],
    (value, { plain: [amount] }, { now }) => shift(value, amount, DAY, now),
  ),
  http_date: filter(
    "The date as HTTP headers have it (RFC 9110, section 5.6.7).",
    [`{{ ${AT} | http_date }}`, "Sat, 31 Jan 2026 12:00:00 GMT"],
    (value, _, { now }) => {
      const instant = instantOf(value, now);
      return instant && writeHttpDate(instant.milliseconds);
    },
  ),
} satisfies Record<string, Filter>;
