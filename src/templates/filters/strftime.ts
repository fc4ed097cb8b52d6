import { Failure } from "../template-error.ts";

/** The parts of a date and a time in some place. */
export interface DateParts {
  readonly year: number;
  /** 1 for January. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  /** 0 for Sunday. */
  readonly weekday: number;
  /** 1 for the first of January. */
  readonly dayOfYear: number;
  /** Minutes that it is ahead of UTC. */
  readonly offset: number;
  /** Whole seconds since the epoch. */
  readonly unix: number;
}

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September"];
MONTHS.push("October", "November", "December");

const two = (value: number): string => String(value).padStart(2, "0");
const blank = (value: number): string => String(value).padStart(2, " ");
const twelve = (hour: number): number => (hour % 12 === 0 ? 12 : hour % 12);

function offsetText(minutes: number, between: string): string {
  const [sign, size] = [minutes < 0 ? "-" : "+", Math.abs(minutes)];
  return `${sign}${two(Math.floor(size / 60))}${between}${two(size % 60)}`;
}

const date = (parts: DateParts): string => `${parts.year}-${two(parts.month)}-${two(parts.day)}`;
const time = (parts: DateParts): string => `${two(parts.hour)}:${two(parts.minute)}:${two(parts.second)}`;

/** The conversions of `strftime` (POSIX, and those that Ruby and Liquid have beside them), in English. */
const CONVERSIONS: Readonly<Record<string, (parts: DateParts) => string>> = {
  a: ({ weekday }) => DAYS[weekday]?.slice(0, 3) ?? "",
  A: ({ weekday }) => DAYS[weekday] ?? "",
  b: ({ month }) => MONTHS[month - 1]?.slice(0, 3) ?? "",
  B: ({ month }) => MONTHS[month - 1] ?? "",
  C: ({ year }) => two(Math.floor(year / 100)),
  d: ({ day }) => two(day),
  D: ({ month, day, year }) => `${two(month)}/${two(day)}/${two(year % 100)}`,
  e: ({ day }) => blank(day),
  F: date,
  h: ({ month }) => MONTHS[month - 1]?.slice(0, 3) ?? "",
  H: ({ hour }) => two(hour),
  I: ({ hour }) => two(twelve(hour)),
  j: ({ dayOfYear }) => String(dayOfYear).padStart(3, "0"),
  k: ({ hour }) => blank(hour),
  l: ({ hour }) => blank(twelve(hour)),
  L: ({ millisecond }) => String(millisecond).padStart(3, "0"),
  m: ({ month }) => two(month),
  M: ({ minute }) => two(minute),
  n: () => "\n",
  p: ({ hour }) => (hour < 12 ? "AM" : "PM"),
  P: ({ hour }) => (hour < 12 ? "am" : "pm"),
  R: ({ hour, minute }) => `${two(hour)}:${two(minute)}`,
  s: ({ unix }) => String(unix),
  S: ({ second }) => two(second),
  t: () => "\t",
  T: time,
  u: ({ weekday }) => String(weekday === 0 ? 7 : weekday),
  w: ({ weekday }) => String(weekday),
  y: ({ year }) => two(year % 100),
  Y: ({ year }) => String(year),
  z: ({ offset }) => offsetText(offset, ""),
  ":z": ({ offset }) => offsetText(offset, ":"),
  "%": () => "%",
};

/** No format is longer. */
const LONGEST = 200;

/** Writes a date: `%d.%m.%Y %H:%M`; `%-d` leaves out what pads a number. Throws a `Failure`. */
export function strftime(parts: DateParts, format: string): string {
  if (format.length > LONGEST) throw new Failure(`has a format of more than ${LONGEST} characters`);
  return format.replaceAll(/%(-?)(:?[\s\S])/g, (token, isBare: string, name: string) => {
    const convert = Object.hasOwn(CONVERSIONS, name) ? CONVERSIONS[name] : undefined;
    if (convert === undefined) throw new Failure(`has the unknown "${token}" in its format`);
    const text = convert(parts);
    return isBare === "" ? text : text.replace(/^[0 ]+(?=.)/, "");
  });
}
