import type { HttpRequest } from "../http/request.ts";
import { fold } from "../json/json-value.ts";
import type { PathPattern, PathValues } from "./path-pattern.ts";
import type { JsonValue } from "../json/json-value.ts";
import type { MatchBudget, PatternGuard } from "./pattern-guard.ts";

/** What a look at a request says: "unread" if the body has to be read first. */
export type Judgement = boolean | "unread";

/** What the requests of one key have come to, see `scenario` of a Route. */
export interface KnownMachine {
  readonly state: string;
  /** What was chosen of a Route for this key. */
  countsOf(route: string): { readonly used: number; readonly responses: ReadonlyMap<string, number> } | undefined;
}

/** What a world knows beside a request. */
export interface Surroundings {
  /** By its clock, in milliseconds since the epoch. */
  now(): number;
  readonly data: JsonValue;
  /** Characters of `data`. */
  readonly dataSize: number;
  machine(scenario: string, key: string): KnownMachine | undefined;
  /** What expressions may take. */
  readonly templates: { readonly maxTemplateOutput: number; readonly maxTemplateWork: number };
}

const NOWHERE: Surroundings = {
  now: () => 0,
  data: {},
  dataSize: 2,
  machine: () => undefined,
  templates: { maxTemplateOutput: 1024 ** 2, maxTemplateWork: 100_000 },
};

/** What the Route that looks knows of itself. */
export interface Subject {
  /** Which answer it would be: 1 for the first. */
  readonly nth: number;
  /** The state of its scenario; `undefined`: it has none. */
  readonly state: string | undefined;
  /** As the internal API shows it. */
  toJson(): string;
}

/** Looks at requests for one world. */
export class Inspector {
  readonly guard: PatternGuard;
  readonly #surroundings: Surroundings;

  constructor(guard: PatternGuard, surroundings: Surroundings = NOWHERE) {
    this.guard = guard;
    this.#surroundings = surroundings;
  }

  inspect(request: HttpRequest): Inspection {
    return new Inspection(request, this.guard.newBudget(), this.#surroundings);
  }
}

/** One request, as conditions look at it: what they find is found once, however many of them look. */
export class Inspection {
  readonly request: HttpRequest;
  readonly budget: MatchBudget;
  readonly surroundings: Surroundings;
  /** Patterns of the Route that is looked at that took too long. */
  readonly expired: string[] = [];
  #path: PathPattern | undefined;
  #pathValues: PathValues | undefined;
  /** Made when something is kept: most requests keep nothing. */
  #found: Map<string, unknown> | undefined;
  #unfolded = "";
  #folded = "";

  constructor(request: HttpRequest, budget: MatchBudget, surroundings = NOWHERE) {
    this.request = request;
    this.budget = budget;
    this.surroundings = surroundings;
  }

  /** Looks at it as a Route with this path does. */
  lookAs(path: PathPattern): void {
    this.#path = path;
    this.#pathValues = undefined;
    this.subject = null;
  }

  /** What the Route that looks knows of itself, if it has said so. */
  subject: Subject | null = null;

  /** The same request, looked at once more. */
  again(): Inspection {
    return new Inspection(this.request, this.budget, this.surroundings);
  }

  /** The values of the named parts of the path. */
  get pathValues(): PathValues {
    const { request, budget } = this;
    this.#pathValues ??= this.#path?.values(request.path, budget, (start, end) => request.readPath(start, end));
    return this.#pathValues ?? NO_VALUES;
  }

  /** Whether a part of the path is a number that a double can't hold, so that its text is its value. */
  isLongNumber(name: string): boolean {
    return this.#path?.isNumber(name) === true && typeof this.pathValues.get(name) === "string";
  }

  /** Bytes of the body, as far as it was read: what looks at all of them takes as long. */
  get size(): number {
    return this.request.body?.bytes.length ?? 0;
  }

  /** A text without its case: of long ones, that of the last is kept. */
  fold(text: string): string {
    if (text.length < LONG) return fold(text);
    if (this.#unfolded !== text) {
      this.#unfolded = text;
      this.#folded = fold(text);
    }
    return this.#folded;
  }

  /** What `find` finds, kept under a key. */
  once<Found>(key: string, find: () => Found): Found {
    this.#found ??= new Map();
    if (this.#found.has(key)) return this.#found.get(key) as Found;
    const found = find();
    this.#found.set(key, found);
    return found;
  }

  /** Notes a pattern that takes too long, once. */
  giveUp(source: string): void {
    if (!this.expired.includes(source)) this.expired.push(source);
  }

  /** Work that may take too long: what it says, or false if it does. */
  inTime(source: string, test: () => boolean): boolean {
    const verdict = this.budget.run(test);
    if (verdict === "expired") this.giveUp(source);
    return verdict === true;
  }
}

/** Characters of a text from which it is better kept than worked out again. */
const LONG = 1024;

const NO_VALUES: PathValues = new Map();
