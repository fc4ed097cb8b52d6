import { type Answer, encodeText, prepareFrame } from "../http/answer.ts";
import { headerValueFault } from "../http/headers.ts";
import type { JsonNode } from "../json/json-node.ts";
import { linesOf } from "./answerable.ts";
import { TEXT_TYPE, prepareBody } from "./body.ts";
import type { Evaluate } from "../templates/expression.ts";
import { JsonTemplate, type Refuse, placed } from "../templates/json-template.ts";
import { type Facts, Situation, type TemplateLimits } from "../templates/situation.ts";
import { Failure, TemplateFault } from "../templates/template-error.ts";
import { type PathName, TemplateScope } from "../templates/template-scope.ts";
import { compileText, compileTyped, isTemplate } from "../templates/text-template.ts";
import { toNumber, toText } from "../templates/values.ts";

/** What a Response says of which something is a template. */
export interface TemplateDefinition {
  /** Whether body, headers and status are templates; `let` always is. */
  readonly template?: boolean;
  readonly let?: Readonly<Record<string, JsonNode>>;
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
  /** The answer to a request. Throws a `TemplateError`. */
  render(facts: Facts, limits: TemplateLimits, toHead: boolean): Answer;
}

type Rendered<T> = (situation: Situation) => T;
type At = readonly (string | number)[];

/** Compiles the templates of a Response; `null` if it has none. What is wrong is noted by `refuse`. */
export function compileTemplates(definition: TemplateDefinition, refuse: Refuse): ResponseTemplate | null {
  if (definition.template !== true) return null;
  return new Compiler(refuse).compile(definition);
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
    const status = this.#status(definition.status);
    const fields = this.#fields(definition.headers);
    const body = this.#body(definition);
    const { readsBody, pathNames } = this.#scope;
    const frame = frameOf(status, fields, contentTypeOf(definition));
    return {
      readsBody,
      pathNames,
      render(facts, limits, toHead) {
        const situation = new Situation(facts, limits);
        names(situation);
        return frame(situation, toHead, body);
      },
    };
  }

  /** Gives the names of `let`, each known to those behind it. */
  #names(given: Readonly<Record<string, JsonNode>>): Rendered<void> {
    const steps = Object.keys(given).map((name) => {
      const value = this.#value(given[name] ?? null, ["let", name]);
      const slot = this.#scope.declare(name);
      return { slot, value };
    });
    return (situation) => {
      for (const { slot, value } of steps) situation.slots[slot] = value(situation);
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

function statusOf(value: unknown): number {
  const status = toNumber(value);
  if (status !== undefined && Number.isInteger(status) && status >= 100 && status <= 999) return status;
  throw new Failure(`must come to a whole number from 100 to 999, and is ${toText(value).slice(0, 60) || "nothing"}`);
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
    const text = body(situation);
    situation.refuseLong(text.length);
    return encodeText(text);
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
