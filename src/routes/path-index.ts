import type { PathShape, ShapePart } from "../matching/path-shape.ts";
import type { PathPattern } from "../matching/path-pattern.ts";
import type { MatchBudget, PatternGuard } from "../matching/pattern-guard.ts";
import { type Affix, AffixBucket, type Visit } from "./affix-bucket.ts";
import { Bucket, BucketMap, type Ranked, entriesOf } from "./bucket.ts";
import { SegmentTree, type Step, type Way } from "./segment-tree.ts";

/** What a path can be matched with. */
export interface Indexed extends Ranked {
  readonly path: PathPattern;
  /** Whether it is passed over. */
  readonly isHidden: boolean;
  /** Told that a pattern of its takes too long, and is taken not to match. */
  giveUp(pattern: string): void;
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
  readonly #somewhere = new Map<string, AffixBucket<Entry>>();

  add(entry: Entry): void {
    for (const place of this.#places(entry)) place.add(entry);
  }

  remove(entry: Entry): void {
    for (const place of this.#places(entry)) place.remove(entry);
  }

  get isEmpty(): boolean {
    return this.#literals.isEmpty && !this.#hasPatterns;
  }

  get #hasPatterns(): boolean {
    return !this.#fromFront.isEmpty || !this.#fromBack.isEmpty || this.#somewhere.size > 0;
  }

  match(path: string, guard: PatternGuard): Entry | undefined {
    if (!this.#hasPatterns) {
      const only = this.#literals.get(path);
      if (!(only instanceof Bucket)) return only?.isHidden ? undefined : only;
    }
    const search = new Search<Entry>(path, guard.newBudget());
    this.search(search);
    return search.best;
  }

  /** Looks for something better than what the search has found so far. */
  search(search: Search<Entry>): void {
    const { path } = search;
    search.visitLiterals(entriesOf(this.#literals.get(path)));
    if (!this.#hasPatterns) return;
    const segments = path.split("/");
    const found = (bucket: AffixBucket<Entry>): void => bucket.search(path, search.visit);
    this.#fromFront.search(segments, found);
    if (this.#somewhere.size > 0) {
      for (const segment of segments) this.#somewhere.get(segment)?.search(path, search.visit);
    }
    if (!this.#fromBack.isEmpty) this.#fromBack.search(segments.toReversed(), found);
  }

  #places({ path }: Entry): Place<Entry>[] {
    if (path.literal !== null) return [byLiteral(this.#literals, path.literal)];
    return path.shapes.map((shape) => this.#placeOf(shape));
  }

  /** By the front if that knows as much as the back; both say more than a segment that may stand anywhere. */
  #placeOf({ parts, prefix, suffix }: PathShape): Place<Entry> {
    const affix = longerAffix(prefix, suffix);
    const open = parts.indexOf("anything");
    if (open === -1) return inTree(this.#fromFront, { steps: parts.map(step), isExact: true, affix });
    const front = parts.slice(0, open).map(step);
    const back = parts
      .slice(parts.lastIndexOf("anything") + 1)
      .map(step)
      .toReversed();
    const middle = parts
      .slice(open)
      .find((part): part is { text: string } => typeof part === "object" && part.text !== "");
    const [known, knownBack] = [weight(front), weight(back)];
    if (known === 0 && knownBack === 0 && middle !== undefined) return inMap(this.#somewhere, middle.text, affix);
    return known >= knownBack
      ? inTree(this.#fromFront, { steps: front, isExact: false, affix })
      : inTree(this.#fromBack, { steps: back, isExact: false, affix });
  }
}

/** What is known beyond whole segments: that of the two which tells more. */
function longerAffix(prefix: string, suffix: string): Affix | null {
  const begun = prefix.length - prefix.lastIndexOf("/") - 1;
  const slash = suffix.indexOf("/");
  const ended = slash === -1 ? suffix.length : slash;
  if (begun === 0 && ended === 0) return null;
  return begun >= ended ? { side: "prefix", text: prefix } : { side: "suffix", text: suffix };
}

function step(part: ShapePart): Step {
  return typeof part === "object" ? part.text : null;
}

/** How many segments tell one path from another: the empty one before the first slash tells none. */
function weight(steps: readonly Step[]): number {
  return steps.filter((text) => text !== null && text !== "").length;
}

function inTree<Entry extends Indexed>(tree: SegmentTree<Entry>, way: Way): Place<Entry> {
  return {
    add: (entry) => tree.add(way, entry),
    remove: (entry) => tree.remove(way, entry),
  };
}

function inMap<Entry extends Indexed>(
  map: Map<string, AffixBucket<Entry>>,
  key: string,
  affix: Affix | null,
): Place<Entry> {
  return {
    add(entry) {
      const bucket = map.get(key) ?? new AffixBucket<Entry>();
      map.set(key, bucket);
      bucket.add(affix, entry);
    },
    remove(entry) {
      const bucket = map.get(key);
      bucket?.remove(affix, entry);
      if (bucket?.isEmpty) map.delete(key);
    },
  };
}

function byLiteral<Entry extends Indexed>(map: BucketMap<Entry>, literal: string): Place<Entry> {
  return {
    add: (entry) => map.add(literal, entry),
    remove: (entry) => map.remove(literal, entry),
  };
}

/** Characters that patterns look at between two looks at the time: some microseconds, some hundred at worst. */
const LOOKS = 10_000;

/** What is looked for, and what has been found so far. */
export class Search<Entry extends Indexed> {
  readonly path: string;
  readonly #budget: MatchBudget;
  best: Entry | undefined;
  /** Only what has a lower rank is of interest. */
  #below = Number.POSITIVE_INFINITY;
  #looks = 0;
  #isSpent = false;

  constructor(path: string, budget: MatchBudget) {
    this.path = path;
    this.#budget = budget;
  }

  /** Tries entries whose path is known to match, in their order. */
  visitLiterals(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.rank >= this.#below) return;
      if (!entry.isHidden) return this.#take(entry);
    }
  }

  /** Tries entries in their order. */
  readonly visit: Visit<Entry> = (entries) => {
    for (const entry of entries) {
      if (entry.rank >= this.#below) return;
      if (entry.isHidden) continue;
      const verdict = this.#isOver() ? "expired" : entry.path.matches(this.path, this.#budget);
      if (verdict === "expired") entry.giveUp(entry.path.source);
      if (this.#isSpent) return;
      if (verdict === true) return this.#take(entry);
    }
  };

  #take(entry: Entry): void {
    this.best = entry;
    this.#below = entry.rank;
  }

  /** Whether the time for this request is over: there may be very many patterns of which nothing is known. */
  #isOver(): boolean {
    this.#looks += this.path.length + TRY;
    if (this.#looks < LOOKS) return this.#isSpent;
    this.#looks = 0;
    this.#isSpent ||= this.#budget.isSpent();
    return this.#isSpent;
  }
}

/** What trying any pattern costs, in characters. */
const TRY = 50;
