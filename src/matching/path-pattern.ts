import { RE2JS } from "re2js";
import { toEcmaScript, toRe2 } from "./pattern-dialect.ts";
import type { MatchBudget, PatternGuard } from "./pattern-guard.ts";

/** A `path` that was understood: what it is decides which engine runs it. */
export type ParsedPath =
  | { readonly kind: "literal"; readonly source: string; readonly literal: string }
  | { readonly kind: "linear"; readonly source: string; readonly regex: RE2JS }
  | { readonly kind: "guarded"; readonly source: string; readonly regex: RegExp };

/** The compiled `path` of a Route: a regular expression that must match the whole path. */
export interface PathPattern {
  /** The one path that it matches, if it is just that: found by looking it up. */
  readonly literal: string | null;
  /** Whether it needs an engine that can backtrack (look-around, back-references), and so runs under the guard. */
  readonly isGuarded: boolean;
  matches(path: string, budget: MatchBudget): boolean;
}

export interface PatternOptions {
  readonly guard: PatternGuard;
  /** Called each time the pattern is given up because it takes too long. */
  readonly onExpired: () => void;
}

/** A text that is no regular expression, or one that no engine here can run. */
export class PatternError extends Error {}

export function parsePath(source: string): ParsedPath {
  const literal = literalOf(source);
  if (literal !== null) return { kind: "literal", source, literal };
  const linear = tryLinear(source);
  if (linear instanceof RE2JS) return { kind: "linear", source, regex: linear };
  return { kind: "guarded", source, regex: backtracking(source, linear) };
}

export function compilePath(parsed: ParsedPath, options: PatternOptions): PathPattern {
  if (parsed.kind === "linear") return linearPattern(parsed.regex, options);
  if (parsed.kind === "guarded") return guardedPattern(parsed.regex, options);
  const { literal } = parsed;
  return { literal, isGuarded: false, matches: (path) => path === literal };
}

const SPECIAL = /[\\^$.|?*+()[\]{}]/;
const ESCAPED_PUNCTUATION = /\\([^A-Za-z0-9])/g;

/** The text that a pattern without any operator stands for, or `null`. */
function literalOf(pattern: string): string | null {
  if (!SPECIAL.test(pattern)) return pattern;
  if (SPECIAL.test(pattern.replaceAll(ESCAPED_PUNCTUATION, ""))) return null;
  return pattern.replaceAll(ESCAPED_PUNCTUATION, "$1");
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
  throw new PatternError(linear.message.replace(/^error parsing regexp: /, ""));
}

/**
 * The linear engine takes at most (length of the path) × (size of the program) steps. That is little for every
 * pattern that people write; a product above this may take more than a millisecond, and runs under the guard.
 */
const UNGUARDED_STEPS = 100_000;

function linearPattern(regex: RE2JS, { guard, onExpired }: PatternOptions): PathPattern {
  const size = regex.programSize();
  return {
    literal: null,
    isGuarded: false,
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

function guardedPattern(regex: RegExp, { guard, onExpired }: PatternOptions): PathPattern {
  return {
    literal: null,
    isGuarded: true,
    matches(path, budget) {
      const result = guard.run(() => regex.test(path), budget);
      if (result === "expired") onExpired();
      return result === true;
    },
  };
}
