import type * as LiquidModule from "liquidjs";
import { fakeSource } from "./fake.ts";
import type { Apply, Args } from "./filters/filter.ts";
import { ownFilters } from "./filters/filters.ts";
import { engine } from "./liquid.ts";
import { FRESH } from "./names.ts";
import { operators } from "./operators.ts";
import type { Situation } from "./situation.ts";
import { TemplateFault } from "./template-error.ts";
import type { TemplateScope } from "./template-scope.ts";
import { WORDS, isNothing, readMember, toNumber } from "./values.ts";

/** What an expression comes to in an answer. Throws a `Failure`. */
export type Evaluate = (situation: Situation) => unknown;

type Token = LiquidModule.Token;
type Value = LiquidModule.Value;
type Filter = Value["filters"][number];

/** Elements of a range; more are refused by what they take. */
const LONGEST_RANGE = 100_000;

/** An expression that is always the same. */
interface Constant {
  readonly constant: unknown;
}

type Compiled = Evaluate | Constant;

function isConstant(compiled: Compiled): compiled is Constant {
  return typeof compiled === "object";
}

function evaluatorOf(compiled: Compiled): Evaluate {
  if (!isConstant(compiled)) return compiled;
  const { constant } = compiled;
  return () => constant;
}

/** Compiles the text of an expression: `json.total | times: 2`. Throws a `TemplateFault`. */
export function compileExpression(source: string, scope: TemplateScope): Evaluate {
  const [output, ...more] = engine().parse(`{{ ${source} }}`);
  if (output === undefined || more.length > 0 || !isOutput(output)) throw new TemplateFault("is no expression");
  return compileValue(output.value, scope);
}

export function isOutput(template: LiquidModule.Template): template is LiquidModule.Output {
  return template instanceof engine().library.Output;
}

/**
 * Compiles what LiquidJS has parsed. It would evaluate it by generators, which takes most of the time of an answer; tags
 * it renders itself.
 */
export function compileValue(value: Value, scope: TemplateScope): Evaluate {
  let whole = compileInitial(value.initial.postfix, scope);
  for (const filter of value.filters) whole = compileFilter(filter, whole, scope);
  return evaluatorOf(whole);
}

function compileInitial(postfix: readonly Token[], scope: TemplateScope): Compiled {
  const { TypeGuards } = engine().library;
  const stack: Compiled[] = [];
  for (const token of postfix) {
    if (!TypeGuards.isOperatorToken(token)) {
      stack.push(compileOperand(token, scope));
      continue;
    }
    const name = token.operator;
    const right = evaluatorOf(stack.pop() ?? { constant: undefined });
    const { apply } = operators[name];
    if (name === "not") {
      stack.push((situation) => apply(right(situation), undefined, situation));
      continue;
    }
    const left = evaluatorOf(stack.pop() ?? { constant: undefined });
    stack.push((situation) => {
      situation.check();
      return apply(left(situation), right(situation), situation);
    });
  }
  const [whole, ...more] = stack;
  if (whole === undefined || more.length > 0) throw new TemplateFault("is no expression");
  return whole;
}

function compileOperand(token: Token, scope: TemplateScope): Compiled {
  const { TypeGuards } = engine().library;
  if (TypeGuards.isPropertyAccessToken(token)) return compileAccess(token, scope);
  if (TypeGuards.isRangeToken(token)) return compileRange(token.lhs, token.rhs, scope);
  if ("content" in token) return { constant: wordOf(token) };
  throw new TemplateFault("is no expression");
}

/** A number, a text, or what a word stands for. */
function wordOf(token: Token & { readonly content?: unknown }): unknown {
  const word = engine().library.TypeGuards.isLiteralToken(token) ? token.literal : "";
  return Object.hasOwn(WORDS, word) ? WORDS[word] : token.content;
}

function compileRange(lhs: Token, rhs: Token, scope: TemplateScope): Evaluate {
  const [from, to] = [lhs, rhs].map((token) => evaluatorOf(compileOperand(token, scope))) as [Evaluate, Evaluate];
  return (situation) => {
    const first = Math.trunc(toNumber(from(situation)) ?? 0);
    const length = Math.max(0, Math.trunc(toNumber(to(situation)) ?? 0) - first + 1);
    situation.refuseLong(length > LONGEST_RANGE ? Number.POSITIVE_INFINITY : 0);
    situation.use(length);
    return Array.from({ length }, (_, at) => first + at);
  };
}

