import type { CharSet } from "./char-set.ts";
import type { Regex } from "./parse-regex.ts";

/**
 * The expression in ECMAScript's words, for the flag `u`: what each character stands for is spelt out. Names are left
 * out unless somebody wants to read their parts: capturing costs time.
 */
export function writeRegex(regex: Regex, { withNames = false } = {}): string {
  return new Writer(withNames).write(regex);
}

class Writer {
  readonly #withNames: boolean;

  constructor(withNames: boolean) {
    this.#withNames = withNames;
  }

  write(regex: Regex): string {
    switch (regex.kind) {
      case "set":
        return writeSet(regex.set);
      case "sequence":
        return regex.items.map((item) => this.#part(item)).join("");
      case "choice":
        return regex.options.map((option) => this.write(option)).join("|");
      case "repeat":
        return `${this.#item(regex.item)}${writeTimes(regex)}`;
      case "capture":
        return `(${this.#withNames ? `?<${regex.name}>` : "?:"}${this.write(regex.item)})`;
    }
  }

  #part(regex: Regex): string {
    return regex.kind === "choice" ? `(?:${this.write(regex)})` : this.write(regex);
  }

  #item(regex: Regex): string {
    return regex.kind === "set" ? writeSet(regex.set) : `(?:${this.write(regex)})`;
  }
}

function writeTimes({ min, max }: { min: number; max: number }): string {
  if (max !== Number.POSITIVE_INFINITY) return `{${min},${max}}`;
  if (min > 1) return `{${min},}`;
  return min === 1 ? "+" : "*";
}

function writeSet(set: CharSet): string {
  const [first] = set;
  if (first !== undefined && set.length === 1 && first[0] === first[1]) return writePoint(first[0]);
  return `[${set.map(([from, to]) => (from === to ? writePoint(from) : `${writePoint(from)}-${writePoint(to)}`)).join("")}]`;
}

function writePoint(point: number): string {
  const char = String.fromCodePoint(point);
  return /^[A-Za-z0-9_]$/.test(char) ? char : `\\u{${point.toString(16)}}`;
}
