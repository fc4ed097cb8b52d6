import { RE2JS } from "re2js";
import { isDeterministic } from "./regex/determinism.ts";
import { type Regex, parseRegex } from "./regex/parse-regex.ts";
import { sizeOf } from "./regex/size.ts";
import { writeRegex } from "./regex/write-regex.ts";
import { toEcmaScript, toRe2 } from "./pattern-dialect.ts";
import { PatternError } from "./pattern-error.ts";
import type { MatchBudget, Verdict } from "./pattern-guard.ts";

/** A regular expression that must match the whole of a text. */
export interface Pattern {
  /** The one text that it matches, if it is just that: found by looking it up. */
  readonly literal: string | null;
  /** The engine that runs it; only one that can backtrack (look-around, back-references) always needs the guard. */
  readonly engine: "none" | "deterministic" | "linear" | "backtracking";
  matches(text: string, budget: MatchBudget): Verdict;
  /** The parts that have names, of a text that matches; `null` if that can't be told in time. */
  parts(text: string, budget: MatchBudget): Parts | null;
}

/** Where each begins and ends, by their names; a part that was not needed for the match is not there. */
export type Parts = Readonly<Record<string, readonly [start: number, end: number] | undefined>>;

export interface PatternFlags {
  /** Whether `.` matches the end of a line, too. */
  readonly dotAll?: boolean;
  readonly ignoreCase?: boolean;
}

/** What no engine takes for a name, though re2js does. */
const BROKEN_NAME = /(?<!\\)(?:\\\\)*\(\?P?<(?![=!])(?![A-Za-z_$][\w$]*>)/;

/** Throws a `PatternError`. */
export function parsePattern(source: string, flags: PatternFlags = {}): Pattern {
  return parseWithTree(source, flags).pattern;
}

/** The same, with the tree of what can be reasoned about; `null` for the rest. */
export function parseWithTree(source: string, flags: PatternFlags = {}): { pattern: Pattern; tree: Regex | null } {
  if (BROKEN_NAME.test(source))
    throw new PatternError("the name of a group must be a letter or _, then letters, digits and _");
  const { ignoreCase = false } = flags;
  if (!ignoreCase && !SPECIAL.test(source)) return { pattern: new LiteralPattern(source), tree: null };
  const tree = parseRegex(source, flags);
  refuseEnormous(tree ?? parseRegex(source.replace(INLINE_FLAGS, "")));
  return { pattern: choose(source, ignoreCase ? null : tree, flags), tree: ignoreCase ? null : tree };
}

function choose(source: string, tree: Regex | null, flags: PatternFlags): Pattern {
  const literal = literalOf(tree);
  if (literal !== null) return new LiteralPattern(literal);
  // V8's own engine is ten times as fast as the linear one, and as linear where it never has to go back.
  if (tree !== null && isDeterministic(tree)) return deterministicPattern(tree);
  const linear = tryLinear(source, flags);
  return linear instanceof RE2JS ? linearPattern(linear) : guardedPattern(backtracking(source, linear, flags));
}

const NO_PARTS: Parts = {};

/** A class, since there may be a hundred thousand of them. */
export class LiteralPattern implements Pattern {
  readonly literal: string;

  constructor(literal: string) {
    this.literal = literal;
  }

  get engine(): "none" {
    return "none";
  }

  matches(text: string): boolean {
    return text === this.literal;
  }

  parts(): Parts {
    return NO_PARTS;
  }
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

function tryLinear(pattern: string, { dotAll = false, ignoreCase = false }: PatternFlags): RE2JS | Error {
  try {
    return RE2JS.compile(toRe2(pattern), (dotAll ? RE2JS.DOTALL : 0) | (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0));
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

function backtracking(pattern: string, linear: Error, { dotAll = false, ignoreCase = false }: PatternFlags): RegExp {
  if (bracketDepth(pattern) > DEEPEST_BRACKETS) {
    throw new PatternError(`brackets are nested deeper than ${DEEPEST_BRACKETS} levels`);
  }
  const { source, flags: inline } = toEcmaScript(pattern);
  const flags = [...new Set(`${inline}${dotAll ? "s" : ""}${ignoreCase ? "i" : ""}`)].join("");
  for (const mode of ["u", ""]) {
    try {
      // By itself first: "/a)(b" and "/[" are only well-formed inside of other brackets. The named group behind it
      // has \k<name> always be a reference, which must refer to something.
      void new RegExp(`${source}(?<trickster_>)`, flags + mode);
      // Look-around instead of ^ and $, which the flag "m" would let match at a line.
      return new RegExp(`(?<![^])(?:${source})(?![^])`, `d${flags}${mode}`);
    } catch {
      // The mode without "u" takes escapes that the stricter one refuses.
    }
  }
  throw new PatternError(
    linear.message
      .replace(/^error parsing regexp: /, "")
      .replace(/`\(\?[is]+\)/, "`")
      .replace("invalid or unsupported Perl syntax", "an unknown or unfinished group"),
  );
}

function deterministicPattern(tree: Regex): Pattern {
  const regex = new RegExp(`^(?:${writeRegex(tree)})$`, "u");
  let withNames: RegExp | undefined;
  return {
    literal: null,
    engine: "deterministic",
    matches: (text) => regex.test(text),
    parts(text) {
      withNames ??= new RegExp(`^(?:${writeRegex(tree, { withNames: true })})$`, "du");
      return withNames.exec(text)?.indices?.groups ?? NO_PARTS;
    },
  };
}

/**
 * The linear engine takes at most (length of the path) × (size of the program) steps. That is little for every
 * pattern that people write; a product above this may take more than a millisecond, and runs under the guard.
 */
const UNGUARDED_STEPS = 100_000;

function linearPattern(regex: RE2JS): Pattern {
  const size = regex.programSize();
  const isShort = (text: string): boolean => size * text.length <= UNGUARDED_STEPS;
  const partsOf = (text: string): Parts => {
    const matcher = regex.matcher(text);
    if (!matcher.matches()) return NO_PARTS;
    const names = Object.keys(regex.namedGroups()).filter((name) => matcher.start(name) !== -1);
    return Object.fromEntries(names.map((name) => [name, [matcher.start(name), matcher.end(name)]]));
  };
  return {
    literal: null,
    engine: "linear",
    // What this engine remembers is whole states: ended in the middle of its work, it has lost some, and kept nothing
    // that is wrong. Compiling it anew would take longer than any guard allows.
    matches: (text, budget) => (isShort(text) ? regex.testExact(text) : budget.run(() => regex.testExact(text))),
    parts: (text, budget) => (isShort(text) ? partsOf(text) : partsInTime(() => partsOf(text), budget)),
  };
}

function guardedPattern(regex: RegExp): Pattern {
  return {
    literal: null,
    engine: "backtracking",
    matches: (text, budget) => budget.run(() => regex.test(text)),
    parts: (text, budget) => partsInTime(() => regex.exec(text)?.indices?.groups ?? NO_PARTS, budget),
  };
}

function partsInTime(find: () => Parts, budget: MatchBudget): Parts | null {
  let found: Parts | null = null;
  budget.run(() => (found = find()) !== NO_PARTS);
  return found;
}