function compileAccess(token: LiquidModule.PropertyAccessToken, scope: TemplateScope): Compiled {
  const keys = token.props.map((prop) => compileOperand(prop as Token, scope));
  if (token.variable !== undefined) return follow(evaluatorOf(compileOperand(token.variable, scope)), keys);
  const [first, ...rest] = keys;
  const name = first !== undefined && isConstant(first) ? String(first.constant) : "";
  return compileName(name, rest, scope);
}

function compileName(name: string, keys: readonly Compiled[], scope: TemplateScope): Compiled {
  const local = scope.locals.get(name);
  if (local !== undefined) return follow(({ slots }) => slots[local.slot], keys);
  const [key, ...more] = keys;
  const constant = key !== undefined && isConstant(key) ? key.constant : undefined;
  const known = scope.use(name, constant);
  if (known === undefined) return compileFake(keys);
  if (known.member !== undefined && typeof constant === "string") {
    const { member } = known;
    return follow((situation) => member(situation, constant), more);
  }
  if (FRESH.has(name) || known.member === undefined) return follow((situation) => known.read(situation), keys);
  return follow((situation) => situation.once(name, () => known.read(situation)), keys);
}

/** `fake.person.fullName`: what it calls is known when it is written. */
function compileFake(keys: readonly Compiled[]): Evaluate {
  const path = keys.map((key) => (isConstant(key) ? String(key.constant) : "?"));
  const make = fakeSource().find(path.join("."));
  return (situation) => make([], situation);
}

function follow(from: Evaluate, keys: readonly Compiled[]): Evaluate {
  let whole = from;
  for (const key of keys) whole = followOne(whole, key);
  return whole;
}

function followOne(from: Evaluate, key: Compiled): Evaluate {
  if (!isConstant(key)) return (situation) => readMember(from(situation), key(situation));
  const { constant } = key;
  return (situation) => readMember(from(situation), constant);
}

function compileFilter(filter: Filter, value: Compiled, scope: TemplateScope): Compiled {
  const plain: Compiled[] = [];
  const named: [string, Compiled][] = [];
  for (const arg of filter.args) {
    if (Array.isArray(arg)) named.push([arg[0] ?? "", compileOperand(arg[1] as Token, scope)]);
    else plain.push(compileOperand(arg, scope));
  }
  const apply = Object.hasOwn(ownFilters, filter.name)
    ? prepareOwn(filter.name, value, plain)
    : applyLiquid(filter, named.length);
  const readArgs = argsReader(plain, named);
  const evaluate = evaluatorOf(value);
  return (situation) => {
    situation.check();
    return apply(evaluate(situation), readArgs(situation), situation);
  };
}

/** Looks at the arguments of a filter when its template is written. */
export function prepareOwn(name: string, value: Compiled | undefined, plain: readonly Compiled[]): Apply {
  const known = (compiled: Compiled | undefined): unknown =>
    compiled !== undefined && isConstant(compiled) ? compiled.constant : undefined;
  const apply = ownFilters[name]?.prepare({ value: known(value), plain: plain.map(known) });
  if (apply === undefined) throw new TypeError(`there is no filter ${name}`);
  return apply;
}

function applyLiquid({ name }: Filter, namedArgs: number): Apply {
  if (namedArgs > 0) throw new TemplateFault(`gives the filter ${name} arguments with names, of which it has none`);
  const handler = engine().liquid.filters[name] as (...args: readonly unknown[]) => unknown;
  return (value, { plain }, situation) => {
    const context = situation.once("context", () => engine().contextOf(NO_NAMES, situation));
    const self = { context, token: NO_TOKEN, liquid: engine().liquid };
    const given = isNothing(value) ? undefined : value;
    return engine().finish(handler.apply(self, [given, ...plain]));
  };
}

const NO_NAMES = Object.freeze(Object.create(null) as object);
const NO_TOKEN = { args: [] };
const NO_ARGS: Args = { plain: [], named: {} };

function argsReader(
  plain: readonly Compiled[],
  named: readonly (readonly [string, Compiled])[],
): (situation: Situation) => Args {
  if (plain.length + named.length === 0) return () => NO_ARGS;
  const evaluators = plain.map(evaluatorOf);
  if (named.length === 0) {
    if (plain.every(isConstant)) {
      const args = { plain: plain.map(({ constant }) => constant), named: {} };
      return () => args;
    }
    return (situation) => ({ plain: evaluators.map((each) => each(situation)), named: {} });
  }
  const members = named.map(([name, compiled]) => [name, evaluatorOf(compiled)] as const);
  return (situation) => ({
    plain: evaluators.map((each) => each(situation)),
    named: Object.fromEntries(members.map(([name, each]) => [name, each(situation)])),
  });
}
