/** What stands in an index: it is tried before whatever has a higher rank. */
export interface Ranked {
  readonly rank: number;
}

/** Entries in the order of their rank. Most come in that order. */
export class Bucket<Entry extends Ranked> {
  readonly #entries: Entry[];

  constructor(...entries: Entry[]) {
    this.#entries = entries;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
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

/** One entry stands for itself: most places have no more, and a bucket for each would take most of the memory. */
export type Some<Entry extends Ranked> = Entry | Bucket<Entry>;

export function withEntry<Entry extends Ranked>(some: Some<Entry> | undefined, entry: Entry): Some<Entry> {
  if (some === undefined) return entry;
  const bucket = some instanceof Bucket ? some : new Bucket(some);
  bucket.add(entry);
  return bucket;
}

export function withoutEntry<Entry extends Ranked>(
  some: Some<Entry> | undefined,
  entry: Entry,
): Some<Entry> | undefined {
  if (!(some instanceof Bucket)) return some === entry ? undefined : some;
  some.remove(entry);
  return some.entries.length === 0 ? undefined : some;
}

const NONE: readonly never[] = [];

export function entriesOf<Entry extends Ranked>(some: Some<Entry> | undefined): readonly Entry[] {
  if (some instanceof Bucket) return some.entries;
  return some === undefined ? NONE : [some];
}

/** Entries by a key, in the order of their rank. */
export class BucketMap<Entry extends Ranked> {
  readonly #map = new Map<string, Some<Entry>>();

  get isEmpty(): boolean {
    return this.#map.size === 0;
  }

  get(key: string): Some<Entry> | undefined {
    return this.#map.get(key);
  }

  add(key: string, entry: Entry): void {
    this.#map.set(key, withEntry(this.#map.get(key), entry));
  }

  remove(key: string, entry: Entry): void {
    const left = withoutEntry(this.#map.get(key), entry);
    if (left === undefined) this.#map.delete(key);
    else this.#map.set(key, left);
  }
}
