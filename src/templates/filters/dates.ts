import { readDateTime, writeHttpDate } from "../../matching/date-time.ts";
import { Failure } from "../template-error.ts";
import { Instant, describeValue, isNothing, toNumber } from "../values.ts";
import type { Situation } from "../situation.ts";
import { strftime } from "./strftime.ts";
import { partsIn } from "./time-zone.ts";
import { type Filter, filter } from "./filter.ts";

/** The dates that RFC 3339 can say, in milliseconds since the epoch. */
const [EARLIEST = 0, LATEST = 0] = ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z"].map(readDateTime);

/** A date: a date, seconds since the epoch, or a date-time; nothing stays nothing. */
function instantOf(value: unknown, situation: Situation): Instant | undefined {
  if (isNothing(value)) return undefined;
  if (value instanceof Instant) return value;
  if (value === "now" || value === "today") return situation.now;
  const seconds = toNumber(value);
  const instant = seconds === undefined ? readDateTime(situation.text(value)) : seconds * 1000;
  if (instant === undefined || !(instant >= EARLIEST && instant <= LATEST)) {
    throw new Failure(`is no date: ${describeValue(value)}`);
  }
  return new Instant(instant);
}

function shift(value: unknown, amount: unknown, unit: number, situation: Situation): Instant | undefined {
  const from = instantOf(value, situation);
  const count = toNumber(amount);
  if (count === undefined) throw new Failure("is shifted by what is no number");
  return from && instantOf((from.milliseconds + count * unit) / 1000, situation);
}

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;
const AT = "'2026-01-31T12:00:00Z'";

/** Filters of dates. What they are given is a date, seconds since the epoch, or a date-time as a text. */
export const dates = {
  iso: filter(
    "The date as RFC 3339 has it, in UTC.",
    ["{{ 1769860800 | iso }}", "2026-01-31T12:00:00Z"],
    (value, _, situation) => instantOf(value, situation)?.toString(),
  ),
  date: filter(
    "The date in a format (`strftime`), in UTC or in the time zone that follows: `+02:00`, or a name such as `Europe/Berlin`.",
    ["{{ '2026-01-31T12:00:00Z' | date: '%d.%m.%Y %H:%M', 'Europe/Berlin' }}", "31.01.2026 13:00"],
    (value, { plain: [format, zone] }, situation) => {
      const instant = instantOf(value, situation);
      return instant && strftime(partsIn(instant.milliseconds, zone, situation), situation.text(format));
    },
    { least: 1 },
  ),
  unix: filter("Whole seconds since the epoch.", [`{{ ${AT} | unix }}`, 1_769_860_800], (value, _, situation) => {
    const instant = instantOf(value, situation);
    return instant && Math.floor(instant.milliseconds / SECOND);
  }),
  plus_seconds: filter(
    "The date so many seconds later; fewer than none: earlier.",
    [`{{ ${AT} | plus_seconds: 90 | iso }}`, "2026-01-31T12:01:30Z"],
    (value, { plain: [amount] }, situation) => shift(value, amount, SECOND, situation),
  ),
  plus_days: filter(
    "The date so many days later.",
    [`{{ ${AT} | plus_days: -31 | iso }}`, "2025-12-31T12:00:00Z"],
    (value, { plain: [amount] }, situation) => shift(value, amount, DAY, situation),
  ),
  http_date: filter(
    "The date as HTTP headers have it (RFC 9110, section 5.6.7).",
    [`{{ ${AT} | http_date }}`, "Sat, 31 Jan 2026 12:00:00 GMT"],
    (value, _, situation) => {
      const instant = instantOf(value, situation);
      return instant && writeHttpDate(instant.milliseconds);
    },
  ),
} satisfies Record<string, Filter>;
