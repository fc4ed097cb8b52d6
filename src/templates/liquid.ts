import type * as LiquidModule from "liquidjs";
import { loadLibrary } from "../load-library.ts";
import { didYouMean } from "../schema/nearest.ts";
import { filters } from "./filters/filters.ts";
import { operators } from "./operators.ts";
import { TemplateFault } from "./template-error.ts";

type Library = typeof LiquidModule;

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

/** LiquidJS parses templates, and does nothing else: what they say is compiled and evaluated here (decision 29). */
export class Parser {
  readonly liquid: Library;
  readonly #parser: LiquidModule.Liquid;

  constructor() {
    this.liquid = loadLibrary("liquidjs") as Library;
    this.#parser = new this.liquid.Liquid({
      // Without them, names are those of files.
      templates: {},
      cache: false,
      strictFilters: true,
      dynamicPartials: false,
      parseLimit: LONGEST_TEMPLATE,
      operators: Object.fromEntries(Object.keys(operators).map((name) => [name, evaluated])),
    });
    for (const name of Object.keys(this.#parser.tags)) {
      if (!Object.hasOwn(tagDescriptions, name)) delete this.#parser.tags[name];
    }
    for (const name of Object.keys(this.#parser.filters)) this.#parser.unregisterFilter(name);
    for (const name of filters.keys()) this.#parser.registerFilter(name, evaluated);
  }

  /** Throws a `TemplateFault`. */
  parse(source: string): LiquidModule.Template[] {
    try {
      return this.#parser.parse(source);
    } catch (error) {
      throw new TemplateFault(this.#readable(error as Error));
    }
  }

  /** A value that LiquidJS parses only when it is rendered. Throws a `TemplateFault`. */
  valueOf(token: LiquidModule.Token): LiquidModule.Value {
    try {
      return new this.liquid.Value(token as never, this.#parser);
    } catch (error) {
      throw new TemplateFault(this.#readable(error as Error));
    }
  }

  #readable(error: Error): string {
    const message = error.message.replace(/, line:\d+, col:\d+$/, "").replaceAll(/\s+/g, " ");
    const [, filter] = /^undefined filter: (.*)$/.exec(message) ?? [];
    if (filter !== undefined) return `uses the unknown filter "${filter}"${didYouMean(filter, filters.keys())}`;
    const [, tag] = /^tag "(.*)" not found$/.exec(message) ?? [];
    if (tag !== undefined) return `uses the unknown tag "${tag}"${didYouMean(tag, Object.keys(tagDescriptions))}`;
    return `is no template: ${message.slice(0, 200)}`;
  }
}

/** LiquidJS knows names only. */
function evaluated(): never {
  throw new TypeError("LiquidJS evaluates nothing");
}

let loaded: Parser | undefined;

/** Loaded when the first template is written: that takes longer than most starts may. */
export function parser(): Parser {
  loaded ??= new Parser();
  return loaded;
}
