import type { Inspection } from "../matching/inspection.ts";
import type { Key, Selector } from "../matching/selector.ts";

/** What stands in an index: it is tried before whatever has a higher rank. */
export interface Ranked {
  readonly rank: number;
  /** By which value of a request it is found among many of one path, if there is one. */
  readonly selector: Selector | null;
}

/** Entries in the order of their rank. Most come in that order. */
class RankedEntries<Entry extends Ranked> {
  readonly entries: Entry[];

  constructor(entries: Entry[]) {
    this.entries = entries;
  }

  add(entry: Entry): void {
    const last = this.entries.at(-1);
    if (last === undefined || last.rank < entry.rank) this.entries.push(entry);
    else this.entries.splice(this.#position(entry.rank), 0, entry);
  }

  remove(entry: Entry): void {
    const at = this.#position(entry.rank);
    if (this.entries[at] === entry) this.entries.splice(at, 1);
  }

  /** Where the first entry stands that has at least this rank. */
  #position(rank: number): number {
    let [low, high] = [0, this.entries.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.entries[middle]?.rank ?? rank) < rank) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** From so many entries on, those with selectors are found by them. */
const MANY = 16;

/** Entries of one place, in the order of their rank; of many only those that a request can mean. */
export class Bucket<Entry extends Ranked> {
  readonly #all: RankedEntries<Entry>;
  #selected: SelectedEntries<Entry> | null = null;

  constructor(...entries: Entry[]) {
    this.#all = new RankedEntries(entries);
  }

  get entries(): readonly Entry[] {
    return this.#all.entries;
  }

  add(entry: Entry): void {
    this.#all.add(entry);
    this.#selected?.add(entry);
    if (this.#selected === null && this.entries.length >= MANY) this.#selected = new SelectedEntries(this.entries);
  }

  remove(entry: Entry): void {
    this.#all.remove(entry);
    this.#selected?.remove(entry);
  }

  /** Calls back with entries that a request can mean: several times, each time in their order. */
  search(inspection: Inspection, visit: (entries: readonly Entry[]) => void): void {
    if (this.#selected === null) visit(this.entries);
    else this.#selected.search(inspection, visit);
  }
}

/** So many things are told apart; a search looks at each of them. */
const MOST_GROUPS = 32;

class SelectedEntries<Entry extends Ranked> {
  readonly #groups = new Map<string, Group<Entry>>();
  readonly #others = new RankedEntries<Entry>([]);

  constructor(entries: readonly Entry[]) {
    for (const entry of entries) this.add(entry);
  }

  add(entry: Entry): void {
    const { selector } = entry;
    const group = selector === null ? undefined : this.#groupOf(selector);
    if (selector === null || group === undefined) this.#others.add(entry);
    else group.add(selector, entry);
  }

  remove(entry: Entry): void {
    this.#others.remove(entry);
    const { selector } = entry;
    const group = selector === null ? undefined : this.#groups.get(selector.about);
    if (selector === null || group === undefined) return;
    group.remove(selector, entry);
    if (group.isEmpty) this.#groups.delete(selector.about);
  }

  search(inspection: Inspection, visit: (entries: readonly Entry[]) => void): void {
    if (this.#others.entries.length > 0) visit(this.#others.entries);
    for (const group of this.#groups.values()) group.search(inspection, visit);
  }

  #groupOf(selector: Selector): Group<Entry> | undefined {
    const known = this.#groups.get(selector.about);
    if (known !== undefined || this.#groups.size >= MOST_GROUPS) return known;
    const group = new Group<Entry>(selector);
    this.#groups.set(selector.about, group);
    return group;
  }
}

/** Entries that ask for a value of the same thing. */
class Group<Entry extends Ranked> {
  readonly #any: Selector;
  readonly #all = new RankedEntries<Entry>([]);
  readonly #byKey = new Map<Key, RankedEntries<Entry>>();

  constructor(any: Selector) {
    this.#any = any;
  }

  get isEmpty(): boolean {
    return this.#byKey.size === 0;
  }

  add({ key }: Selector, entry: Entry): void {
    this.#all.add(entry);
    const known = this.#byKey.get(key);
    if (known === undefined) this.#byKey.set(key, new RankedEntries([entry]));
    else known.add(entry);
  }

  remove({ key }: Selector, entry: Entry): void {
    this.#all.remove(entry);
    const known = this.#byKey.get(key);
    known?.remove(entry);
    if (known?.entries.length === 0) this.#byKey.delete(key);
  }

  /** As long as the body is not read, the first whose other conditions hold says that it has to be. */
  search(inspection: Inspection, visit: (entries: readonly Entry[]) => void): void {
    if (this.#any.readsBody && inspection.request.body === undefined) return visit(this.#all.entries);
    for (const key of this.#any.keys(inspection)) {
      const found = this.#byKey.get(key);
      if (found !== undefined) visit(found.entries);
    }
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
