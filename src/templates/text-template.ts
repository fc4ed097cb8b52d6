import type * as LiquidModule from "liquidjs";
import { type Evaluate, compileValue, isOutput } from "./expression.ts";
import { parser } from "./liquid.ts";
import type { Situation } from "./situation.ts";
import { compileTag, isTag } from "./tags.ts";
import type { TemplateScope } from "./template-scope.ts";
import { Out, type Render } from "./out.ts";

/** Whether a text is a template at all. */
export function isTemplate(source: string): boolean {
  return source.includes("{{") || source.includes("{%");
}

/** What a text comes to: always a text, whatever its expressions are. Throws a `TemplateFault`. */
export function compileText(source: string, scope: TemplateScope): (situation: Situation) => string {
  if (!isTemplate(source)) return () => source;
  const templates = parser().parse(source);
  // Names that its tags give are known to nothing else.
  if (templates.some(isTag)) return scope.alone(() => withTags(templates, scope));
  return joined(templates.map((template) => partOf(template, scope)));
}

/** A text that is just one `{{ expression }}` comes to the value of that, any other one to a text. */
export function compileTyped(
  source: string,
  scope: TemplateScope,
): Evaluate | { readonly text: (situation: Situation) => string } {
  const templates = isTemplate(source) ? parser().parse(source) : [];
  const [only] = templates;
  const isOne = templates.length === 1 && source.startsWith("{{") && source.endsWith("}}");
  if (isOne && only !== undefined && isOutput(only)) return compileValue(only.value, scope);
  return { text: compileText(source, scope) };
}

function partOf(template: LiquidModule.Template, scope: TemplateScope): string | Evaluate {
  if (isOutput(template)) return compileValue(template.value, scope);
  const { token } = template;
  return parser().liquid.TypeGuards.isHTMLToken(token) ? token.getContent() : "";
}

function joined(parts: readonly (string | Evaluate)[]): (situation: Situation) => string {
  return (situation) => {
    let text = "";
    for (const part of parts) text += typeof part === "string" ? part : situation.text(part(situation));
    situation.refuseLong(text.length);
    return text;
  };
}

function withTags(templates: readonly LiquidModule.Template[], scope: TemplateScope): (situation: Situation) => string {
  const render = compileAll(templates, scope);
  return (situation) => {
    const out = new Out(situation);
    render(situation, out);
    return out.text;
  };
}

/** What stands in a text, or within a tag, one after the other. */
function compileAll(templates: readonly LiquidModule.Template[], scope: TemplateScope): Render {
  const parts = templates.map((template): Render => {
    if (isTag(template)) return compileTag(template, scope, compileAll);
    const part = partOf(template, scope);
    if (typeof part === "string") return (_, out) => out.write(part);
    return (situation, out) => out.write(situation.text(part(situation)));
  });
  return (situation, out) => {
    for (const part of parts) {
      situation.check();
      part(situation, out);
      if (out.signal !== null) return;
    }
  };
}
