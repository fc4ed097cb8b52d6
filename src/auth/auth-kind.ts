import type { HttpRequest } from "../http/request.ts";
import {
  type BodyDefinition,
  bodyFields,
  oneBody,
  reservedBodies,
  withDefaultHeaders,
  withOneBody,
} from "../responses/body.ts";
import { headersSchema, statusSchema } from "../responses/answerable.ts";
import { delaySchema } from "../responses/delay.ts";
import { usedCountSchema } from "../responses/response.ts";
import { defaulted, object, readOnly } from "../schema/object.ts";
import { type OutputOf, type Schema, boolean } from "../schema/schema.ts";
import type { JsonNode, JsonObject } from "../json/json-node.ts";

/**
 * One way to authenticate. `check` tells what is missing or wrong with a request, without a secret in it, or `null`
 * if it may pass. `now` is in milliseconds since the epoch.
 */
export interface AuthKind<Definition, Input> {
  readonly schema: Schema<Definition, Input>;
  /** Whether the form must be loaded before the check. */
  readonly readsForm: boolean;
  compile(definition: Definition): AuthCheck;
}

export function defineAuth<Definition, Input>(kind: AuthKind<Definition, Input>): AuthKind<Definition, Input> {
  return kind;
}

export type AuthCheck = (request: HttpRequest, now: number) => string | null;

/** The refusal, if the Route has none of its own; its message then says what was missing or wrong. */
const DEFAULT_REFUSAL: JsonObject = new Map<string, JsonNode>([
  ["headers", new Map()],
  [
    "body",
    new Map([
      ["error", "Unauthorized"],
      ["message", "Authentication failed."],
    ]),
  ],
]);

const refusal = object(
  {
    status: defaulted(statusSchema, 401),
    headers: defaulted(headersSchema, new Map()),
    delay: defaulted(delaySchema, 0),
    ...bodyFields,
    used_count: readOnly(usedCountSchema),
    is_active: readOnly(boolean()),
  },
  {
    title: "UnauthorizedResponse",
    description: "What is answered when authentication fails.",
    reserved: reservedBodies,
    prepare: withDefaultHeaders,
    constraint: oneBody,
  },
);

/** Refusals are never counted: a request that fails authentication moves no counter. */
const refusalSchema: typeof refusal = {
  ...refusal,
  write: (value) => `{${refusal.writeMembers(value)},"used_count":0}`,
};

export type Refusal = OutputOf<typeof refusal> & BodyDefinition;

/** The field that every method has besides its own. */
export const unauthorizedResponse = defaulted(withOneBody(refusalSchema), DEFAULT_REFUSAL);

export function isDefaultRefusal(value: Refusal): boolean {
  return refusal.write(value) === DEFAULT_REFUSAL_TEXT;
}

const DEFAULT_REFUSAL_TEXT = refusal.write({
  status: 401,
  headers: {},
  delay: 0,
  body: DEFAULT_REFUSAL.get("body") ?? null,
});
