import type * as LiquidModule from "liquidjs";
import { fakeSource } from "./fake.ts";
import type { Args } from "./filters/filter.ts";
import { filters } from "./filters/filters.ts";
import { parser } from "./liquid.ts";
import { FRESH } from "./names.ts";
import { operators } from "./operators.ts";
import type { Situation } from "./situation.ts";
import { Failure, TemplateFault } from "./template-error.ts";
import type { TemplateScope } from "./template-scope.ts";
import { WORDS, describeValue, readMember, toNumber } from "./values.ts";

/** What an expression comes to in an answer. Throws a `Failure`. */
export type Evaluate = (situation: Situation) => unknown;

export type Token = LiquidModule.Token;
type Value = LiquidModule.Value;
type Filter = Value["filters"][number];

/** Elements of a range. */
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
  const [output, ...more] = parser().parse(`{{ ${source} }}`);
  if (output === undefined || more.length > 0 || !isOutput(output)) throw new TemplateFault("is no expression");
  return compileValue(output.value, scope);
}

export function isOutput(template: LiquidModule.Template): template is LiquidModule.Output {
  return template instanceof parser().liquid.Output;
}

export function compileValue(value: Value, scope: TemplateScope): Evaluate {
  let whole = compileInitial(value.initial.postfix, scope);
  for (const filter of value.filters) whole = compileFilter(filter, whole, scope);
  return evaluatorOf(whole);
}

/** Compiles an operand of a tag. */
export function compileToken(token: Token, scope: TemplateScope): Evaluate {
  const { TypeGuards } = parser().liquid;
  if (TypeGuards.isFilteredValueToken(token)) return compileValue(parser().valueOf(token), scope);
  return evaluatorOf(compileOperand(token, scope));
}

function compileInitial(postfix: readonly Token[], scope: TemplateScope): Compiled {
  const { TypeGuards } = parser().liquid;
  const stack: Compiled[] = [];
  const pop = (): Evaluate => {
    const operand = stack.pop();
    if (operand === undefined) throw new TemplateFault("is no expression: something is missing beside an operator");
    return evaluatorOf(operand);
  };
  for (const token of postfix) {
    if (!TypeGuards.isOperatorToken(token)) {
      stack.push(compileOperand(token, scope));
      continue;
    }
    const { apply } = operators[token.operator];
    const right = pop();
    if (token.operator === "not") {
      stack.push((situation) => apply(right(situation), undefined, situation));
      continue;
    }
    const left = pop();
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
  const { TypeGuards } = parser().liquid;
  if (TypeGuards.isPropertyAccessToken(token)) return compileAccess(token, scope);
  if (TypeGuards.isRangeToken(token)) return compileRange(token.lhs, token.rhs, scope);
  if ("content" in token) return { constant: wordOf(token) };
  throw new TemplateFault("is no expression");
}

/** A number, a text, or what a word stands for. */
function wordOf(token: Token & { readonly content?: unknown }): unknown {
  const word = parser().liquid.TypeGuards.isLiteralToken(token) ? token.literal : "";
  return Object.hasOwn(WORDS, word) ? WORDS[word] : token.content;
}

function compileRange(lhs: Token, rhs: Token, scope: TemplateScope): Evaluate {
  const [from, to] = [lhs, rhs].map((token) => evaluatorOf(compileOperand(token, scope))) as [Evaluate, Evaluate];
  return (situation) => {
    const [first, last] = [boundOf(from(situation)), boundOf(to(situation))];
    const length = Math.max(0, last - first + 1);
    if (length > LONGEST_RANGE) throw new Failure(`goes through more than ${LONGEST_RANGE} numbers`);
    situation.use(length);
    return Array.from({ length }, (_, at) => first + at);
  };
}

function boundOf(value: unknown): number {
  const bound = Math.trunc(toNumber(value) ?? Number.NaN);
  if (Number.isSafeInteger(bound)) return bound;
  throw new Failure(`goes through numbers from or to ${describeValue(value)}, which is no whole number`);
}

function compileAccess(token: LiquidModule.PropertyAccessToken, scope: TemplateScope): Compiled {
  const keys = token.props.map((prop) => compileOperand(prop as Token, scope));
  if (token.variable !== undefined) return follow(evaluatorOf(compileOperand(token.variable, scope)), keys);
  const [first, ...rest] = keys;
  const name = first !== undefined && isConstant(first) ? String(first.constant) : "";
  return compileName(name, rest, scope);
}

function compileName(name: string, keys: readonly Compiled[], scope: TemplateScope): Compiled {
  const slot = scope.slotOf(name);
  if (slot !== undefined) return follow(({ slots }) => slots[slot], keys);
  const [key, ...more] = keys;
  const constant = key !== undefined && isConstant(key) ? key.constant : undefined;
  const known = scope.use(name, constant);
  if (known === undefined) return compileFake(keys);
  const { member } = known;
  if (member !== undefined && typeof constant === "string") {
    return follow((situation) => member(situation, constant), more);
  }
  if (member !== undefined && key !== undefined) {
    const evaluate = evaluatorOf(key);
    return follow((situation) => member(situation, situation.text(evaluate(situation))), more);
  }
  if (FRESH.has(name)) return follow((situation) => known.read(situation), keys);
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

function compileFilter({ name, args }: Filter, value: Compiled, scope: TemplateScope): Compiled {
  scope.useFilter(name);
  const plain: Compiled[] = [];
  const named: [string, Compiled][] = [];
  for (const arg of args) {
    if (Array.isArray(arg)) named.push([arg[0] ?? "", compileOperand(arg[1] as Token, scope)]);
    else plain.push(compileOperand(arg, scope));
  }
  const filter = filters.get(name);
  if (filter === undefined) throw new TemplateFault(`uses the unknown filter "${name}"`);
  const stranger = named.find(([each]) => filter.names !== "any" && !filter.names.includes(each));
  if (stranger !== undefined) throw new TemplateFault(`gives the filter ${name} the unknown argument "${stranger[0]}"`);
  if (plain.length < filter.least) throw new TemplateFault(`gives the filter ${name} too few arguments`);
  const apply = filter.prepare({ value: constantOf(value), plain: plain.map(constantOf) });
  const readArgs = argsReader(plain, named);
  const evaluate = evaluatorOf(value);
  return (situation) => {
    situation.check();
    return apply(evaluate(situation), readArgs(situation), situation);
  };
}

function constantOf(compiled: Compiled): unknown {
  return isConstant(compiled) ? compiled.constant : undefined;
}

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
