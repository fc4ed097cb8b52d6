import type * as LiquidModule from "liquidjs";
import { type Evaluate, type Token, compileToken, compileValue } from "./expression.ts";
import { numberOf } from "./filters/filter.ts";
import { parser } from "./liquid.ts";
import { Loop, elementsOf } from "./loop.ts";
import { areEqual } from "./operators.ts";
import { Out, type Render } from "./out.ts";
import { TemplateFault } from "./template-error.ts";
import type { TemplateScope } from "./template-scope.ts";
import { isTruthy } from "./values.ts";

type Template = LiquidModule.Template;

/** Compiles what stands within a tag. */
type CompileAll = (templates: readonly Template[], scope: TemplateScope) => Render;

/** Compiles a tag of one kind. */
type CompileTag<Tag> = (tag: Tag, scope: TemplateScope, compileAll: CompileAll) => Render;

export function isTag(template: Template): template is LiquidModule.Tag {
  return template instanceof parser().liquid.Tag;
}

/** Compiles a tag that LiquidJS has parsed. Throws a `TemplateFault`. */
export function compileTag(tag: LiquidModule.Tag, scope: TemplateScope, compileAll: CompileAll): Render {
  const compile = compilers[tag.name];
  if (compile === undefined) throw new TemplateFault(`uses the unknown tag "${tag.name}"`);
  return compile(tag as never, scope, compileAll);
}

const NOTHING: Render = () => {};

const assign: CompileTag<{ readonly key: string; readonly value: LiquidModule.Value }> = ({ key, value }, scope) => {
  const evaluate = compileValue(value, scope);
  const slot = scope.slotOf(key) ?? scope.declare(key);
  return (situation) => void (situation.slots[slot] = evaluate(situation));
};

const capture: CompileTag<LiquidModule.CaptureTag> = ({ variable, templates }, scope, compileAll) => {
  const render = compileAll(templates, scope);
  const slot = scope.slotOf(variable) ?? scope.declare(variable);
  return (situation, out) => {
    const own = new Out(situation);
    render(situation, own);
    situation.slots[slot] = own.text;
    out.signal = own.signal;
  };
};

interface Branch {
  readonly holds: Evaluate;
  readonly render: Render;
}

function choose(branches: readonly Branch[], otherwise: Render): Render {
  return (situation, out) => {
    const branch = branches.find(({ holds }) => isTruthy(holds(situation)));
    (branch?.render ?? otherwise)(situation, out);
  };
}

const ifTag: CompileTag<LiquidModule.IfTag> = ({ branches, elseTemplates = [] }, scope, compileAll) =>
  choose(
    branches.map(({ value, templates }) => ({
      holds: compileValue(value, scope),
      render: compileAll(templates, scope),
    })),
    compileAll(elseTemplates, scope),
  );

const unless: CompileTag<LiquidModule.UnlessTag> = ({ branches, elseTemplates }, scope, compileAll) =>
  choose(
    branches.map(({ value, templates }, at) => {
      const evaluate = compileValue(value, scope);
      // What follows by `elsif` must hold.
      const holds: Evaluate = at === 0 ? (situation) => !isTruthy(evaluate(situation)) : evaluate;
      return { holds, render: compileAll(templates, scope) };
    }),
    compileAll(elseTemplates, scope),
  );

const caseTag: CompileTag<LiquidModule.CaseTag> = ({ value, branches, elseTemplates }, scope, compileAll) => {
  const evaluate = compileValue(value, scope);
  const cases = branches.map(({ values, templates }) => ({
    values: values.map((token) => compileToken(token, scope)),
    render: compileAll(templates, scope),
  }));
  const otherwise = compileAll(elseTemplates, scope);
  return (situation, out) => {
    const target = evaluate(situation);
    const fits = ({ values }: (typeof cases)[number]): boolean =>
      values.some((each) => areEqual(target, each(situation), situation));
    (cases.find(fits)?.render ?? otherwise)(situation, out);
  };
};

const forTag: CompileTag<LiquidModule.ForTag> = (tag, scope, compileAll) => {
  const { variable, collection, hash, templates, elseTemplates } = tag;
  const items = compileToken(collection, scope);
  const given = hash.hash as Readonly<Record<string, Token | undefined>>;
  const part = (name: string): Evaluate | undefined => {
    const token = given[name];
    return token === undefined ? undefined : compileToken(token, scope);
  };
  const [offset, limit, isReversed] = [part("offset"), part("limit"), Object.hasOwn(given, "reversed")];
  const otherwise = compileAll(elseTemplates, scope);
  return scope.around([variable, "forloop"], ([item = 0, loop = 0]) => {
    const render = compileAll(templates, scope);
    return (situation, out) => {
      const all = elementsOf(items(situation));
      const from = offset === undefined ? 0 : numberOf(offset(situation));
      const to = limit === undefined ? all.length : from + numberOf(limit(situation));
      const chosen = isReversed ? all.slice(from, to).toReversed() : all.slice(from, to);
      situation.use(chosen.length);
      if (chosen.length === 0) return otherwise(situation, out);
      const state = new Loop(chosen.length);
      for (const element of chosen) {
        situation.check();
        situation.slots[item] = element;
        situation.slots[loop] = state;
        render(situation, out);
        const { signal } = out;
        out.signal = null;
        if (signal === "break") return;
        state.goOn();
      }
    };
  });
};

const cycle: CompileTag<{ readonly candidates: readonly Token[]; readonly group?: Token }> = (
  { candidates, group },
  scope,
) => {
  const values = candidates.map((token) => compileToken(token, scope));
  const name = group === undefined ? candidates.map((token) => token.getText()).join(",") : group.getText();
  // Those of one group go on where the others were.
  const key = `cycle ${name}`;
  const slot = scope.slotOf(key) ?? scope.declare(key);
  return (situation, out) => {
    const at = (situation.slots[slot] as number | undefined) ?? 0;
    situation.slots[slot] = at + 1;
    out.write(situation.text(values[at % values.length]?.(situation)));
  };
};

const echo: CompileTag<{ readonly value?: LiquidModule.Value }> = ({ value }, scope) => {
  if (value === undefined) return NOTHING;
  const evaluate = compileValue(value, scope);
  return (situation, out) => out.write(situation.text(evaluate(situation)));
};

const liquid: CompileTag<{ readonly templates: readonly Template[] }> = ({ templates }, scope, compileAll) =>
  compileAll(templates, scope);

const raw: CompileTag<{ readonly tokens: readonly Token[] }> = ({ tokens }) => {
  const text = tokens.map((token) => token.getText()).join("");
  return (_, out) => out.write(text);
};

/** How each tag is compiled. */
const compilers: Readonly<Record<string, CompileTag<never>>> = {
  assign,
  capture,
  case: caseTag,
  comment: () => NOTHING,
  break: () => (_, out) => void (out.signal = "break"),
  continue: () => (_, out) => void (out.signal = "continue"),
  cycle,
  echo,
  for: forTag,
  if: ifTag,
  liquid,
  raw,
  unless,
  "#": () => NOTHING,
};
