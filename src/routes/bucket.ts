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
