import type { Dice } from "../dice.ts";
import type { Inspection } from "../matching/inspection.ts";
import { Failure } from "./template-error.ts";
import { Instant } from "./values.ts";

/** What is known when a request is answered. */
export interface Facts {
  /** The request, looked at as the Route does that was chosen. */
  readonly inspection: Inspection;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Starts with what the answer has drawn already. */
  readonly dice: Dice;
  /** Which answer of the Route it is: 1 for its first. */
  readonly nth: number;
  /** As the internal API shows them, before this answer is counted. */
  readonly route: () => unknown;
  readonly response: () => unknown;
}

export interface TemplateLimits {
  /** Characters of an answer that templates make. */
  readonly maxTemplateOutput: number;
  /** Steps that the templates of one answer may take; see `STEP`. */
  readonly maxTemplateWork: number;
}

/** What one step costs in characters that are looked at. */
const STEP = 100;

/** One answer, as its templates see it: what they find is found once. Takes the place of the two limits of LiquidJS. */
export class Situation {
  readonly facts: Facts;
  readonly now: Instant;
  /** The values of the names that templates have given, see `TemplateScope`. */
  readonly slots: unknown[] = [];
  readonly #limits: TemplateLimits;
  #left: number;
  #found: Map<string, unknown> | undefined;

  constructor(facts: Facts, limits: TemplateLimits) {
    this.facts = facts;
    this.now = new Instant(facts.now);
    this.#limits = limits;
    this.#left = limits.maxTemplateWork * STEP;
  }

  /** Throws if more characters were looked at, in all, than may be. */
  use(characters: number): void {
    if (!(characters > 0)) return;
    this.#left -= characters;
    if (this.#left < 0) throw new Failure("takes too much work; see --max-template-work");
  }

  /** A step. */
  check(): void {
    this.use(STEP);
  }

  /** Throws if this is more than an answer may hold. */
  refuseLong(characters: number): void {
    if (characters > this.#limits.maxTemplateOutput) {
      throw new Failure("makes more than an answer may hold; see --max-template-output");
    }
  }

  /** What `find` finds, kept under a name. */
  once(name: string, find: () => unknown): unknown {
    this.#found ??= new Map();
    if (this.#found.has(name)) return this.#found.get(name);
    const found = find();
    this.#found.set(name, found);
    return found;
  }
}
