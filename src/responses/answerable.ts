import { type Answer, frameAnswer } from "../http/answer.ts";
import { headerNameFault, headerValueFault } from "../http/headers.ts";
import { type Schema, array, arrayOr, integer, record, string } from "../schema/schema.ts";
import { type BodyDefinition, prepareBody } from "./body.ts";
import type { Delay } from "./delay.ts";

/** What Responses and refusals have in common: they can be sent. */
export interface Answerable extends BodyDefinition {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly delay: Delay;
}

export const statusSchema = integer({
  minimum: 100,
  maximum: 999,
  description: "The status code: any that HTTP/1.1 can carry.",
  examples: [200, 404],
});

const headerValue: Schema<string> = string({ rule: headerValueFault });

export const headersSchema = record(
  arrayOr(array(headerValue), headerValue, {
    isMany: (value): value is string[] => Array.isArray(value),
  }),
  {
    nameRule: headerNameFault,
    namePattern: /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/,
    description: "The header fields. An array is sent as several lines.",
    examples: [{ "content-type": "text/plain" }, { "set-cookie": ["a=1", "b=2"] }],
  },
);

/** Whether HEAD is among the methods that are answered. */
export type Heads = "none" | "only" | "also";

/** An answer, ready to be written. */
export interface ReadyAnswer {
  readonly answer: Answer;
  /** How HEAD gets it, where other methods do too. */
  readonly headAnswer: Answer | null;
}

/** Makes the answer once, so that nothing but writing it is left when a request comes. */
export function prepareAnswers(definition: Answerable, heads: Heads): ReadyAnswer {
  return {
    answer: prepareAnswer(definition, heads === "only"),
    headAnswer: heads === "also" ? prepareAnswer(definition, true) : null,
  };
}

export function answerTo(method: string, { answer, headAnswer }: ReadyAnswer): Answer {
  return headAnswer !== null && method === "HEAD" ? headAnswer : answer;
}

/** A line of the headers: its name, its value, and where that stands. */
interface Line {
  readonly name: string;
  readonly value: string;
  readonly at: readonly (string | number)[];
}

/** The lines of headers, in their order. */
export function linesOf(headers: Answerable["headers"]): Line[] {
  return Object.keys(headers).flatMap((name) => {
    const given = headers[name] ?? "";
    if (typeof given === "string") return [{ name, value: given, at: [name] }];
    return given.map((value, index) => ({ name, value, at: [name, index] }));
  });
}

function prepareAnswer(definition: Answerable, toHead: boolean): Answer {
  const fields = linesOf(definition.headers).flatMap(({ name, value }) => [name, value]);
  const { body, contentType } = prepareBody(definition);
  return frameAnswer({ status: definition.status, fields, body, contentType }, toHead);
}
