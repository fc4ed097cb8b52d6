import { type Answer, encodeText, prepareFrame } from "../http/answer.ts";
import { headerValueFault } from "../http/headers.ts";
import type { JsonNode } from "../json/json-node.ts";
import type { JsonValue } from "../json/json-value.ts";
import { linesOf } from "./answerable.ts";
import { TEXT_TYPE, prepareBody } from "./body.ts";
import { type CompiledEffect, type EffectDefinition, segmentsOf, unescapeSegment } from "./effect.ts";
import type { Evaluate } from "../templates/expression.ts";
import { JsonTemplate, type Refuse, placed } from "../templates/json-template.ts";
import { type Facts, Situation, type TemplateLimits } from "../templates/situation.ts";
import { Failure, TemplateFault } from "../templates/template-error.ts";
import { type PathName, TemplateScope } from "../templates/template-scope.ts";
import { compileText, compileTyped, isTemplate } from "../templates/text-template.ts";
import { Instant, describeValue, toJson, toNumber } from "../templates/values.ts";

/** What a Response says of which something is a template. */
export interface TemplateDefinition {
  /** Whether body, headers and status are templates; `let` and `then` always are. */
  readonly template?: boolean;
  readonly let?: Readonly<Record<string, JsonNode>>;
  readonly then?: EffectDefinition | readonly EffectDefinition[];
  readonly status: number | string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: JsonNode;
  readonly body_base64?: string;
  readonly body_file?: string;
}

/** The templates of a Response, made ready. */
export interface ResponseTemplate {
  /** Whether any of them needs the body of the request. */
  readonly readsBody: boolean;
  /** Names of the path that they use. */
  readonly pathNames: readonly PathName[];
  /** What its choice does, in this order. */
  readonly effects: readonly CompiledEffect[];
  /** Starts an answer: works out what `let` names. Throws a `TemplateError`, as all that follows. */
  begin(facts: Facts, limits: TemplateLimits): Situation;
  /** Writes the answer; `null`: it is always the same. */
  readonly answer: ((situation: Situation, toHead: boolean) => Answer) | null;
}

type Rendered<T> = (situation: Situation) => T;
type At = readonly (string | number)[];

/** Compiles the templates of a Response; `null` if it has none. What is wrong is noted by `refuse`. */
export function compileTemplates(definition: TemplateDefinition, refuse: Refuse): ResponseTemplate | null {
  const { template = false, let: names, then } = definition;
  return template || names !== undefined || then !== undefined ? new Compiler(refuse).compile(definition) : null;
}

class Compiler {
  readonly #scope = new TemplateScope();
  readonly #json: JsonTemplate;
  readonly #refuse: Refuse;

  constructor(refuse: Refuse) {
    this.#refuse = refuse;
    this.#json = new JsonTemplate(this.#scope, refuse);
  }

  compile(definition: TemplateDefinition): ResponseTemplate {
    const names = this.#names(definition.let ?? {});
    const effects = this.#effects(definition.then ?? []);
    const answer = definition.template === true ? this.#answer(definition) : null;
    const { readsBody, pathNames } = this.#scope;
    return {
      readsBody,
      pathNames,
      effects,
      answer,
      begin(facts, limits) {
        const situation = new Situation(facts, limits);
        names(situation);
        return situation;
      },
    };
  }

