import type { MatchBudget, Verdict } from "./pattern-guard.ts";
import { type Parts, type Pattern, parseWithTree } from "./pattern.ts";
import { type PathShape, shapesOf } from "./path-shape.ts";
import { type PathValue, type PlaceholderName, readPlaceholder, spellPlaceholders } from "./placeholders.ts";

/** The `path` of a Route: a regular expression with placeholders, that must match the whole path. */
export class PathPattern {
  readonly source: string;
  /** What is known of the paths that it matches; nothing more if it is a literal. */
  readonly shapes: readonly PathShape[];
  readonly pattern: Pattern;
  /** The names of its parts, placeholders or not. */
  readonly names: ReadonlySet<string>;
  /** The types of its placeholders, by their names. */
  readonly types: ReadonlyMap<string, PlaceholderName>;

  /** Throws a `PatternError`. */
  constructor(source: string) {
    const { regex, names, types } = spellPlaceholders(source);
    const { pattern, tree } = parseWithTree(regex);
    this.source = source;
    this.pattern = pattern;
    this.shapes = pattern.literal === null ? shapesOf(tree) : NO_SHAPES;
    this.names = names;
    this.types = types;
  }

  /** The one path that it matches, if it is just that. */
  get literal(): string | null {
    return this.pattern.literal;
  }

  matches(path: string, budget: MatchBudget): Verdict {
    return this.pattern.matches(path, budget);
  }

  /**
   * The values of its placeholders and other named parts, of a path that matches; none if that takes too long. `read`
   * gives a part of the path as it was meant.
   */
  values(path: string, budget: MatchBudget, read: ReadPart): PathValues {
    return readValues(this.pattern.parts(path, budget), this.types, read);
  }
}

export type ReadPart = (start: number, end: number) => string;
export type PathValues = ReadonlyMap<string, PathValue>;

function readValues(parts: Parts | null, types: PathPattern["types"], read: ReadPart): PathValues {
  const values = new Map<string, PathValue>();
  for (const [name, span] of Object.entries(parts ?? {})) {
    if (span !== undefined) values.set(name, readPlaceholder(read(...span), types.get(name)));
  }
  return values;
}

const NO_SHAPES: readonly PathShape[] = [];
