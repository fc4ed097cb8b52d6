import { didYouMean } from "../schema/nearest.ts";
import { NAMES, type Name, names } from "./names.ts";
import { TemplateFault } from "./template-error.ts";

/** A name that a template gives: `let`, `$for`. */
interface Local {
  readonly slot: number;
}

/** Where a name of the path is used, so that it can be looked for there. */
export interface PathName {
  readonly at: readonly (string | number)[];
  readonly name: string;
}

/** The names that the templates of one Response know while they are compiled, and what they are found to need. */
export class TemplateScope {
  /** Names of the path that they use. */
  readonly pathNames: PathName[] = [];
  /** The place that is compiled. */
  at: readonly (string | number)[] = [];
  #readsBody = false;
  #slots = 0;
  #locals: ReadonlyMap<string, Local> = new Map();

  /** Whether any of them needs the body. */
  get readsBody(): boolean {
    return this.#readsBody;
  }

  /** Names that templates have given, and where their values are. */
  get locals(): ReadonlyMap<string, Local> {
    return this.#locals;
  }

  /** Gives a name; it hides another one. Returns where its value is put. */
  declare(name: string): number {
    const slot = this.#slots;
    this.#slots += 1;
    this.#locals = new Map(this.#locals).set(name, { slot });
    return slot;
  }

  /** Names that are given meanwhile are not known afterwards. */
  within<T>(compile: () => T): T {
    const before = this.#locals;
    try {
      return compile();
    } finally {
      this.#locals = before;
    }
  }

  /** A name that is known from the start, and noted as used. Throws a `TemplateFault` for one that is not. */
  use(name: string, member?: unknown): Name | undefined {
    const found: Name | undefined = Object.hasOwn(names, name) ? names[name as keyof typeof names] : undefined;
    if (found === undefined && name !== "fake") {
      const known = [...NAMES, ...this.#locals.keys()];
      throw new TemplateFault(`uses the unknown name "${name}"${didYouMean(name, known)}`);
    }
    if (found?.readsBody === true) this.#readsBody = true;
    if (name === "path" && typeof member === "string") this.pathNames.push({ at: this.at, name: member });
    return found;
  }
}
