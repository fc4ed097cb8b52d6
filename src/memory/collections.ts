import { type FrozenItems, Items } from "../resources/items.ts";
import type { CompiledResource } from "../resources/resource.ts";
import type { MemoryShare } from "./memory-room.ts";

/** Items, and the definition of the resource that they belong to. */
interface Kept {
  readonly text: string;
  readonly items: FrozenItems;
}

/** Collections as other worlds may start from them, by the ids of their Routes. */
export type CollectionsSnapshot = ReadonlyMap<string, Kept>;

/** A Route that is a collection. */
interface Owner {
  readonly id: string;
}

/** The collections of a world. One is made when it is first asked for. */
export class Collections {
  readonly #room: MemoryShare;
  readonly #start: CollectionsSnapshot;
  /** What of the start still holds: Routes may have gone since. */
  #from: CollectionsSnapshot;
  readonly #current = new Map<string, { readonly text: string; readonly items: Items }>();

  constructor(room: MemoryShare, start: CollectionsSnapshot = NONE) {
    this.#room = room;
    this.#start = start;
    this.#from = start;
  }

  /** The items of a Route; those of its seed if it is another resource than before. */
  of({ id }: Owner, { text, seed }: CompiledResource): Items {
    const known = this.#current.get(id);
    if (known?.text === text) return known.items;
    if (known !== undefined) this.forget(id);
    const from = this.#from.get(id);
    const items = new Items(from?.text === text ? from.items : seed, (size) => this.#room.takeData(size));
    this.#current.set(id, { text, items });
    return items;
  }

  /** From now on, what is there is shared. */
  snapshot(): CollectionsSnapshot {
    if (this.#current.size === 0) return this.#from;
    const kept = new Map(this.#from);
    for (const [id, { text, items }] of this.#current) kept.set(id, { text, items: items.freeze() });
    return kept;
  }

  /** Forgets the items of Routes that are gone: those that come by the same ids start anew. */
  keepOnly(isThere: (id: string) => boolean): void {
    for (const id of [...this.#current.keys(), ...this.#from.keys()]) if (!isThere(id)) this.forget(id);
  }

  /** The same for one Route. */
  forget(id: string): void {
    this.#current.get(id)?.items.release();
    this.#current.delete(id);
    if (!this.#from.has(id)) return;
    const from = new Map(this.#from);
    from.delete(id);
    this.#from = from;
  }

  reset(): void {
    for (const { items } of this.#current.values()) items.release();
    this.#current.clear();
    this.#from = this.#start;
  }
}

const NONE: CollectionsSnapshot = new Map();
