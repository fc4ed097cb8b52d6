/** What stands in an index: it is tried before whatever has a higher rank. */
export interface Ranked {
  readonly rank: number;
}

/** Entries in the order of their rank. Most come in that order. */
export class Bucket<Entry extends Ranked> {
  readonly #entries: Entry[] = [];

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  add(entry: Entry): void {
    const last = this.#entries.at(-1);
    if (last === undefined || last.rank < entry.rank) this.#entries.push(entry);
    else this.#entries.splice(this.#position(entry.rank), 0, entry);
  }

  remove(entry: Entry): void {
    const at = this.#position(entry.rank);
    if (this.#entries[at] === entry) this.#entries.splice(at, 1);
  }

  /** Where the first entry stands that has at least this rank. */
  #position(rank: number): number {
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle]?.rank ?? rank) < rank) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** One entry stands for itself: most keys have no more, and a bucket for each would take most of the memory. */
type OneOrMany<Entry extends Ranked> = Entry | Bucket<Entry>;

export function firstOf<Entry extends Ranked>(found: OneOrMany<Entry> | undefined, below: number): Entry | undefined {
  const first = found instanceof Bucket ? found.entries[0] : found;
  return first !== undefined && first.rank < below ? first : undefined;
}

export function entriesOf<Entry extends Ranked>(found: OneOrMany<Entry> | undefined): readonly Entry[] {
  if (found instanceof Bucket) return found.entries;
  return found === undefined ? [] : [found];
}

/** Entries by a key, in the order of their rank. */
export class BucketMap<Entry extends Ranked> {
  readonly #map = new Map<string, OneOrMany<Entry>>();

  get isEmpty(): boolean {
    return this.#map.size === 0;
  }

  get(key: string): OneOrMany<Entry> | undefined {
    return this.#map.get(key);
  }

  add(key: string, entry: Entry): void {
    const known = this.#map.get(key);
    if (known === undefined) {
      this.#map.set(key, entry);
    } else if (known instanceof Bucket) {
      known.add(entry);
    } else {
      const bucket = new Bucket<Entry>();
      bucket.add(known);
      bucket.add(entry);
      this.#map.set(key, bucket);
    }
  }

  remove(key: string, entry: Entry): void {
    const known = this.#map.get(key);
    if (known instanceof Bucket) known.remove(entry);
    if (known === entry || (known instanceof Bucket && known.isEmpty)) this.#map.delete(key);
  }
}
