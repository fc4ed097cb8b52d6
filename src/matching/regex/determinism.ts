import { type CharSet, areDisjoint } from "./char-set.ts";
import type { Regex } from "./parse-regex.ts";

/** Repetitions with counts are written out; beyond so many places, a general engine is asked. */
const MOST_PLACES = 200;

/**
 * Whether each character of a text leaves a matcher at most one way to go on (a "one-unambiguous" expression, by
 * Glushkov's construction). A backtracking engine then never goes back further than one step for each character, and
 * its time is linear: `\w+/\d+` is deterministic, `(a+)+` and `.*x` are not.
 */
export function isDeterministic(regex: Regex): boolean {
  const automaton = automatonOf(regex);
  if (automaton === null) return false;
  const { first, places, follow } = automaton;
  return areApart(first, places) && follow.every((next) => areApart(next, places));
}

/** A regular expression as the places of its characters, and the ways between them (Glushkov's construction). */
export interface Automaton extends Fragment {
  readonly places: readonly CharSet[];
  readonly follow: readonly (readonly number[])[];
}

/** `null` if it has too many places. */
export function automatonOf(regex: Regex): Automaton | null {
  const places: CharSet[] = [];
  const follow: number[][] = [];
  const fragment = build(regex, places, follow);
  return fragment === null ? null : { ...fragment, places, follow };
}

/** The places of a part: where it can begin and end, and whether it can be empty. */
interface Fragment {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly isNullable: boolean;
}

const EMPTY: Fragment = { first: [], last: [], isNullable: true };

function build(regex: Regex, places: CharSet[], follow: number[][]): Fragment | null {
  switch (regex.kind) {
    case "set":
      if (places.length >= MOST_PLACES) return null;
      places.push(regex.set);
      follow.push([]);
      return { first: [places.length - 1], last: [places.length - 1], isNullable: false };
    case "sequence":
      return buildAll(regex.items, places, follow, (a, b) => join(a, b, follow), EMPTY);
    case "choice":
      return buildAll(regex.options, places, follow, either, null);
    case "repeat":
      return repeat(regex, places, follow);
    case "capture":
      return build(regex.item, places, follow);
  }
}

function buildAll(
  parts: readonly Regex[],
  places: CharSet[],
  follow: number[][],
  combine: (a: Fragment, b: Fragment) => Fragment,
  start: Fragment | null,
): Fragment | null {
  let whole = start;
  for (const part of parts) {
    const fragment = build(part, places, follow);
    if (fragment === null) return null;
    whole = whole === null ? fragment : combine(whole, fragment);
  }
  return whole;
}

function join(a: Fragment, b: Fragment, follow: number[][]): Fragment {
  for (const place of a.last) follow[place]?.push(...b.first);
  return {
    first: a.isNullable ? [...a.first, ...b.first] : a.first,
    last: b.isNullable ? [...a.last, ...b.last] : b.last,
    isNullable: a.isNullable && b.isNullable,
  };
}

function either(a: Fragment, b: Fragment): Fragment {
  return { first: [...a.first, ...b.first], last: [...a.last, ...b.last], isNullable: a.isNullable || b.isNullable };
}

/** `x{2,4}` is xxx?x? with the options nested, `x{2,}` is xxx*. */
function repeat(
  { item, min, max }: Extract<Regex, { kind: "repeat" }>,
  places: CharSet[],
  follow: number[][],
): Fragment | null {
  let whole: Fragment = EMPTY;
  const copies = max === Number.POSITIVE_INFINITY ? Math.max(min, 1) : max;
  for (let copy = 0; copy < copies; copy += 1) {
    const fragment = build(item, places, follow);
    if (fragment === null) return null;
    // An empty round of a loop can be taken or not: two ways to go on.
    if (fragment.isNullable && max > 1) return null;
    const isLoop = max === Number.POSITIVE_INFINITY && copy === copies - 1;
    if (isLoop) for (const place of fragment.last) follow[place]?.push(...fragment.first);
    whole = join(whole, copy < min ? fragment : { ...fragment, isNullable: true }, follow);
  }
  return whole;
}

/** No character leads to two of these; a place that is reached in two ways, as in `(a+)+`, stands here twice. */
function areApart(next: readonly number[], places: readonly CharSet[]): boolean {
  const sets = next.map((place) => places[place] ?? []);
  return sets.every((set, index) => sets.slice(index + 1).every((other) => areDisjoint(set, other)));
}
