import { ANY, type CharSet, DIGITS, DOT, SPACE, WORD, complement, normalize, single } from "./char-set.ts";

/** A regular expression as a tree, for the part of the language that can be reasoned about. */
export type Regex =
  | { readonly kind: "set"; readonly set: CharSet }
  | { readonly kind: "sequence"; readonly items: readonly Regex[] }
  | { readonly kind: "choice"; readonly options: readonly Regex[] }
  | { readonly kind: "repeat"; readonly item: Regex; readonly min: number; readonly max: number }
  | { readonly kind: "capture"; readonly name: string; readonly item: Regex };

/** More than this, and a general engine is asked instead. */
const DEEPEST = 50;
const MOST_REPEATS = 1000;

/**
 * Reads the common core of Python's `re` and ECMAScript: characters, classes, groups, choices, repetitions, and
 * anchors at the ends, where they say nothing new of a whole match. `null` for everything else: it is not refused,
 * only left to an engine that knows more.
 */
export function parseRegex(pattern: string, { dotAll = false } = {}): Regex | null {
  try {
    return new RegexParser(pattern, dotAll ? ANY : DOT).parse();
  } catch (error) {
    if (error instanceof BeyondCore) return null;
    throw error;
  }
}

class BeyondCore extends Error {}

const CLASSES: Readonly<Record<string, CharSet>> = {
  d: DIGITS,
  D: complement(DIGITS),
  w: WORD,
  W: complement(WORD),
  s: SPACE,
  S: complement(SPACE),
};

const CONTROLS: Readonly<Record<string, number>> = { f: 0x0c, n: 0x0a, r: 0x0d, t: 0x09, v: 0x0b };

class RegexParser {
  readonly #points: readonly string[];
  readonly #dot: CharSet;
  readonly #names = new Set<string>();
  #at = 0;

  constructor(pattern: string, dot: CharSet) {
    this.#dot = dot;
    this.#points = [...pattern.replace(/^(?:\^|\\A)/, "").replace(/^((?:[^\\]|\\[^])*?)(?:\$|\\[zZ])$/, "$1")];
  }

