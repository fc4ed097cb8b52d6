import type { Ranked } from "./bucket.ts";

/** What stands in a list, and knows its neighbours. */
export interface Listed<Item> extends Ranked {
  previous: Item | null;
  next: Item | null;
  isListed: boolean;
}

/**
 * Items in the order of their rank. To append, replace or remove one takes the same time however many there are. The
 * list may change while somebody walks it: what has left it still knows the way on.
 */
export class RankedList<Item extends Listed<Item>> implements Iterable<Item> {
  #first: Item | null = null;
  #last: Item | null = null;

  [Symbol.iterator](): Iterator<Item> {
    return walk(this.#first, Number.NEGATIVE_INFINITY);
  }

  /** Those behind one that stands in this list. */
  after(item: Item): Iterable<Item> {
    return walk(item.next, item.rank);
  }

  append(item: Item): void {
    item.previous = this.#last;
    if (this.#last === null) this.#first = item;
    else this.#last.next = item;
    this.#last = item;
    item.isListed = true;
  }

  /** Puts an item in the place of another, whose rank it has. */
  replace(old: Item, item: Item): void {
    this.#link(old.previous, item);
    this.#link(item, old.next);
    item.isListed = true;
    old.isListed = false;
    // Who comes to the old one from a place that has left the list is led to what stands there now.
    old.next = item;
  }

  remove(item: Item): void {
    this.#link(item.previous, item.next);
    item.isListed = false;
  }

  #link(before: Item | null, behind: Item | null): void {
    if (before === null) this.#first = behind;
    else before.next = behind;
    if (behind === null) this.#last = before;
    else behind.previous = before;
  }
}

function* walk<Item extends Listed<Item>>(start: Item | null, behind: number): Generator<Item, void, undefined> {
  let rank = behind;
  for (let item = start; item !== null; item = item.next) {
    if (!item.isListed || item.rank <= rank) continue;
    rank = item.rank;
    yield item;
  }
}
