import type { PathShape, ShapePart } from "../matching/path-shape.ts";
import type { PathPattern } from "../matching/path-pattern.ts";
import type { HttpRequest } from "../http/request.ts";
import type { Inspection, Inspector } from "../matching/inspection.ts";
import { type Affix, AffixBucket, type Visit } from "./affix-bucket.ts";
import { Bucket, BucketMap, type Ranked, type Some } from "./bucket.ts";
import { SegmentTree, type Step, type Way } from "./segment-tree.ts";

/** What a request can be matched with. */
export interface Indexed<Choice> extends Ranked {
  readonly path: PathPattern;
  /** What is chosen with it, if nothing but its path decides; otherwise `null`. */
  readonly plain: Choice | null;
  /** What is chosen with it for a request whose path it matches, or `null`. */
  judge(inspection: Inspection): Choice | null;
  /** Told that something of it takes too long, and is taken not to match. */
  giveUp(pattern: string): void;
}

/** One place at which an entry stands: put in and taken out the same way. */
interface Place<Entry extends Ranked> {
  add(entry: Entry): void;
  remove(entry: Entry): void;
}

/**
 * Finds the entry of the lowest rank whose path pattern matches, asking only those that can: literal paths by looking
 * them up, patterns by the literal segments that they know, from the front, from the back, or somewhere in the path.
 */
export class PathIndex<Choice, Entry extends Indexed<Choice>> {
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

  match(request: HttpRequest, inspector: Inspector): Choice | null {
    if (!this.#hasPatterns) {
      const only = this.#literals.get(request.path);
      if (only === undefined) return null;
      if (!(only instanceof Bucket) && only.plain !== null) return only.plain;
    }
    const search = new Search<Choice, Entry>(inspector.inspect(request));
    this.search(search);
    return search.best;
  }

