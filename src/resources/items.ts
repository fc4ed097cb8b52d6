import { type Item, sizeOf } from "./item.ts";

/** Items as worlds may start from them: never changed. */
export interface FrozenItems {
  readonly items: ReadonlyMap<string, Item>;
  /** The highest id that there was, if all were whole numbers; `null`: they are not, and new ids are UUIDs. */
  readonly highest: number | null;
  /** Characters beyond those of the seed. */
  readonly size: number;
  /** How many worlds start from it. */
  holders: number;
}

/** Characters that a place in a list of items counts for. */
const PLACE = 50;

/** The number after the highest one, as far as that is known for sure. */
export function highestWith(highest: number | null, { id }: Pick<Item, "id">): number | null {
  if (highest === null || !/^(?:0|[1-9]\d*)$/.test(id)) return null;
  const next = Math.max(highest, Number(id));
  return next < Number.MAX_SAFE_INTEGER ? next : null;
}

/** Takes so many more characters, or gives them back. Throws if there is no room. */
export type Take = (size: number) => void;

/**
 * The items of one collection in one world. What it starts from may be shared with other worlds: only what is different
 * here is its own, and takes room (decision 31).
 */
export class Items {
  readonly #take: Take;
  readonly #start: FrozenItems;
  /** What is there but for what has been changed since. */
  #base: FrozenItems;
  /** Others in the place of those of the base; `null`: taken out. */
  #changed = new Map<string, Item | null>();
  /** Behind those of the base, in the order in which they came. */
  #added = new Map<string, Item>();
  #highest: number | null;
  #gone = 0;
  #taken = 0;

  constructor(start: FrozenItems, take: Take) {
    this.#start = start;
    this.#base = start;
    this.#highest = start.highest;
    this.#take = take;
  }

  get size(): number {
    return this.#base.items.size - this.#gone + this.#added.size;
  }

  /** The next id; `null`: a UUID is needed. */
  get nextId(): number | null {
    return this.#highest === null ? null : this.#highest + 1;
  }

  get(id: string): Item | undefined {
    const added = this.#added.get(id);
    if (added !== undefined) return added;
    const changed = this.#changed.get(id);
    return changed === undefined ? this.#base.items.get(id) : (changed ?? undefined);
  }

  /** In the order in which they were created. */
  all(): Item[] {
    if (this.#isUnchanged) return [...this.#base.items.values()];
    const items: Item[] = [];
    for (const [id, item] of this.#base.items) {
      const changed = this.#changed.get(id);
      if (changed === undefined) items.push(item);
      else if (changed !== null) items.push(changed);
    }
    for (const item of this.#added.values()) items.push(item);
    return items;
  }

  /** Adds an item behind the others, or puts it in the place of that with the same id. */
  put(item: Item): void {
    const before = this.#ownSizeOf(item.id);
    this.#charge(sizeOf(item) - before);
    const isInBase = this.#base.items.has(item.id) && this.#changed.get(item.id) !== null;
    if (isInBase) this.#changed.set(item.id, item);
    else this.#added.set(item.id, item);
    this.#highest = highestWith(this.#highest, item);
  }

  /** The id is not given again. */
  remove(id: string): void {
    if (this.get(id) === undefined) return;
    const before = this.#ownSizeOf(id);
    if (this.#added.delete(id)) return this.#charge(-before);
    this.#charge(-before);
    this.#changed.set(id, null);
    this.#gone += 1;
  }

  /** Items as they are, from now on shared. */
  freeze(): FrozenItems {
    if (this.#isUnchanged) return this.#base;
    const items = new Map(this.all().map((item) => [item.id, item]));
    let kept = 0;
    for (const [id, item] of items) if (this.#start.items.get(id) !== item) kept += sizeOf(item);
    const size = this.#start.size + kept + PLACE * items.size;
    this.#base = { items, highest: this.#highest, size, holders: 0 };
    this.#forgetChanges();
    this.#charge(kept - this.#taken);
    return this.#base;
  }

  /** Gives back all the room that it takes; nothing can be asked of it any more. */
  release(): void {
    this.#charge(-this.#taken);
    this.#forgetChanges();
  }

  get #isUnchanged(): boolean {
    return this.#changed.size === 0 && this.#added.size === 0;
  }

  #forgetChanges(): void {
    this.#changed = new Map();
    this.#added = new Map();
    this.#gone = 0;
  }

  #ownSizeOf(id: string): number {
    const own = this.#added.get(id) ?? this.#changed.get(id);
    if (own === null) return 0;
    return own === undefined ? 0 : sizeOf(own);
  }

  #charge(size: number): void {
    this.#take(size);
    this.#taken += size;
  }
}
