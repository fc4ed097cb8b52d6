/**
 * How the value of a setting is written in text (command line, environment) and checked. `read` takes text or, from
 * a program, the value itself; it returns the value, or throws a `ValueError` that completes "must be …".
 */
export interface ValueKind<T> {
  /** What stands for the value in the help: "<seconds>". Flags have none. */
  readonly placeholder: string | null;
  read(given: unknown): T;
  /** The value as people write it. */
  show(value: T): string;
}

export class ValueError extends Error {}

function refuse(expected: string, given: unknown): never {
  throw new ValueError(`must be ${expected}, got ${typeof given === "string" ? JSON.stringify(given) : String(given)}`);
}

export const flag: ValueKind<boolean> = {
  placeholder: null,
  read(given) {
    if (typeof given === "boolean") return given;
    if (given === "true" || given === "1") return true;
    if (given === "false" || given === "0" || given === "") return false;
    return refuse("true or false", given);
  },
  show: String,
};

export function text(
  placeholder: string,
  rule?: { test(value: string): boolean; expected: string },
): ValueKind<string> {
  return {
    placeholder,
    read(given) {
      if (typeof given !== "string" || given === "") return refuse(rule?.expected ?? "a text", given);
      return rule?.test(given) === false ? refuse(rule.expected, given) : given;
    },
    show: (value) => value,
  };
}

/** A value that may be missing. */
export function maybe<T>(kind: ValueKind<T>): ValueKind<T | null> {
  return {
    placeholder: kind.placeholder,
    read: (given) => (given === null || given === undefined ? null : kind.read(given)),
    show: (value) => (value === null ? "none" : kind.show(value)),
  };
}

/** A value, or the word "off". */
export function orOff<T>(kind: ValueKind<T>): ValueKind<T | null> {
  return {
    placeholder: kind.placeholder?.replace(/>$/, "|off>") ?? null,
    read: (given) => (given === "off" || given === null ? null : kind.read(given)),
    show: (value) => (value === null ? "off" : kind.show(value)),
  };
}

/** Several values: the option repeated, or separated by commas. */
export function list(kind: ValueKind<string>): ValueKind<readonly string[]> {
  return {
    placeholder: kind.placeholder,
    read(given) {
      const items: unknown[] | undefined =
        typeof given === "string" ? [given] : Array.isArray(given) ? given : undefined;
      if (items === undefined) return refuse("a list", given);
      return items
        .flatMap((part) => (typeof part === "string" ? part.split(",") : [part]))
        .map((part) => kind.read(typeof part === "string" ? part.trim() : part));
    },
    show: (values) => (values.length === 0 ? "none" : values.map((value) => kind.show(value)).join(",")),
  };
}

export function choice<const Word extends string>(words: readonly Word[]): ValueKind<Word> {
  return {
    placeholder: `<${words.join("|")}>`,
    read: (given) => words.find((word) => word === given) ?? refuse(`one of ${words.join(", ")}`, given),
    show: (value) => value,
  };
}

export function count(placeholder: string, minimum: number, maximum: number): ValueKind<number> {
  const expected = `a whole number from ${minimum} to ${maximum}`;
  return {
    placeholder,
    read(given) {
      const value = typeof given === "string" && /^\d+$/.test(given) ? Number(given) : given;
      if (typeof value !== "number" || !Number.isInteger(value)) return refuse(expected, given);
      return value < minimum || value > maximum ? refuse(expected, given) : value;
    },
    show: String,
  };
}

const LONGEST_TIMER = 2_147_483;

/** A time in seconds. */
export const seconds: ValueKind<number> = {
  placeholder: "<seconds>",
  read(given) {
    const value = typeof given === "string" && /^\d+(\.\d+)?$/.test(given) ? Number(given) : given;
    if (typeof value === "number" && value >= 0 && value <= LONGEST_TIMER) return value;
    return refuse(`a number of seconds from 0 to ${LONGEST_TIMER}`, given);
  },
  show: (value) => `${value} s`,
};

const UNITS: Readonly<Record<string, number>> = { "": 1, B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** A number of bytes: `512`, `16KiB`, `10MiB`. */
export const bytes: ValueKind<number> = {
  placeholder: "<bytes>",
  read(given) {
    const expected = 'a number of bytes such as "1000", "16KiB" or "10MiB"';
    if (typeof given === "number" && Number.isSafeInteger(given) && given > 0) return given;
    const match = typeof given === "string" ? /^(\d+)\s*(|B|KiB|MiB|GiB)$/.exec(given) : null;
    const value = Number(match?.[1]) * (UNITS[match?.[2] ?? ""] ?? Number.NaN);
    return Number.isSafeInteger(value) && value > 0 ? value : refuse(expected, given);
  },
  show(value) {
    const unit = ["GiB", "MiB", "KiB"].find((name) => value % (UNITS[name] ?? 1) === 0) ?? "B";
    return `${value / (UNITS[unit] ?? 1)} ${unit}`;
  },
};