  /** Shows every entry whose path may match. */
  search(search: Visitor<Entry>): void {
    const { path } = search;
    const literal = this.#literals.get(path);
    if (literal !== undefined) search.visitLiterals(literal);
    if (!this.#hasPatterns) return;
    const segments = path.split("/");
    const found = (bucket: AffixBucket<Entry>): void => bucket.search(path, search.visit);
    this.#fromFront.search(segments, found);
    if (this.#somewhere.size > 0) {
      for (const segment of segments) this.#somewhere.get(segment)?.search(path, search.visit);
    }
    if (!this.#fromBack.isEmpty) this.#fromBack.search(segments.toReversed(), found);
  }

  /** Whether an entry has just this path. */
  hasLiteral(path: string): boolean {
    return this.#literals.get(path) !== undefined;
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

function inTree<Entry extends Ranked>(tree: SegmentTree<Entry>, way: Way): Place<Entry> {
  return {
    add: (entry) => tree.add(way, entry),
    remove: (entry) => tree.remove(way, entry),
  };
}

function inMap<Entry extends Ranked>(
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

function byLiteral<Entry extends Ranked>(map: BucketMap<Entry>, literal: string): Place<Entry> {
  return {
    add: (entry) => map.add(literal, entry),
    remove: (entry) => map.remove(literal, entry),
  };
}

/** Who is shown entries. */
interface Visitor<Entry extends Ranked> {
  readonly path: string;
  /** Is shown entries whose path is known to match. */
  visitLiterals(some: Some<Entry>): void;
  /** Is shown entries whose path may match. */
  readonly visit: Visit<Entry>;
}

/** Gathers entries whose path matches, whatever else they ask for: those first that ask for what is there. */
export class Gathering<Entry extends Indexed<unknown>> implements Visitor<Entry> {
  readonly path: string;
  readonly found = new Set<Entry>();
  readonly #inspection: Inspection;
  readonly #most: number;

  constructor(inspection: Inspection, path: string, most: number) {
    this.path = path;
    this.#inspection = inspection;
    this.#most = most;
  }

  visitLiterals(some: Some<Entry>): void {
    this.#gather(some, () => true);
  }

  readonly visit: Visit<Entry> = (some) => {
    const { budget } = this.#inspection;
    this.#gather(some, ({ path }) => !budget.isSpent() && path.matches(this.path, budget) === true);
  };

  #gather(some: Some<Entry>, isMeant: (entry: Entry) => boolean): void {
    if (!(some instanceof Bucket)) return this.#take([some], isMeant);
    some.search(this.#inspection, (entries) => this.#take(entries, isMeant));
    this.#take(some.entries, isMeant);
  }

  #take(entries: readonly Entry[], isMeant: (entry: Entry) => boolean): void {
    for (const entry of entries.slice(0, this.#most)) {
      if (this.found.size >= this.#most) return;
      if (isMeant(entry)) this.found.add(entry);
    }
  }
}

/** Characters that are looked at between two looks at the time: some microseconds, some hundred at worst. */
const LOOKS = 10_000;

/** What trying any Route costs, in characters. */
const TRY = 50;

/** How an entry looks to who searches: as itself, or as another one of the same rank; `null`: it is not to be seen. */
export type Lens<Entry> = (entry: Entry) => Entry | null;

/** What is looked for, and what has been found so far. */
export class Search<Choice, Entry extends Indexed<Choice>> implements Visitor<Entry> {
  readonly path: string;
  readonly #inspection: Inspection;
  best: Choice | null = null;
  /** Through which entries are looked at; `null`: as they are. */
  lens: Lens<Entry> | null = null;
  /** Only what has a lower rank is of interest. */
  #below = Number.POSITIVE_INFINITY;
  #looks = 0;
  #isSpent = false;

  constructor(inspection: Inspection) {
    this.path = inspection.request.path;
    this.#inspection = inspection;
  }

  /** Tries entries whose path is known to match. */
  visitLiterals(some: Some<Entry>): void {
    this.#tryAll(some, (entries) => this.#tryLiterals(entries));
  }

  /** Tries entries whose path may match. */
  readonly visit: Visit<Entry> = (some) => this.#tryAll(some, (entries) => this.#tryPatterns(entries));

  #tryAll(some: Some<Entry>, tryThese: (entries: readonly Entry[]) => void): void {
    if (some instanceof Bucket) some.search(this.#inspection, tryThese);
    else tryThese([some]);
  }

  #tryLiterals(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.rank >= this.#below) return;
      const choice = this.#choose(entry);
      if (choice !== null) return this.#take(choice, entry);
      if (this.#isSpent) return;
    }
  }

  #tryPatterns(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.rank >= this.#below) return;
      const verdict = this.#isOver(this.path.length)
        ? "expired"
        : entry.path.matches(this.path, this.#inspection.budget);
      if (verdict === "expired") entry.giveUp(entry.path.source);
      if (this.#isSpent) return;
      const choice = verdict === true ? this.#choose(entry) : null;
      if (choice !== null) return this.#take(choice, entry);
      if (this.#isSpent) return;
    }
  }

  #choose(entry: Entry): Choice | null {
    const seen = this.lens === null ? entry : this.lens(entry);
    return seen === null ? null : (seen.plain ?? this.#judge(seen));
  }

  #take(choice: Choice, entry: Entry): void {
    this.best = choice;
    this.#below = entry.rank;
  }

  #judge(entry: Entry): Choice | null {
    const { expired, size } = this.#inspection;
    if (this.#isOver(size)) {
      entry.giveUp("match");
      return null;
    }
    const choice = entry.judge(this.#inspection);
    for (const pattern of expired.splice(0)) entry.giveUp(pattern);
    return choice;
  }

  /** Whether the time for this request is over: there may be very many Routes of which nothing is known. */
  #isOver(characters: number): boolean {
    this.#looks += characters + TRY;
    if (this.#looks < LOOKS) return this.#isSpent;
    this.#looks = 0;
    this.#isSpent ||= this.#inspection.budget.isSpent();
    return this.#isSpent;
  }
}
