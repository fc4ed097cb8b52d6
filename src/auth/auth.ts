import { errorBody } from "../errors.ts";
import { type Answer, jsonAnswer, withoutBody } from "../http/answer.ts";
import { type Heads, answerTo, prepareAnswers } from "../responses/answerable.ts";
import type { Delay } from "../responses/delay.ts";
import { tagged } from "../schema/object.ts";
import type { InputOf, OutputOf } from "../schema/schema.ts";
import { type AuthCheck, type AuthKind, isDefaultRefusal } from "./auth-kind.ts";
import { basic } from "./basic.ts";
import { cookie } from "./cookie.ts";
import { form } from "./form.ts";
import { hmac } from "./hmac.ts";
import { token } from "./token.ts";

/** The methods, by the word that stands for them. A new one is a file, and an entry here and in the schema below. */
export const authKinds = { token, basic, form, cookie, hmac };

export const authSchema = tagged(
  "method",
  {
    token: token.schema,
    basic: basic.schema,
    form: form.schema,
    cookie: cookie.schema,
    hmac: hmac.schema,
  },
  { title: "Auth", description: "What a request must carry to be let in." },
);

/** What may be given for an Auth. */
export type AuthDefinition = InputOf<typeof authSchema>;

/** The compiled `auth` of a Route. */
export interface CompiledAuth {
  readonly readsForm: boolean;
  readonly check: AuthCheck;
  readonly delay: Delay | null;
  /** The answer to a request that fails the check for this reason. */
  refuse(reason: string, method: string): Answer;
}

export function compileAuth(definition: OutputOf<typeof authSchema>, heads: Heads): CompiledAuth {
  // The schema has checked that the definition is of the kind that its method names.
  const kind = authKinds[definition.method] as AuthKind<typeof definition, unknown>;
  const { unauthorized_response: refusal } = definition;
  const own = isDefaultRefusal(refusal) ? null : prepareAnswers(refusal, heads);
  return {
    readsForm: kind.readsForm,
    check: kind.compile(definition),
    delay: refusal.delay === 0 ? null : refusal.delay,
    refuse: (reason, method) => (own === null ? defaultRefusal(reason, method) : answerTo(method, own)),
  };
}

function defaultRefusal(reason: string, method: string): Answer {
  const answer = jsonAnswer(401, errorBody(401, reason));
  return method === "HEAD" ? withoutBody(answer) : answer;
}
