import { RE2JS } from "re2js";
import { isDeterministic } from "./regex/determinism.ts";
import { type Regex, parseRegex } from "./regex/parse-regex.ts";
import { sizeOf } from "./regex/size.ts";
import { writeRegex } from "./regex/write-regex.ts";
import { toEcmaScript, toRe2 } from "./pattern-dialect.ts";
import { type PathShape, shapesOf } from "./path-shape.ts";
import type { MatchBudget, PatternGuard } from "./pattern-guard.ts";

/** A `path` that was understood: what it is decides which engine runs it. */
export type ParsedPath = { readonly source: string } & (
  | { readonly kind: "literal"; readonly literal: string }
  | { readonly kind: "deterministic"; readonly regex: RegExp; readonly shapes: readonly PathShape[] }
  | { readonly kind: "linear"; readonly regex: RE2JS; readonly shapes: readonly PathShape[] }
  | { readonly kind: "guarded"; readonly regex: RegExp; readonly shapes: readonly PathShape[] }
);

/** The compiled `path` of a Route: a regular expression that must match the whole path. */
export interface PathPattern {
  /** The one path that it matches, if it is just that: found by looking it up. */
  readonly literal: string | null;
  /** What is known of the paths that it matches. */
  readonly shapes: readonly PathShape[];
  /** Whether it needs an engine that can backtrack (look-around, back-references), and so runs under the guard. */
  readonly isGuarded: boolean;
  /** Says that a path is taken not to match, since trying it would take too long. */
  giveUp(): void;
  matches(path: string, budget: MatchBudget): boolean;
}

export interface PatternOptions {
  readonly guard: PatternGuard;
  /** Called each time the pattern is given up because it takes too long. */
  readonly onExpired: () => void;
}

/** A text that is no regular expression, or one that no engine here can run. */
export class PatternError extends Error {}

