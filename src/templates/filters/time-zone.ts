import { partsOf } from "../../matching/date-time.ts";
import type { Situation } from "../situation.ts";
import { Failure } from "../template-error.ts";
import { describeValue, isNothing } from "../values.ts";
import type { DateParts } from "./strftime.ts";

/** What it takes to look a time zone up, in characters that are looked at. */
const LOOK_UP = 10_000;

/** The parts of an instant (milliseconds since the epoch) in a time zone; in UTC if none is named. Throws a `Failure`. */
export function partsIn(instant: number, zone: unknown, situation: Situation): DateParts {
  const offset = isNothing(zone) ? 0 : offsetOf(instant, zone, situation);
  return { ...partsOf(instant + offset * 60_000), offset, unix: Math.floor(instant / 1000) };
}

function offsetOf(instant: number, zone: unknown, situation: Situation): number {
  if (typeof zone !== "string" || zone.length > 100) throw new Failure(`has no time zone in ${describeValue(zone)}`);
  const [, sign, hours = "0", minutes = "0"] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  if (sign !== undefined) return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  situation.use(LOOK_UP);
  const named = longOffset(instant, zone);
  if (named === undefined) throw new Failure(`has the unknown time zone ${describeValue(zone)}`);
  const [, side, hour = "0", minute = "0"] = /^GMT([+-])(\d\d):(\d\d)/.exec(named) ?? [];
  return side === undefined ? 0 : (side === "-" ? -1 : 1) * (Number(hour) * 60 + Number(minute));
}

/** "GMT+02:00": what the time zones of the Unicode data say. */
function longOffset(instant: number, timeZone: string): string | undefined {
  try {
    const format = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
    return format.formatToParts(instant).find(({ type }) => type === "timeZoneName")?.value;
  } catch {
    return undefined;
  }
}
