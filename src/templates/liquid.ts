import type * as LiquidModule from "liquidjs";
import { loadLibrary } from "../load-library.ts";
import { didYouMean } from "../schema/nearest.ts";
import type { Args } from "./filters/filter.ts";
import { instantOf } from "./filters/dates.ts";
import { filterDescriptions, ownFilters } from "./filters/filters.ts";
import { operators } from "./operators.ts";
import type { Situation } from "./situation.ts";
import { Failure, TemplateFault } from "./template-error.ts";
import { WORDS, sizeOf, toText } from "./values.ts";

type Library = typeof LiquidModule;
type Context = LiquidModule.Context;

/** What a filter of LiquidJS is called on. */
interface Self {
  readonly context: Context;
  readonly token: { readonly args: readonly unknown[] };
  readonly liquid: LiquidModule.Liquid;
}

/** How LiquidJS calls a filter; some are generators. */
type Handler = (this: Self, value: unknown, ...args: readonly unknown[]) => unknown;

/** Tags that templates may use: those that read other templates, and those that change names, are left out. */
export const tagDescriptions = {
  assign: "Gives a value a name: `{% assign n = json.items | size %}`.",
  break: "Ends the loop.",
  capture: "Gives the text up to `endcapture` a name.",
  case: "One of several parts: `{% case query.kind %}{% when 'a', 'b' %}…{% else %}…{% endcase %}`.",
  comment: "What stands up to `endcomment` is left out.",
  continue: "Goes on with the next round of the loop.",
  cycle: "One after the other, in a loop: `{% cycle 'odd', 'even' %}`.",
  echo: "Like `{{ }}`, within `liquid`.",
  for: "A part for each element: `{% for item in json.items %}…{% else %}…{% endfor %}`; `limit`, `offset`, `reversed`.",
  if: "A part if something holds: `{% if json.total > 100 %}…{% elsif … %}…{% else %}…{% endif %}`.",
  liquid: "Several tags, one in a line.",
  raw: "What stands up to `endraw` is no template.",
  unless: "A part if something does not hold.",
  "#": "A comment: `{% # … %}`.",
} as const;

/** Characters of a template; LiquidJS counts all that it parses. */
const LONGEST_TEMPLATE = 1024 * 1024;

/** Divisions by 0 give no number, and are told by their reason. */
const DIVISIONS = new Set(["divided_by", "modulo"]);

/** Filters that look for one text in another: that may take a time of both lengths. */
const SEARCHES = new Set([
  "replace",
  "replace_first",
  "replace_last",
  "remove",
  "remove_first",
  "remove_last",
  "split",
]);

/** LiquidJS, as Trickster uses it: everything that it is told is told here. */
export class Engine {
  readonly library: Library;
  readonly liquid: LiquidModule.Liquid;
  /** The words of LiquidJS, and what stands for them here. */
  readonly #words = new Map<unknown, unknown>();

