const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?([Zz]|[+-]\d\d(?::?\d\d)?)?)?$/;

/**
 * The instant of an ISO 8601 date-time (RFC 3339 and what people leave out of it: seconds, the offset, which is then
 * UTC, the time of the day), in milliseconds since the epoch; `undefined` for any other text.
 */
export function readDateTime(text: string): number | undefined {
  const [, ...parts] = DATE_TIME.exec(text) ?? [];
  if (parts.length === 0) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(0, 6)
    .map((part) => Number(part ?? 0));
  const [fraction, offset] = [Number(parts[6] ?? 0), minutesOf(parts[7])];
  const isReal = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  if (!isReal || hour > 23 || minute > 59 || second > 60 || Math.abs(offset) >= 24 * 60) return undefined;
  const minutes = (daysSinceEpoch(year, month, day) * 24 + hour) * 60 + minute - offset;
  return (minutes * 60 + second + fraction) * 1000;
}

/** An instant as RFC 3339 has it, in UTC. */
export function writeDateTime(instant: number): string {
  const seconds = Math.floor(instant / 1000);
  const days = Math.floor(seconds / DAY);
  const { year, month, day } = dateOf(days);
  const rest = seconds - days * DAY;
  const time = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60].map(twoDigits).join(":");
  const milliseconds = Math.floor(instant) - seconds * 1000;
  const fraction = milliseconds === 0 ? "" : `.${String(milliseconds).padStart(3, "0")}`;
  return `${String(year).padStart(4, "0")}-${twoDigits(month)}-${twoDigits(day)}T${time}${fraction}Z`;
}

/** The date and the time of an instant, in UTC. */
export function partsOf(instant: number) {
  const seconds = Math.floor(instant / 1000);
  const days = Math.floor(seconds / DAY);
  const { year, month, day } = dateOf(days);
  const rest = seconds - days * DAY;
  return {
    year,
    /** 1 for January. */
    month,
    day,
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
    millisecond: Math.floor(instant) - seconds * 1000,
    /** 0 for Sunday: the epoch was a Thursday. */
    weekday: (((days + 4) % 7) + 7) % 7,
    dayOfYear: days - daysSinceEpoch(year, 1, 1) + 1,
  };
}

/** An instant as HTTP headers have it (RFC 9110, section 5.6.7). */
export function writeHttpDate(instant: number): string {
  const { year, month, day, hour, minute, second, weekday } = partsOf(instant);
  const time = [hour, minute, second].map(twoDigits).join(":");
  return `${WEEKDAYS[weekday]}, ${twoDigits(day)} ${MONTHS[month - 1]} ${String(year).padStart(4, "0")} ${time} GMT`;
}

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const DAY = 24 * 60 * 60;

const twoDigits = (value: number): string => String(value).padStart(2, "0");

function minutesOf(offset: string | undefined): number {
  const [, sign, hours = "0", minutes = "0"] = /^([+-])(\d\d):?(\d\d)?$/.exec(offset ?? "") ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function daysIn(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** The proleptic Gregorian calendar, with years that begin in March, so that the leap day is the last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

function dateOf(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = ((shiftedMonth + 2) % 12) + 1;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return { year, month, day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1 };
}