/** What no engine takes for a name, though re2js does. */
const BROKEN_NAME = /(?<!\\)(?:\\\\)*\(\?P?<(?![=!])(?![A-Za-z_$][\w$]*>)/;

export function parsePath(source: string): ParsedPath {
  if (BROKEN_NAME.test(source))
    throw new PatternError("the name of a group must be a letter or _, then letters, digits and _");
  if (!SPECIAL.test(source)) return { kind: "literal", source, literal: source };
  const tree = parseRegex(source);
  refuseEnormous(tree ?? parseRegex(source.replace(INLINE_FLAGS, "")));
  const literal = literalOf(tree);
  if (literal !== null) return { kind: "literal", source, literal };
  const shapes = shapesOf(tree);
  // V8's own engine is ten times as fast as the linear one, and as linear where it never has to go back.
  if (tree !== null && isDeterministic(tree)) {
    return { kind: "deterministic", source, regex: new RegExp(`^(?:${writeRegex(tree)})$`, "u"), shapes };
  }
  const linear = tryLinear(source);
  if (linear instanceof RE2JS) return { kind: "linear", source, regex: linear, shapes };
  return { kind: "guarded", source, regex: backtracking(source, linear), shapes };
}

export function compilePath(parsed: ParsedPath, options: PatternOptions): PathPattern {
  switch (parsed.kind) {
    case "literal":
      return new LiteralPattern(parsed.literal);
    case "deterministic": {
      const { regex, shapes } = parsed;
      const matches = (path: string): boolean => regex.test(path);
      return { literal: null, shapes, isGuarded: false, matches, giveUp: options.onExpired };
    }
    case "linear":
      return linearPattern(parsed, options);
    case "guarded":
      return guardedPattern(parsed, options);
  }
}

const NO_SHAPES: readonly PathShape[] = [];

/** A class, since there may be a hundred thousand of them. */
class LiteralPattern implements PathPattern {
  readonly literal: string;

  constructor(literal: string) {
    this.literal = literal;
  }

  get shapes(): readonly PathShape[] {
    return NO_SHAPES;
  }

  get isGuarded(): boolean {
    return false;
  }

  matches(path: string): boolean {
    return path === this.literal;
  }

  giveUp(): void {}
}

const INLINE_FLAGS = /^\(\?[a-z]+\)/i;

/** Getting more than this ready takes an engine seconds and hundreds of megabytes. */
const LARGEST = 50_000;

function refuseEnormous(tree: Regex | null): void {
  const size = tree === null ? 0 : sizeOf(tree);
  if (size <= LARGEST) return;
  throw new PatternError(`its repetitions stand for ${size} characters, and ${LARGEST} are the most`);
}

const SPECIAL = /[\\^$.|?*+()[\]{}]/;

/** The text that a pattern stands for, if it stands for one. */
function literalOf(tree: Regex | null): string | null {
  const items = tree?.kind === "set" ? [tree] : tree?.kind === "sequence" ? tree.items : null;
  if (items === null) return null;
  let text = "";
  for (const item of items) {
    const [range] = item.kind === "set" ? item.set : [];
    if (item.kind !== "set" || range === undefined || item.set.length > 1 || range[0] !== range[1]) return null;
    text += String.fromCodePoint(range[0]);
  }
  return text;
}

function tryLinear(pattern: string): RE2JS | Error {
  try {
    return RE2JS.compile(toRe2(pattern));
  } catch (error) {
    return error as Error;
  }
}

/** Getting ready takes that engine a time cubic in the depth of the brackets, which no guard can end. */
const DEEPEST_BRACKETS = 50;

function bracketDepth(pattern: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [bracket] of pattern.replaceAll(/\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]?/g, "").matchAll(/[()]/g)) {
    depth += bracket === "(" ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

function backtracking(pattern: string, linear: Error): RegExp {
  if (bracketDepth(pattern) > DEEPEST_BRACKETS) {
    throw new PatternError(`brackets are nested deeper than ${DEEPEST_BRACKETS} levels`);
  }
  const { source, flags } = toEcmaScript(pattern);
  for (const mode of ["u", ""]) {
    try {
      // By itself first: "/a)(b" and "/[" are only well-formed inside of other brackets. The named group behind it
      // has \k<name> always be a reference, which must refer to something.
      void new RegExp(`${source}(?<trickster_>)`, flags + mode);
      // Look-around instead of ^ and $, which the flag "m" would let match at a line.
      return new RegExp(`(?<![^])(?:${source})(?![^])`, flags + mode);
    } catch {
      // The mode without "u" takes escapes that the stricter one refuses.
    }
  }
  throw new PatternError(
    linear.message
      .replace(/^error parsing regexp: /, "")
      .replace("invalid or unsupported Perl syntax", "an unknown or unfinished group"),
  );
}

type Kind<K extends ParsedPath["kind"]> = Extract<ParsedPath, { kind: K }>;

/**
 * The linear engine takes at most (length of the path) × (size of the program) steps. That is little for every
 * pattern that people write; a product above this may take more than a millisecond, and runs under the guard.
 */
const UNGUARDED_STEPS = 100_000;

function linearPattern({ regex, shapes }: Kind<"linear">, { guard, onExpired }: PatternOptions): PathPattern {
  const size = regex.programSize();
  return {
    literal: null,
    shapes,
    isGuarded: false,
    giveUp: onExpired,
    matches(path, budget) {
      if (size * path.length <= UNGUARDED_STEPS) return regex.testExact(path);
      // What this engine remembers is whole states: ended in the middle of its work, it has lost some, and kept nothing
      // that is wrong. Compiling it anew would take longer than any guard allows.
      const result = guard.run(() => regex.testExact(path), budget);
      if (result === "expired") onExpired();
      return result === true;
    },
  };
}

function guardedPattern({ regex, shapes }: Kind<"guarded">, { guard, onExpired }: PatternOptions): PathPattern {
  return {
    literal: null,
    shapes,
    isGuarded: true,
    giveUp: onExpired,
    matches(path, budget) {
      const result = guard.run(() => regex.test(path), budget);
      if (result === "expired") onExpired();
      return result === true;
    },
  };
}
