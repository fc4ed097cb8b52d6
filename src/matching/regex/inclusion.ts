import { type CharSet, contains } from "./char-set.ts";
import { type Automaton, automatonOf } from "./determinism.ts";
import type { Regex } from "./parse-regex.ts";

/** Deciding this can take a time exponential in the size; beyond so many steps nothing is said. */
const MOST_STEPS = 20_000;

/**
 * Whether every text that one expression matches is matched by the other one, too. `false` also if that can't be told
 * with little work.
 *
 * The first is walked as an automaton, and with it the set of places at which the second may be; a text that ends the
 * first, and not the second, is one too many.
 */
export function includes(larger: Regex, smaller: Regex): boolean {
  const [inner, outer] = [automatonOf(smaller), automatonOf(larger)];
  if (inner === null || outer === null) return false;
  if (inner.isNullable && !outer.isNullable) return false;
  return new Walk(inner, outer).isIncluded();
}

/** Where the first is, and where the second may be. */
interface State {
  readonly place: number;
  readonly others: readonly number[];
}

class Walk {
  readonly #inner: Automaton;
  readonly #outer: Automaton;
  readonly #known = new Set<string>();
  readonly #waiting: State[] = [];
  #steps = 0;

  constructor(inner: Automaton, outer: Automaton) {
    this.#inner = inner;
    this.#outer = outer;
  }

  isIncluded(): boolean {
    const { inner, outer } = { inner: this.#inner, outer: this.#outer };
    const [innerEnds, outerEnds] = [new Set(inner.last), new Set(outer.last)];
    this.#step(inner.first, outer.first);
    for (let state = this.#waiting.pop(); state !== undefined; state = this.#waiting.pop()) {
      if (this.#steps > MOST_STEPS) return false;
      const { place, others } = state;
      if (innerEnds.has(place) && !others.some((other) => outerEnds.has(other))) return false;
      this.#step(inner.follow[place] ?? [], unionOf(others, outer.follow));
    }
    return this.#steps <= MOST_STEPS;
  }

  /** Goes on with each character that the first can take. */
  #step(next: readonly number[], others: readonly number[]): void {
    for (const place of next) {
      for (const point of representatives(this.#inner.places[place] ?? [], others, this.#outer.places)) {
        this.#steps += 1 + others.length;
        if (this.#steps > MOST_STEPS) return;
        const reached = others.filter((other) => contains(this.#outer.places[other] ?? [], point));
        this.#visit({ place, others: reached });
      }
    }
  }

  #visit(state: State): void {
    const key = `${state.place}:${state.others.join(",")}`;
    if (this.#known.has(key)) return;
    this.#known.add(key);
    this.#waiting.push(state);
  }
}

function unionOf(places: readonly number[], follow: Automaton["follow"]): readonly number[] {
  return [...new Set(places.flatMap((place) => follow[place] ?? []))].toSorted((a, b) => a - b);
}

/** One character of each kind that these places tell apart. */
function representatives(set: CharSet, others: readonly number[], places: readonly CharSet[]): number[] {
  const points = new Set(set.map(([from]) => from));
  for (const other of others) {
    for (const [from, to] of places[other] ?? []) {
      for (const point of [from, to + 1]) if (contains(set, point)) points.add(point);
    }
  }
  return [...points];
}