  #answer(definition: TemplateDefinition): ResponseTemplate["answer"] {
    const status = this.#status(definition.status);
    const fields = this.#fields(definition.headers);
    const body = this.#body(definition);
    const frame = frameOf(status, fields, contentTypeOf(definition));
    return (situation, toHead) => frame(situation, toHead, body);
  }

  #effects(given: EffectDefinition | readonly EffectDefinition[]): CompiledEffect[] {
    const isMany = Array.isArray(given);
    const definitions = (isMany ? given : [given]) as readonly EffectDefinition[];
    return definitions.flatMap((definition, index) => this.#effect(definition, isMany ? ["then", index] : ["then"]));
  }

  #effect(definition: EffectDefinition, at: At): CompiledEffect[] {
    const { state, set = {}, push = {}, delete: places = [], after = 0 } = definition;
    const compiled = (here: At, evaluate: CompiledEffect["evaluate"]): CompiledEffect => ({
      at: here,
      after: after * 1000,
      evaluate,
    });
    const effects: CompiledEffect[] = [];
    if (state !== undefined) {
      const here = [...at, "state"];
      const text = placed(
        here,
        this.#attempt(here, "", () => compileText(state, this.#scope)),
      );
      effects.push(compiled(here, (situation) => ({ kind: "state", state: text(situation) })));
    }
    for (const [kind, values] of [
      ["set", set],
      ["push", push],
    ] as const) {
      for (const name of Object.keys(values)) {
        const here = [...at, kind, name];
        const path = this.#path(name, here);
        const write = this.#json.compile(values[name] ?? null, here);
        const value = placed(here, (situation) => {
          const text = write(situation);
          situation.refuseLong(text.length);
          return JSON.parse(text) as JsonValue;
        });
        effects.push(compiled(here, (situation) => ({ kind, path: path(situation), value: value(situation) })));
      }
    }
    for (const [index, place] of places.entries()) {
      const here = [...at, "delete", index];
      const path = this.#path(place, here);
      effects.push(compiled(here, (situation) => ({ kind: "delete", path: path(situation) })));
    }
    return effects;
  }

  /** A place of `data`, segment by segment: what is put in stays within its own. */
  #path(source: string, at: At): Rendered<readonly string[]> {
    const segments = segmentsOf(source);
    if (segments === undefined) {
      this.#refuse(at, 'must be a JSON Pointer (RFC 6901), which begins with "/"');
      return () => [];
    }
    const parts = segments.map((segment) =>
      isTemplate(segment)
        ? placed(
            at,
            this.#attempt(at, "", () => compileText(segment, this.#scope)),
          )
        : unescapeSegment(segment),
    );
    return (situation) => parts.map((part) => (typeof part === "string" ? part : part(situation)));
  }

  /** Gives the names of `let`, each known to those behind it. */
  #names(given: Readonly<Record<string, JsonNode>>): Rendered<void> {
    const steps = Object.keys(given).map((name) => {
      const value = this.#value(given[name] ?? null, ["let", name]);
      const slot = this.#scope.declare(name);
      return { slot, value };
    });
    return (situation) => {
      // An object of `data` may change before the answer is written.
      for (const { slot, value } of steps) situation.slots[slot] = ownOf(value(situation));
    };
  }

  #value(node: JsonNode, at: At): Evaluate {
    if (typeof node !== "string") {
      const write = this.#json.compile(node, at);
      return (situation) => JSON.parse(write(situation)) as unknown;
    }
    return this.#attempt(at, node, () => {
      const compiled = compileTyped(node, this.#scope);
      return placed<unknown>(at, typeof compiled === "function" ? compiled : compiled.text);
    });
  }

  #status(given: number | string): number | Rendered<number> {
    if (typeof given === "number") return given;
    const at = ["status"];
    if (!isTemplate(given)) {
      this.#refuse(
        at,
        `must be an integer from 100 to 999, or a template that comes to one, got ${describeValue(given)}`,
      );
      return 200;
    }
    const read = this.#attempt<unknown>(at, 200, () => {
      const compiled = compileTyped(given, this.#scope);
      return typeof compiled === "function" ? compiled : compiled.text;
    });
    return placed(at, (situation) => statusOf(read(situation)));
  }

  #fields(headers: TemplateDefinition["headers"]): readonly string[] | Rendered<readonly string[]> {
    const lines = linesOf(headers).map(({ name, value, at }) => ({
      name,
      value: this.#field(value, ["headers", ...at]),
    }));
    const constant = lines.flatMap(({ name, value }) => (typeof value === "string" ? [name, value] : []));
    if (constant.length === lines.length * 2) return constant;
    return (situation) =>
      lines.flatMap(({ name, value }) => [name, typeof value === "string" ? value : value(situation)]);
  }

  #field(source: string, at: At): string | Rendered<string> {
    if (!isTemplate(source)) return source;
    const text = this.#attempt(at, "", () => compileText(source, this.#scope));
    return placed(at, (situation) => {
      const value = text(situation);
      situation.refuseLong(value.length * HEADER_WEIGHT);
      const fault = headerValueFault(value);
      if (fault !== undefined) throw new Failure(fault);
      return value;
    });
  }

  #body(definition: TemplateDefinition): Rendered<string> | null {
    const { body } = definition;
    if (body === undefined) return null;
    if (typeof body !== "string") return this.#json.compile(body, ["body"]);
    const at = ["body"];
    return placed(
      at,
      this.#attempt(at, "", () => compileText(body, this.#scope)),
    );
  }

  #attempt<T>(at: At, instead: T, compile: () => Rendered<T>): Rendered<T> {
    this.#scope.at = at;
    try {
      return compile();
    } catch (error) {
      if (!(error instanceof TemplateFault)) throw error;
      this.#refuse(at, error.message);
      return () => instead;
    }
  }
}

function ownOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Instant) return value;
  return JSON.parse(toJson(value)) as unknown;
}

/** Of a header an answer may hold less than of a body. */
const HEADER_WEIGHT = 16;

function statusOf(value: unknown): number {
  const status = toNumber(value);
  if (status !== undefined && Number.isInteger(status) && status >= 100 && status <= 999) return status;
  throw new Failure(`must come to a whole number from 100 to 999, and is ${describeValue(value)}`);
}

/** The body that is sent whatever the request is, if it is no template; else its type. */
function contentTypeOf(definition: TemplateDefinition) {
  const { body, ...others } = definition;
  return body === undefined ? prepareBody(others) : { body: null, contentType: TEXT_TYPE };
}

type Frame = (situation: Situation, toHead: boolean, body: Rendered<string> | null) => Answer;

/** Puts the answer together; what of its head is always the same is written once. */
function frameOf(
  status: number | Rendered<number>,
  fields: readonly string[] | Rendered<readonly string[]>,
  given: ReturnType<typeof contentTypeOf>,
): Frame {
  const { contentType } = given;
  const bodyOf = (situation: Situation, body: Rendered<string> | null) => {
    if (body === null) return given.body ?? "";
    return encodeText(body(situation));
  };
  if (typeof status === "number" && typeof fields !== "function") {
    const [frame, headFrame] = [false, true].map((toHead) => prepareFrame({ status, fields, contentType }, toHead));
    return (situation, toHead, body) => {
      const framed = (toHead ? headFrame : frame)?.(bodyOf(situation, body));
      if (framed === undefined) throw new TypeError("there is no frame");
      return framed;
    };
  }
  return (situation, toHead, body) => {
    const parts = {
      status: typeof status === "number" ? status : status(situation),
      fields: typeof fields === "function" ? fields(situation) : fields,
      contentType,
    };
    return prepareFrame(parts, toHead)(bodyOf(situation, body));
  };
}