  parse(): Regex {
    const regex = this.#choice(0);
    if (this.#at < this.#points.length) throw new BeyondCore();
    return regex;
  }

  #choice(depth: number): Regex {
    if (depth > DEEPEST) throw new BeyondCore();
    const options = [this.#sequence(depth)];
    while (this.#take("|")) options.push(this.#sequence(depth));
    return options.length === 1 ? (options[0] as Regex) : { kind: "choice", options };
  }

  #sequence(depth: number): Regex {
    const items: Regex[] = [];
    for (let next = this.#peek(); next !== undefined && next !== "|" && next !== ")"; next = this.#peek()) {
      items.push(this.#repeated(depth));
    }
    return items.length === 1 ? (items[0] as Regex) : { kind: "sequence", items };
  }

  #repeated(depth: number): Regex {
    const item = this.#atom(depth);
    const times = this.#quantifier();
    if (times === null) return item;
    this.#take("?");
    // Two quantifiers in a row mean different things in different engines.
    if (/^[*+?]$/.test(this.#peek() ?? "") || this.#quantifier() !== null) throw new BeyondCore();
    return { kind: "repeat", item, ...times };
  }

  #quantifier(): { min: number; max: number } | null {
    if (this.#take("*")) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.#take("+")) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.#take("?")) return { min: 0, max: 1 };
    return this.#peek() === "{" ? this.#counted() : null;
  }

  #counted(): { min: number; max: number } | null {
    const end = this.#points.indexOf("}", this.#at);
    const [, low, comma, high] =
      /^\{(\d{1,4})(,?)(\d{0,4})$/.exec(this.#points.slice(this.#at, Math.max(end, this.#at)).join("")) ?? [];
    if (low === undefined) {
      // `{,3}` is a repetition to some, and a text to others.
      if (this.#points[this.#at + 1] === ",") throw new BeyondCore();
      return null;
    }
    const min = Number(low);
    const max = high !== "" ? Number(high) : comma === "" ? min : Number.POSITIVE_INFINITY;
    if (max < min || min > MOST_REPEATS || (max !== Number.POSITIVE_INFINITY && max > MOST_REPEATS))
      throw new BeyondCore();
    this.#at = end + 1;
    return { min, max };
  }

  #atom(depth: number): Regex {
    const char = this.#next();
    switch (char) {
      case "(":
        return this.#group(depth);
      case "[":
        return { kind: "set", set: this.#class() };
      case ".":
        return { kind: "set", set: this.#dot };
      case "\\":
        return { kind: "set", set: this.#escape() };
      case "*":
      case "+":
      case "?":
      case "^":
      case "$":
        throw new BeyondCore();
      default:
        return { kind: "set", set: single(char.codePointAt(0) ?? 0) };
    }
  }

  #group(depth: number): Regex {
    const name = this.#take("?") && !this.#take(":") ? this.#name() : null;
    const item = this.#choice(depth + 1);
    if (!this.#take(")")) throw new BeyondCore();
    return name === null ? item : { kind: "capture", name, item };
  }

  #name(): string {
    this.#take("P");
    if (!this.#take("<")) throw new BeyondCore();
    let name = "";
    for (let char = this.#next(); char !== ">"; char = this.#next()) name += char;
    if (!/^[A-Za-z_]\w*$/.test(name) || this.#names.has(name)) throw new BeyondCore();
    this.#names.add(name);
    return name;
  }

  #escape(): CharSet {
    const char = this.#next();
    const known = CLASSES[char];
    if (known !== undefined) return known;
    if (CONTROLS[char] !== undefined) return single(CONTROLS[char]);
    if (char === "x") return single(this.#hex(2));
    if (char === "u") return single(this.#hex(4));
    if (/^[A-Za-z0-9]$/.test(char)) throw new BeyondCore();
    return single(char.codePointAt(0) ?? 0);
  }

  #hex(digits: number): number {
    const text = this.#points.slice(this.#at, this.#at + digits).join("");
    if (text.length !== digits || !/^[0-9a-fA-F]+$/.test(text)) throw new BeyondCore();
    this.#at += digits;
    const point = Number.parseInt(text, 16);
    // Half of a surrogate pair is no character.
    if (point >= 0xd800 && point <= 0xdfff) throw new BeyondCore();
    return point;
  }

  #class(): CharSet {
    const isNegated = this.#take("^");
    // `[]a]` is a class that holds a bracket, or an empty one.
    if (this.#peek() === "]") throw new BeyondCore();
    const ranges: (readonly [number, number])[] = [];
    while (!this.#take("]")) ranges.push(...this.#classItem());
    const set = normalize(ranges);
    return isNegated ? complement(set) : set;
  }

  #classItem(): CharSet {
    const from = this.#classMember();
    if (this.#peek() !== "-" || this.#points[this.#at + 1] === "]") return from;
    this.#at += 1;
    const to = this.#classMember();
    const [low, high] = [from[0], to[0]];
    if (low === undefined || high === undefined || low[0] !== low[1] || high[0] !== high[1] || high[0] < low[0]) {
      throw new BeyondCore();
    }
    return [[low[0], high[0]]];
  }

  #classMember(): CharSet {
    const char = this.#next();
    if (char === "\\") return this.#escape();
    // `[[:alpha:]]`, and whatever else may be made of a bracket in brackets.
    if (char === "[") throw new BeyondCore();
    return single(char.codePointAt(0) ?? 0);
  }

  #peek(): string | undefined {
    return this.#points[this.#at];
  }

  #next(): string {
    const char = this.#points[this.#at];
    if (char === undefined) throw new BeyondCore();
    this.#at += 1;
    return char;
  }

  #take(char: string): boolean {
    if (this.#points[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }
}
