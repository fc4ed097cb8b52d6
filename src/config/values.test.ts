import { describe, expect, it } from "vitest";
import { type ValueKind, ValueError, bytes, choice, count, flag, list, maybe, seconds, text } from "./values.ts";

const port = count("<port>", 0, 65_535);
const level = choice(["debug", "info"]);
const lower = text("<word>", { test: (value) => /^[a-z]+$/.test(value), expected: "a word" });

function refusalOf(kind: ValueKind<unknown>, given: unknown): string {
  try {
    kind.read(given);
  } catch (error) {
    if (error instanceof ValueError) return error.message;
    throw error;
  }
  throw new Error(`${String(given)} was taken, and should not be`);
}

describe("The value of a setting", () => {
  it.each<[string, ValueKind<unknown>, unknown, unknown]>([
    ["a flag", flag, true, true],
    ["a flag", flag, "true", true],
    ["a flag", flag, "1", true],
    ["a flag", flag, "false", false],
    ["a flag", flag, "0", false],
    ["a flag", flag, "", false],
    ["a text", text("<x>"), "x", "x"],
    ["a word", lower, "abc", "abc"],
    ["a text that may be missing", maybe(text("<x>")), null, null],
    ["a text that may be missing", maybe(text("<x>")), "x", "x"],
    ["a list", list(lower), "a", ["a"]],
    ["a list", list(lower), "a, b,c", ["a", "b", "c"]],
    ["a list", list(lower), ["a", "b,c"], ["a", "b", "c"]],
    ["a list", list(lower), [], []],
    ["a choice", level, "info", "info"],
    ["a count", port, "8080", 8080],
    ["a count", port, 8080, 8080],
    ["a count", port, "0", 0],
    ["a time", seconds, "1.5", 1.5],
    ["a time", seconds, 0, 0],
    ["a time", seconds, "2147483", 2_147_483],
    ["a size", bytes, "512", 512],
    ["a size", bytes, 512, 512],
    ["a size", bytes, "512B", 512],
    ["a size", bytes, "16KiB", 16_384],
    ["a size", bytes, "10 MiB", 10_485_760],
    ["a size", bytes, "1GiB", 1_073_741_824],
  ])("is read: %s", (_, kind, given, value) => {
    expect(kind.read(given)).toEqual(value);
  });

  it.each<[ValueKind<unknown>, unknown, string]>([
    [flag, "yes", 'must be true or false, got "yes"'],
    [flag, 1, "must be true or false, got 1"],
    [text("<x>"), "", 'must be a text, got ""'],
    [text("<x>"), 7, "must be a text, got 7"],
    [lower, "A", 'must be a word, got "A"'],
    [maybe(lower), "A", 'must be a word, got "A"'],
    [list(lower), "a,,b", 'must be a word, got ""'],
    [list(lower), ["a", 7], "must be a word, got 7"],
    [list(lower), 7, "must be a list, got 7"],
    [level, "warn", 'must be one of debug, info, got "warn"'],
    [port, "65536", 'must be a whole number from 0 to 65535, got "65536"'],
    [port, "-1", 'must be a whole number from 0 to 65535, got "-1"'],
    [port, "80.5", 'must be a whole number from 0 to 65535, got "80.5"'],
    [port, "1e3", 'must be a whole number from 0 to 65535, got "1e3"'],
    [port, "0x50", 'must be a whole number from 0 to 65535, got "0x50"'],
    [port, "", 'must be a whole number from 0 to 65535, got ""'],
    [port, Number.NaN, "must be a whole number from 0 to 65535, got NaN"],
    [seconds, "-1", 'must be a number of seconds from 0 to 2147483, got "-1"'],
    [seconds, 2_147_484, "must be a number of seconds from 0 to 2147483, got 2147484"],
    [seconds, Number.NaN, "must be a number of seconds from 0 to 2147483, got NaN"],
    [seconds, "1s", 'must be a number of seconds from 0 to 2147483, got "1s"'],
    [bytes, "0", 'must be a number of bytes such as "1000", "16KiB" or "10MiB", got "0"'],
    [bytes, "10MB", 'must be a number of bytes such as "1000", "16KiB" or "10MiB", got "10MB"'],
    [bytes, 1.5, 'must be a number of bytes such as "1000", "16KiB" or "10MiB", got 1.5'],
    [bytes, "99999999GiB", 'must be a number of bytes such as "1000", "16KiB" or "10MiB", got "99999999GiB"'],
  ])("is refused with what it must be", (kind, given, message) => {
    expect(refusalOf(kind, given)).toBe(message);
  });

  it.each<[Pick<ValueKind<never>, "show">, unknown, string]>([
    [flag, true, "true"],
    [maybe(text("<x>")), null, "none"],
    [maybe(text("<x>")), "x", "x"],
    [list(lower), [], "none"],
    [list(lower), ["a", "b"], "a,b"],
    [seconds, 0.5, "0.5 s"],
    [bytes, 10_485_760, "10 MiB"],
    [bytes, 16_384, "16 KiB"],
    [bytes, 10_000, "10000 B"],
  ])("is shown as people write it", (kind, value, shown) => {
    expect(kind.show(value as never)).toBe(shown);
  });
});
