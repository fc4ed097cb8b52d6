import type { Dice } from "../dice.ts";
import type { JsonValue } from "../json/json-value.ts";
import type { Inspection } from "../matching/inspection.ts";
import { Failure } from "./template-error.ts";
import { Instant, toJson, toText } from "./values.ts";

/** What is known when a request is answered. */
export interface Facts {
  /** The request, looked at as the Route does that was chosen. */
  readonly inspection: Inspection;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Starts with what the answer has drawn already. */
  readonly dice: Pick<Dice, "draw" | "uuid">;
  /** Which answer of the Route it is: 1 for its first. */
  readonly nth: number;
  /** As the internal API shows them, before this answer is counted. */
  route(): unknown;
  response(): unknown;
  /** Of the Route's scenario, as it is just now; `undefined`: it has none. */
  readonly state: string | undefined;
  /** Of the world, as they are just now. */
  readonly data: JsonValue;
}

export interface TemplateLimits {
  /** Characters of an answer that templates make. */
  readonly maxTemplateOutput: number;
  /** Steps that the templates of one answer may take; see `STEP`. */
  readonly maxTemplateWork: number;
}

/** What one step costs in characters that are looked at. */
const STEP = 100;

/** One answer, as its templates see it: what they find is found once, and what they take is counted. */
export class Situation {
  readonly facts: Facts;
  #now: Instant | undefined;
  /** The values of the names that templates have given, see `TemplateScope`. */
  readonly slots: unknown[] = [];
  readonly #limits: TemplateLimits;
  #left: number;
  #found: Map<string, unknown> | undefined;

  constructor(facts: Facts, limits: TemplateLimits) {
    this.facts = facts;
    this.#limits = limits;
    this.#left = limits.maxTemplateWork * STEP;
  }

  /** The time of the answer: the same in all of it. */
  get now(): Instant {
    this.#now ??= new Instant(this.facts.now);
    return this.#now;
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

  /** A value as it stands in a text; what is long counts. */
  text(value: unknown): string {
    const text = toText(value, this.#limits.maxTemplateOutput);
    this.use(text.length);
    return text;
  }

  /** The same as JSON. */
  json(value: unknown): string {
    const json = toJson(value, this.#limits.maxTemplateOutput);
    this.use(json.length);
    return json;
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
