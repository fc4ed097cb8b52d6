import { contains } from "./regex/char-set.ts";
import type { Regex } from "./regex/parse-regex.ts";

/**
 * One segment of a path, as far as a pattern tells: its text, or some text without a slash; or "anything": one or more
 * segments of which nothing is known.
 */
export type ShapePart = { readonly text: string } | "segment" | "anything";

/**
 * What is known of the paths that a pattern matches. A pattern may have several shapes (`/(?:a|b)/c`); every path that
 * it matches has one of them.
 */
export interface PathShape {
  /** `/users/\d+/.*` has the parts "", "users", a segment, anything. */
  readonly parts: readonly ShapePart[];
  /** The text with which the path begins, and that with which it ends. */
  readonly prefix: string;
  readonly suffix: string;
}

/** More alternatives than this are not told apart. */
const MOST_SHAPES = 16;

const ANYTHING: PathShape = { parts: ["anything"], prefix: "", suffix: "" };

export function shapesOf(regex: Regex | null): readonly PathShape[] {
  return regex === null ? [ANYTHING] : spell(regex).map(shapeOf);
}

function shapeOf(spelling: Spelling): PathShape {
  const first = spelling.findIndex((piece) => typeof piece !== "string");
  const last = spelling.findLastIndex((piece) => typeof piece !== "string");
  return {
    parts: splitSegments(spelling),
    prefix: textOf(spelling.slice(0, first === -1 ? spelling.length : first)),
    suffix: textOf(spelling.slice(last + 1)),
  };
}

function textOf(spelling: Spelling): string {
  return spelling.filter((piece) => typeof piece === "string").join("");
}

/** A pattern without choices, piece by piece: some text, or a wild part that may hold slashes or not. */
type Spelling = readonly (string | Wild)[];
type Wild = { readonly wild: "segment" | "anything" };

const SLASH = 0x2f;

function spell(regex: Regex): Spelling[] {
  switch (regex.kind) {
    case "set":
      return [[spellSet(regex)]];
    case "sequence":
      return spellSequence(regex.items);
    case "choice": {
      const spellings = regex.options.flatMap(spell);
      return spellings.length > MOST_SHAPES ? [[wild(regex)]] : spellings;
    }
    case "repeat":
      return spellRepeat(regex);
    case "capture":
      return spell(regex.item);
  }
}

function spellSet({ set }: Extract<Regex, { kind: "set" }>): string | Wild {
  const [first] = set;
  if (first !== undefined && set.length === 1 && first[0] === first[1]) return String.fromCodePoint(first[0]);
  return { wild: contains(set, SLASH) ? "anything" : "segment" };
}

function spellSequence(items: readonly Regex[]): Spelling[] {
  let spellings: (string | Wild)[][] = [[]];
  for (const item of items) {
    const next = spell(item);
    const isTooMuch = spellings.length * next.length > MOST_SHAPES;
    const following: readonly Spelling[] = isTooMuch ? [[wild(item)]] : next;
    const [only] = following;
    if (only !== undefined && following.length === 1) for (const before of spellings) append(before, only);
    else spellings = spellings.flatMap((before) => following.map((after) => append([...before], after)));
  }
  return spellings;
}

/** Texts beside each other become one: most of a pattern is text. */
function append(before: (string | Wild)[], after: Spelling): (string | Wild)[] {
  for (const piece of after) {
    const last = before.at(-1);
    if (typeof piece === "string" && typeof last === "string") before[before.length - 1] = last + piece;
    else before.push(piece);
  }
  return before;
}

function spellRepeat(regex: Extract<Regex, { kind: "repeat" }>): Spelling[] {
  const { item, min, max } = regex;
  const spellings = min === 0 && max === 1 ? [[], ...spell(item)] : [];
  return spellings.length === 0 || spellings.length > MOST_SHAPES ? [[wild(item)]] : spellings;
}

function wild(regex: Regex): Wild {
  return { wild: canHoldSlash(regex) ? "anything" : "segment" };
}

function canHoldSlash(regex: Regex): boolean {
  switch (regex.kind) {
    case "set":
      return contains(regex.set, SLASH);
    case "sequence":
      return regex.items.some(canHoldSlash);
    case "choice":
      return regex.options.some(canHoldSlash);
    case "repeat":
    case "capture":
      return canHoldSlash(regex.item);
  }
}

function splitSegments(spelling: Spelling): readonly ShapePart[] {
  const parts: ShapePart[] = [];
  let current: ShapePart = { text: "" };
  for (const piece of spelling) {
    if (typeof piece !== "string") {
      if (current !== "anything") current = piece.wild;
      continue;
    }
    const [first = "", ...others] = piece.split("/");
    if (typeof current === "object") current = { text: current.text + first };
    for (const text of others) {
      parts.push(current);
      current = { text };
    }
  }
  return [...parts, current];
}
