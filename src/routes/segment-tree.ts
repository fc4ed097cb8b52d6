import { type Affix, AffixBucket } from "./affix-bucket.ts";
import type { Ranked } from "./bucket.ts";

/** A step from one segment to the next: by its text, or by `null` for any. */
export type Step = string | null;

/** Where an entry stands. */
export interface Way {
  readonly steps: readonly Step[];
  /** Whether there are no more segments than these. */
  readonly isExact: boolean;
  readonly affix: Affix | null;
}

/**
 * Entries by the segments of the paths that they are for. `exact` ones know every segment, "any" included; the others
 * know only how a path begins.
 */
export class SegmentTree<Entry extends Ranked> {
  readonly #root = new Node<Entry>(undefined, null);

  get isEmpty(): boolean {
    return this.#root.isEmpty;
  }

  add({ steps, isExact, affix }: Way, entry: Entry): void {
    let node = this.#root;
    for (const step of steps) node = node.child(step);
    node.bucket(isExact).add(affix, entry);
  }

  remove({ steps, isExact, affix }: Way, entry: Entry): void {
    let node: Node<Entry> | undefined = this.#root;
    for (const step of steps) node = node?.find(step);
    node?.bucket(isExact).remove(affix, entry);
    while (node?.isEmpty && node.parent !== undefined) {
      node.parent.drop(node.step);
      node = node.parent;
    }
  }

  /** Calls back with each bucket that may hold an entry for these segments. */
  search(segments: readonly string[], found: (bucket: AffixBucket<Entry>) => void): void {
    searchNode(this.#root, segments, 0, found);
  }
}

function searchNode<Entry extends Ranked>(
  start: Node<Entry>,
  segments: readonly string[],
  from: number,
  found: (bucket: AffixBucket<Entry>) => void,
): void {
  let node: Node<Entry> | undefined = start;
  for (let at = from; node !== undefined; at += 1) {
    if (node.open !== null) found(node.open);
    if (at === segments.length) {
      if (node.exact !== null) found(node.exact);
      return;
    }
    const byText: Node<Entry> | undefined = node.byText?.get(segments[at] ?? "");
    // Only where both ways are open, the search branches.
    if (byText !== undefined && node.wild !== null) searchNode(node.wild, segments, at + 1, found);
    node = byText ?? node.wild ?? undefined;
  }
}

class Node<Entry extends Ranked> {
  readonly parent: Node<Entry> | undefined;
  readonly step: Step;
  /** `null`: none; most nodes are the last of a way, and a map for each would take most of the memory. */
  byText: Map<string, Node<Entry>> | null = null;
  wild: Node<Entry> | null = null;
  exact: AffixBucket<Entry> | null = null;
  open: AffixBucket<Entry> | null = null;

  constructor(parent: Node<Entry> | undefined, step: Step) {
    this.parent = parent;
    this.step = step;
  }

  get isEmpty(): boolean {
    return this.byText === null && this.wild === null && (this.exact?.isEmpty ?? true) && (this.open?.isEmpty ?? true);
  }

  find(step: Step): Node<Entry> | undefined {
    return step === null ? (this.wild ?? undefined) : this.byText?.get(step);
  }

  child(step: Step): Node<Entry> {
    const known = this.find(step);
    if (known !== undefined) return known;
    const child = new Node<Entry>(this, step);
    if (step === null) this.wild = child;
    else (this.byText ??= new Map()).set(step, child);
    return child;
  }

  drop(step: Step): void {
    if (step === null) this.wild = null;
    else this.byText?.delete(step);
    if (this.byText?.size === 0) this.byText = null;
  }

  bucket(isExact: boolean): AffixBucket<Entry> {
    if (isExact) return (this.exact ??= new AffixBucket());
    return (this.open ??= new AffixBucket());
  }
}
