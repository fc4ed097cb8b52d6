import type { MatchBudget, Verdict } from "./pattern-guard.ts";
import { type Parts, type Pattern, parseWithTree } from "./pattern.ts";
import { exampleOfTree } from "./regex/example.ts";
import { includes } from "./regex/inclusion.ts";
import type { Regex } from "./regex/parse-regex.ts";
import { type PathShape, shapesOf } from "./path-shape.ts";
import { type PathValue, type PlaceholderName, readPlaceholder, spellPlaceholders } from "./placeholders.ts";

/** What there is to say of a path that is more than a text. */
interface Details {
  readonly pattern: Pattern;
  readonly shapes: readonly PathShape[];
  readonly names: ReadonlySet<string>;
  readonly types: ReadonlyMap<string, PlaceholderName>;
  /** What can be reasoned about; `null`: nothing. */
  readonly tree: Regex | null;
}

/** The `path` of a Route: a regular expression with placeholders, that must match the whole path. */
export class PathPattern {
  readonly source: string;
  /** The one path that it matches, if it is just that. */
  readonly literal: string | null;
  /** `null`: there is nothing to say, as of most paths where there are a hundred thousand. */
  readonly #details: Details | null;

  /** Throws a `PatternError`. */
  constructor(source: string) {
    const { regex, names, types } = spellPlaceholders(source);
    const { pattern, tree } = parseWithTree(regex);
    this.source = source;
    this.literal = pattern.literal;
    this.#details = pattern.literal === null ? { pattern, names, types, tree, shapes: shapesOf(tree) } : null;
  }

  /** What is known of the paths that it matches; nothing more if it is a literal. */
  get shapes(): readonly PathShape[] {
    return this.#details?.shapes ?? NO_SHAPES;
  }

  /** The names of its parts, placeholders or not. */
  get names(): ReadonlySet<string> {
    return this.#details?.names ?? NO_NAMES;
  }

  /** Whether a part of it is the placeholder of a number. */
  isNumber(name: string): boolean {
    const type = this.#details?.types.get(name);
    return type === "integer" || type === "number";
  }

  get engine(): Pattern["engine"] {
    return this.#details?.pattern.engine ?? "none";
  }

  /** A path that it matches, if one is found. */
  get example(): string | null {
    if (this.literal !== null) return this.literal;
    const tree = this.#details?.tree ?? null;
    return tree === null ? null : exampleOfTree(tree);
  }

  /** Whether it matches every path that another one does; `false` also if that can't be told. */
  includes(other: PathPattern, budget: MatchBudget): boolean {
    if (other.literal !== null) return this.matches(other.literal, budget) === true;
    if (this.source === other.source) return true;
    const [own, theirs] = [this.#details?.tree, other.#details?.tree];
    return own !== undefined && own !== null && theirs !== undefined && theirs !== null && includes(own, theirs);
  }

  matches(path: string, budget: MatchBudget): Verdict {
    return this.#details === null ? path === this.literal : this.#details.pattern.matches(path, budget);
  }

  /**
   * The values of its placeholders and other named parts, of a path that matches; none if that takes too long. `read`
   * gives a part of the path as it was meant.
   */
  values(path: string, budget: MatchBudget, read: ReadPart): PathValues {
    if (this.#details === null) return NO_VALUES;
    return readValues(this.#details.pattern.parts(path, budget), this.#details.types, read);
  }
}

export type ReadPart = (start: number, end: number) => string;
export type PathValues = ReadonlyMap<string, PathValue>;

function readValues(parts: Parts | null, types: Details["types"], read: ReadPart): PathValues {
  const values = new Map<string, PathValue>();
  for (const [name, span] of Object.entries(parts ?? {})) {
    if (span !== undefined) values.set(name, readPlaceholder(read(...span), types.get(name)));
  }
  return values;
}

const NO_SHAPES: readonly PathShape[] = [];
const NO_NAMES: ReadonlySet<string> = new Set();
const NO_VALUES: PathValues = new Map();
