import type { PathShape, ShapePart } from "../matching/path-shape.ts";
import type { PathPattern } from "../matching/path-pattern.ts";
import type { MatchBudget, PatternGuard } from "../matching/pattern-guard.ts";
import { type Bucket, BucketMap, type Ranked, entriesOf, firstOf } from "./bucket.ts";
import { SegmentTree, type Step } from "./segment-tree.ts";

/** What a path can be matched with. */
export interface Indexed extends Ranked {
  readonly path: PathPattern;
}

/** One place at which an entry stands: put in and taken out the same way. */
interface Place<Entry extends Indexed> {
  add(entry: Entry): void;
  remove(entry: Entry): void;
}

/**
 * Finds the entry of the lowest rank whose path pattern matches, asking only those that can: literal paths by looking
 * them up, patterns by the literal segments that they know, from the front, from the back, or somewhere in the path.
 */
export class PathIndex<Entry extends Indexed> {
  readonly #literals = new BucketMap<Entry>();
  /** Patterns that know how a path begins, or all of its segments. */
  readonly #fromFront = new SegmentTree<Entry>();
  /** Patterns that know how a path ends. */
  readonly #fromBack = new SegmentTree<Entry>();
  /** Patterns that know a segment, but not where it stands. */
  readonly #somewhere = new BucketMap<Entry>();

  add(entry: Entry): void {
    for (const place of this.#places(entry)) place.add(entry);
  }

  remove(entry: Entry): void {
    for (const place of this.#places(entry)) place.remove(entry);
  }

  /** Entries of the rank `below` and beyond are not there yet. */
  match(path: string, guard: PatternGuard, below: number): Entry | undefined {
    const literal = firstOf(this.#literals.get(path), below);
    if (this.#fromFront.isEmpty && this.#fromBack.isEmpty && this.#somewhere.isEmpty) return literal;
    const search = new Search(path, guard.newBudget(), literal, below);
    const segments = path.split("/");
    const found = (bucket: Bucket<Entry>): void => search.tryAll(bucket.entries);
    this.#fromFront.search(segments, found);
    if (!this.#somewhere.isEmpty) {
      for (const segment of segments) search.tryAll(entriesOf(this.#somewhere.get(segment)));
    }
    if (!this.#fromBack.isEmpty) this.#fromBack.search(segments.toReversed(), found);
    return search.best;
  }

  #places({ path }: Entry): Place<Entry>[] {
    if (path.literal !== null) return [inMap(this.#literals, path.literal)];
    return path.shapes.map((shape) => this.#placeOf(shape));
  }

  /** By the front if that knows as much as the back; both say more than a segment that may stand anywhere. */
  #placeOf(shape: PathShape): Place<Entry> {
    const open = shape.indexOf("anything");
    if (open === -1) return inTree(this.#fromFront, shape.map(step), true);
    const front = shape.slice(0, open).map(step);
    const back = shape
      .slice(shape.lastIndexOf("anything") + 1)
      .map(step)
      .toReversed();
    const middle = shape
      .slice(open)
      .find((part): part is { text: string } => typeof part === "object" && part.text !== "");
    const [known, knownBack] = [weight(front), weight(back)];
    if (known === 0 && knownBack === 0 && middle !== undefined) return inMap(this.#somewhere, middle.text);
    return known >= knownBack ? inTree(this.#fromFront, front, false) : inTree(this.#fromBack, back, false);
  }
}

function step(part: ShapePart): Step {
  return typeof part === "object" ? part.text : null;
}

/** How many segments tell one path from another: the empty one before the first slash tells none. */
function weight(steps: readonly Step[]): number {
  return steps.filter((text) => text !== null && text !== "").length;
}

function inTree<Entry extends Indexed>(tree: SegmentTree<Entry>, steps: Step[], isExact: boolean): Place<Entry> {
  return {
    add: (entry) => tree.add(steps, isExact, entry),
    remove: (entry) => tree.remove(steps, isExact, entry),
  };
}

function inMap<Entry extends Indexed>(map: BucketMap<Entry>, key: string): Place<Entry> {
  return {
    add: (entry) => map.add(key, entry),
    remove: (entry) => map.remove(key, entry),
  };
}

class Search<Entry extends Indexed> {
  readonly #path: string;
  readonly #budget: MatchBudget;
  best: Entry | undefined;
  /** Only what has a lower rank is of interest. */
  #below: number;

  constructor(path: string, budget: MatchBudget, best: Entry | undefined, below: number) {
    this.#path = path;
    this.#budget = budget;
    this.best = best;
    this.#below = best?.rank ?? below;
  }

  tryAll(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.rank >= this.#below) return;
      if (!entry.path.matches(this.#path, this.#budget)) continue;
      this.best = entry;
      this.#below = entry.rank;
      return;
    }
  }
}