  constructor() {
    this.library = loadLibrary("liquidjs") as Library;
    this.liquid = new this.library.Liquid({
      // Without them, names are those of files.
      templates: {},
      cache: false,
      strictFilters: true,
      strictVariables: false,
      ownPropertyOnly: true,
      dynamicPartials: false,
      timezoneOffset: 0,
      locale: "en-US",
      parseLimit: LONGEST_TEMPLATE,
      operators: operatorTable((value) => this.#words.get(value) ?? value),
    });
    for (const [name, word] of Object.entries(WORDS)) this.#words.set(this.#wordOf(name), word);
    for (const name of Object.keys(this.liquid.tags)) {
      if (!Object.hasOwn(tagDescriptions, name)) delete this.liquid.tags[name];
    }
    const given = { ...this.liquid.filters };
    for (const name of Object.keys(given)) if (!filterDescriptions.has(name)) this.liquid.unregisterFilter(name);
    for (const name of filterDescriptions.keys()) {
      const own = Object.hasOwn(ownFilters, name) ? ownHandler(name) : (given[name] as Handler);
      this.liquid.registerFilter(name, guarded(name, own) as never);
    }
  }

  /** Throws a `TemplateFault`. */
  parse(source: string): LiquidModule.Template[] {
    try {
      return this.liquid.parse(source);
    } catch (error) {
      throw new TemplateFault(this.#readable(error as Error));
    }
  }

  /** What LiquidJS finds out in steps, at once. */
  finish<T>(value: Generator<unknown, T> | T): T {
    return this.library.toValueSync(value as never);
  }

  /** What tags see of an answer; `scope`: its names. */
  contextOf(scope: object, situation: Situation): Context {
    const limits = { memoryLimit: situation, renderLimit: situation, liquid: this.liquid };
    return new this.library.Context(scope, this.liquid.options, { sync: true }, limits as never);
  }

  /** What a word is to LiquidJS. */
  #wordOf(name: string): unknown {
    const [output] = this.liquid.parse(`{{ ${name} }}`);
    const [token] = (output as LiquidModule.Output).value.initial.postfix as { content?: unknown }[];
    return token?.content;
  }

  #readable(error: Error): string {
    const message = error.message.replace(/, line:\d+, col:\d+$/, "").replaceAll(/\s+/g, " ");
    const [, filter] = /^undefined filter: (.*)$/.exec(message) ?? [];
    if (filter !== undefined) {
      return `uses the unknown filter "${filter}"${didYouMean(filter, filterDescriptions.keys())}`;
    }
    const [, tag] = /^tag "(.*)" not found$/.exec(message) ?? [];
    if (tag !== undefined) return `uses the unknown tag "${tag}"${didYouMean(tag, Object.keys(tagDescriptions))}`;
    return `is no template: ${message.slice(0, 200)}`;
  }
}

/** `own`: what a word of LiquidJS is here. */
function operatorTable(own: (value: unknown) => unknown): LiquidModule.Operators {
  return Object.fromEntries(
    Object.entries(operators).map(([name, { apply }]) => [
      name,
      (left: unknown, right: unknown, context?: Context) =>
        apply(own(left), own(right), situationOf(context ?? (right as Context))),
    ]),
  );
}

/** The situation takes the place of the limits. */
function situationOf(context: Context): Situation {
  return context.memoryLimit as unknown as Situation;
}

/** A filter of Trickster's own, as LiquidJS calls it. */
function ownHandler(name: string): Handler {
  return function apply(value, ...args) {
    return ownFilters[name]?.prepare({ value, plain: args })(value, readArgs(this, args), situationOf(this.context));
  };
}

/** Named arguments come as pairs; only the token tells them from arrays. */
function readArgs({ token }: Self, args: readonly unknown[]): Args {
  const plain: unknown[] = [];
  const named = Object.create(null) as Record<string, unknown>;
  for (const [at, arg] of args.entries()) {
    if (Array.isArray(token.args[at])) named[(arg as [string, unknown])[0]] = (arg as [string, unknown])[1];
    else plain.push(arg);
  }
  return { plain, named };
}

/** Counts what a filter looks at, and refuses what it makes if that is too much. */
function guarded(name: string, handler: Handler): Handler {
  return function apply(given, ...args) {
    const situation = situationOf(this.context);
    const value = name === "date" ? secondsOf(given, situation) : given;
    situation.use(sizeOf(value));
    if (SEARCHES.has(name)) situation.use((sizeOf(value) * sizeOf(toText(args[0]))) / 64);
    if (DIVISIONS.has(name) && Number(args[0]) === 0) throw new Failure("divides by 0");
    const result = handler.apply(this, [value, ...args]);
    return refuseLong(result, situation);
  };
}

/** LiquidJS takes them for a date. */
function secondsOf(given: unknown, { now }: Situation): number | undefined {
  const instant = instantOf(given, now);
  return instant && instant.milliseconds / 1000;
}

/** Generators are looked at when they are done: what they make is as long as what they are given. */
function refuseLong(result: unknown, situation: Situation): unknown {
  if (typeof result === "string" || Array.isArray(result)) situation.refuseLong(result.length);
  return result;
}

let loaded: Engine | undefined;

/** Loaded when the first template is written: that takes longer than most starts may. */
export function engine(): Engine {
  loaded ??= new Engine();
  return loaded;
}
