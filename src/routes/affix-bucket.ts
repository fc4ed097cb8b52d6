import { BucketMap, type Ranked, type Some, withEntry, withoutEntry } from "./bucket.ts";

/** A text with which a path begins or ends. */
export interface Affix {
  readonly side: "prefix" | "suffix";
  readonly text: string;
}

/** What a search does with the entries of one place. */
export type Visit<Entry extends Ranked> = (some: Some<Entry>) => void;

/** Entries of which no more is known than with which text their paths begin or end: found by that. */
export class AffixBucket<Entry extends Ranked> {
  #unknown: Some<Entry> | undefined;
  #prefixes: AffixMap<Entry> | null = null;
  #suffixes: AffixMap<Entry> | null = null;

  get isEmpty(): boolean {
    return this.#unknown === undefined && this.#prefixes === null && this.#suffixes === null;
  }

  add(affix: Affix | null, entry: Entry): void {
    if (!this.#addByAffix(affix, entry)) this.#unknown = withEntry(this.#unknown, entry);
  }

  remove(affix: Affix | null, entry: Entry): void {
    this.#unknown = withoutEntry(this.#unknown, entry);
    if (affix === null) return;
    this.#prefixes?.remove(affix.text, entry);
    this.#suffixes?.remove(affix.text, entry);
    if (this.#prefixes?.isEmpty) this.#prefixes = null;
    if (this.#suffixes?.isEmpty) this.#suffixes = null;
  }

  search(path: string, visit: Visit<Entry>): void {
    if (this.#unknown !== undefined) visit(this.#unknown);
    this.#prefixes?.search((length) => path.slice(0, length), path.length, visit);
    this.#suffixes?.search((length) => path.slice(-length), path.length, visit);
  }

  #addByAffix(affix: Affix | null, entry: Entry): boolean {
    if (affix === null) return false;
    if (affix.side === "prefix") return (this.#prefixes ??= new AffixMap()).add(affix.text, entry);
    return (this.#suffixes ??= new AffixMap()).add(affix.text, entry);
  }
}

/** A search asks once for every length, and these are few, however many lengths people think of. */
const MOST_LENGTHS = 32;

class AffixMap<Entry extends Ranked> {
  readonly #byLength = new Map<number, BucketMap<Entry>>();

  get isEmpty(): boolean {
    return this.#byLength.size === 0;
  }

  /** Whether there was room for one more length. */
  add(text: string, entry: Entry): boolean {
    const known = this.#byLength.get(text.length);
    if (known === undefined && this.#byLength.size >= MOST_LENGTHS) return false;
    const map = known ?? new BucketMap<Entry>();
    this.#byLength.set(text.length, map);
    map.add(text, entry);
    return true;
  }

  remove(text: string, entry: Entry): void {
    const map = this.#byLength.get(text.length);
    map?.remove(text, entry);
    if (map?.isEmpty) this.#byLength.delete(text.length);
  }

  search(affixOf: (length: number) => string, longest: number, visit: Visit<Entry>): void {
    for (const [length, map] of this.#byLength) {
      const found = length > longest ? undefined : map.get(affixOf(length));
      if (found !== undefined) visit(found);
    }
  }
}
