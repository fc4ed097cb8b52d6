/** What stands in a list, and knows its neighbours. */
export interface Listed<Item> {
  /** Its place among all that were ever listed. */
  readonly order: number;
  previous: Item | null;
  next: Item | null;
  isListed: boolean;
}

/**
 * Items in the order in which they were added. To add, replace or remove one takes the same time however many there are. The
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
    return walk(item.next, item.order);
  }

  /** Puts an item in by its order: only few are behind it, or behind another that is known to be before it. */
  insert(item: Item, near: Item | null = null): void {
    let before = near ?? this.#last;
    if (near === null) while (before !== null && before.order > item.order) before = before.previous;
    const behind = before === null ? this.#first : before.next;
    this.#link(before, item);
    this.#link(item, behind);
    item.isListed = true;
  }

  /** Puts an item in the place of another, whose order it has. */
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
  let order = behind;
  for (let item = start; item !== null; item = item.next) {
    if (!item.isListed || item.order <= order) continue;
    order = item.order;
    yield item;
  }
}
