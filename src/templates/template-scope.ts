import { didYouMean } from "../schema/nearest.ts";
import { DRAWN, NAMES, type Name, names } from "./names.ts";
import { TemplateFault } from "./template-error.ts";

/** Where a name of the path is used, so that it can be looked for there. */
export interface PathName {
  readonly at: readonly (string | number)[];
  readonly name: string;
}

const DRAWING_FILTERS = new Set(["fake", "sample"]);

/** Words that mean something else in an expression. */
const WORDS = new Set(["true", "false", "nil", "null", "empty", "blank", "and", "or", "not", "contains"]);

/** What can't be given as a name: what is wrong with it, or `undefined`. */
export function nameFault(name: string): string | undefined {
  if (!/^[A-Za-z_]\w*$/.test(name)) return "is no name of letters, digits and _";
  if (WORDS.has(name)) return "is a word that means something else in an expression";
  return NAMES.includes(name) ? "is a name that templates know already" : undefined;
}

/** The names that the templates of one Response know while they are compiled, and what they are found to need. */
export class TemplateScope {
  readonly #use: "answering" | "deciding";
  /** Names of the path that they use. */
  readonly pathNames: PathName[] = [];
  /** The place that is compiled. */
  at: readonly (string | number)[] = [];
  #readsBody = false;
  #slots = 0;
  /** Names that templates have given, and the slots of their values. */
  #locals = new Map<string, number>();

  /** "deciding": what is drawn is not known, since nothing is chosen yet. */
  constructor(use: "answering" | "deciding" = "answering") {
    this.#use = use;
  }

  /** Whether any of them needs the body. */
  get readsBody(): boolean {
    return this.#readsBody;
  }

  /** The slot of a name that a template has given. */
  slotOf(name: string): number | undefined {
    return this.#locals.get(name);
  }

  /** A slot without a name. */
  newSlot(): number {
    this.#slots += 1;
    return this.#slots - 1;
  }

  /** Gives a name; returns the slot of its value. */
  declare(name: string): number {
    const slot = this.newSlot();
    this.#locals.set(name, slot);
    return slot;
  }

  /** Names that are known only to what is compiled within. */
  around<T>(given: readonly string[], compile: (slots: readonly number[]) => T): T {
    const before = given.map((name) => this.#locals.get(name));
    try {
      return compile(given.map((name) => this.declare(name)));
    } finally {
      for (const [at, name] of given.entries()) {
        const slot = before[at];
        if (slot === undefined) this.#locals.delete(name);
        else this.#locals.set(name, slot);
      }
    }
  }

  /** Whatever names are given within are not known afterwards. */
  alone<T>(compile: () => T): T {
    const before = new Map(this.#locals);
    try {
      return compile();
    } finally {
      this.#locals = before;
    }
  }

  /** Throws a `TemplateFault` for a filter that draws where nothing is drawn. */
  useFilter(name: string): void {
    if (this.#use === "deciding" && DRAWING_FILTERS.has(name)) {
      throw new TemplateFault(
        `uses the filter "${name}", which draws: nothing is drawn where it is decided who answers`,
      );
    }
  }

  /** A name that is known from the start, and noted as used. Throws a `TemplateFault` for one that is not. */
  use(name: string, member?: unknown): Name | undefined {
    const found: Name | undefined = Object.hasOwn(names, name) ? names[name as keyof typeof names] : undefined;
    if (found === undefined && name !== "fake") {
      const known = [...NAMES, ...this.#locals.keys()];
      throw new TemplateFault(`uses the unknown name "${name}"${didYouMean(name, known)}`);
    }
    if (this.#use === "deciding" && DRAWN.has(name)) {
      throw new TemplateFault(`uses the name "${name}", which draws: nothing is drawn where it is decided who answers`);
    }
    if (found?.readsBody === true) this.#readsBody = true;
    if (name === "path" && typeof member === "string") this.pathNames.push({ at: this.at, name: member });
    return found;
  }
}
