/** A set of code points: ranges in ascending order that neither overlap nor touch. */
export type CharSet = readonly (readonly [from: number, to: number])[];

const LAST = 0x10ffff;

export const DIGITS: CharSet = [[0x30, 0x39]];
export const WORD: CharSet = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
/** As RE2 has it, the vertical tab left out. */
export const SPACE: CharSet = [
  [0x09, 0x0a],
  [0x0c, 0x0d],
  [0x20, 0x20],
];
export const ANY: CharSet = [[0, LAST]];
/** What `.` matches: everything but the end of a line. */
export const DOT: CharSet = complement([[0x0a, 0x0a]]);

export function single(point: number): CharSet {
  return [[point, point]];
}

/** Brings ranges in order, and joins those that overlap or touch. */
export function normalize(ranges: readonly (readonly [number, number])[]): CharSet {
  const joined: [number, number][] = [];
  for (const [from, to] of ranges.toSorted(([a], [b]) => a - b)) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

export function complement(set: CharSet): CharSet {
  const rest: [number, number][] = [];
  let next = 0;
  for (const [from, to] of set) {
    if (from > next) rest.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= LAST) rest.push([next, LAST]);
  return rest;
}

export function contains(set: CharSet, point: number): boolean {
  return set.some(([from, to]) => from <= point && point <= to);
}

export function areDisjoint(a: CharSet, b: CharSet): boolean {
  let [i, j] = [0, 0];
  for (;;) {
    const [x, y] = [a[i], b[j]];
    if (x === undefined || y === undefined) return true;
    if (x[0] <= y[1] && y[0] <= x[1]) return false;
    if (x[1] < y[1]) i += 1;
    else j += 1;
  }
}
