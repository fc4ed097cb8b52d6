import type * as LiquidModule from "liquidjs";
import { fakeSource } from "./fake.ts";
import { type Evaluate, compileValue, isOutput, prepareOwn } from "./expression.ts";
import { ownFilters } from "./filters/filters.ts";
import { engine } from "./liquid.ts";
import { FRESH, names } from "./names.ts";
import type { Situation } from "./situation.ts";
import type { TemplateScope } from "./template-scope.ts";
import { toText } from "./values.ts";

/** Whether a text is a template at all. */
export function isTemplate(source: string): boolean {
  return source.includes("{{") || source.includes("{%");
}

/** What a text comes to: always a text, whatever its expressions are. Throws a `TemplateFault`. */
export function compileText(source: string, scope: TemplateScope): (situation: Situation) => string {
  if (!isTemplate(source)) return () => source;
  const templates = engine().parse(source);
  if (templates.some(isTag)) return compileTags(templates, scope);
  return joined(templates.map((template) => partOf(template, scope)));
}

function isTag(template: LiquidModule.Template): boolean {
  return template instanceof engine().library.Tag;
}

/** A text that is just one `{{ expression }}` comes to the value of that, any other one to a text. */
export function compileTyped(
  source: string,
  scope: TemplateScope,
): Evaluate | { readonly text: (situation: Situation) => string } {
  const templates = isTemplate(source) ? engine().parse(source) : [];
  const [only] = templates;
  const isOne = templates.length === 1 && source.startsWith("{{") && source.endsWith("}}");
  if (isOne && only !== undefined && isOutput(only)) return compileValue(only.value, scope);
  return { text: compileText(source, scope) };
}

function partOf(template: LiquidModule.Template, scope: TemplateScope): string | Evaluate {
  if (isOutput(template)) return compileValue(template.value, scope);
  const { token } = template;
  return engine().library.TypeGuards.isHTMLToken(token) ? token.getContent() : "";
}

function joined(parts: readonly (string | Evaluate)[]): (situation: Situation) => string {
  return (situation) => {
    let text = "";
    for (const part of parts) text += typeof part === "string" ? part : toText(part(situation));
    return text;
  };
}

/** Has LiquidJS render what has tags. */
function compileTags(templates: LiquidModule.Template[], scope: TemplateScope): (situation: Situation) => string {
  const { globals } = engine().library.analyzeSync(templates, { partials: false });
  const readers = Object.entries(globals).flatMap(([, variables]) => variables.map((each) => readerOf(each, scope)));
  checkFilters(templates);
  const byName = new Map(readers);
  return (situation) => {
    const context = engine().contextOf(namesFor(byName, situation), situation);
    const out = new Output(situation);
    engine().finish(engine().liquid.renderer.renderTemplates(templates, context, out as never));
    return out.buffer;
  };
}

type Reader = (situation: Situation) => unknown;

function readerOf({ segments }: LiquidModule.Variable, scope: TemplateScope): [string, Reader] {
  const [first, ...rest] = segments;
  const name = String(first);
  const local = scope.locals.get(name);
  if (local !== undefined) return [name, ({ slots }) => slots[local.slot]];
  const known = scope.use(name, rest[0]);
  if (known !== undefined) return [name, (situation) => known.read(situation)];
  fakeSource().find(rest.map(String).join("."));
  return [name, (situation) => fakeModules(situation)];
}

/** An object with the names that a text uses; their values are found when they are asked for. */
function namesFor(readers: ReadonlyMap<string, Reader>, situation: Situation): object {
  const scope = Object.create(null) as object;
  for (const [name, read] of readers) {
    const isKept = Object.hasOwn(names, name) && !FRESH.has(name);
    const get = isKept ? () => situation.once(name, () => read(situation)) : () => read(situation);
    Object.defineProperty(scope, name, { get, enumerable: true });
  }
  return scope;
}

/** `fake.person.fullName`, member by member. */
function fakeModules(situation: Situation, path = ""): object {
  return new Proxy(Object.create(null) as object, {
    getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: undefined }),
    get(_, key) {
      const name = path === "" ? String(key) : `${path}.${String(key)}`;
      // LiquidJS looks for members of its own.
      if (!fakeSource().knows(name)) return undefined;
      return path === "" ? fakeModules(situation, name) : fakeSource().find(name)([], situation);
    },
  });
}

/** Looks at the filters within tags as at those outside. */
function checkFilters(templates: readonly LiquidModule.Template[]): void {
  const { library } = engine();
  for (const template of templates) {
    for (const value of template.arguments?.() ?? []) {
      if (!(value instanceof library.Value)) continue;
      const [first] = value.initial.postfix;
      for (const [at, { name, args }] of value.filters.entries()) {
        if (!Object.hasOwn(ownFilters, name)) continue;
        const plain = args.filter((arg) => !Array.isArray(arg)).map((arg) => constantOf(arg as LiquidModule.Token));
        prepareOwn(name, at === 0 ? constantOf(first) : undefined, plain);
      }
    }
    checkFilters(engine().finish(template.children?.(false, true) ?? []));
  }
}

function constantOf(token: LiquidModule.Token | undefined): { constant: unknown } {
  return { constant: token !== undefined && "content" in token ? token.content : undefined };
}

/** Where LiquidJS writes. */
class Output {
  buffer = "";
  readonly #situation: Situation;

  constructor(situation: Situation) {
    this.#situation = situation;
  }

  write(value: unknown): void {
    this.buffer += toText(value);
    this.#situation.refuseLong(this.buffer.length);
  }
}
