import type { App } from "../app/app.ts";
import type { Sandbox } from "../app/sandbox.ts";
import type { Answer } from "../http/answer.ts";
import type { JsonNode } from "../json/json-node.ts";
import type { JsonSchema } from "../schema/schema.ts";

/** One call of the internal API. */
export interface Call {
  readonly app: App;
  /** The world that the call is about. */
  readonly sandbox: Sandbox;
  /** The parts of the path that stand for `{names}`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The first value of a header; `name` in lower case. */
  readonly header: (name: string) => string | undefined;
  /** The JSON payload, if the endpoint takes one; `null` if it may be left out and is. */
  readonly payload: JsonNode;
  /** Has itself told when the client has gone. */
  readonly onGone: (callback: () => void) => void;
}

/** A call whose payload is an array. */
export interface BulkCall {
  readonly sandbox: Sandbox;
  /** Read while they arrive. Throws what is wrong with the payload. */
  readonly elements: AsyncIterable<JsonNode>;
}

export interface QueryParameter {
  readonly name: string;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly isOptional?: true;
}

interface Described {
  readonly description: string;
  readonly schema?: JsonSchema;
  readonly example?: unknown;
}

/**
 * One endpoint of the internal API: what it does, and how the OpenAPI document describes it. A `HEAD` is answered
 * wherever there is a `GET`. Errors are thrown as `TricksterError`.
 */
export interface Endpoint {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the prefix: "/routes/{route_id}". */
  readonly path: string;
  readonly name: string;
  readonly summary: string;
  readonly query?: readonly QueryParameter[];
  readonly request?: Described & { readonly schema: JsonSchema; readonly isOptional?: true };
  readonly success: Described & { readonly status: 200 | 201 | 204; readonly contentType?: string };
  /** Whether it is about the server, whatever world is selected. */
  readonly isOfServer?: true;
  /** Whether its answer goes on until the client has had enough. */
  readonly isEndless?: true;
  /** The errors of its own, by status: when they are answered. */
  readonly errors: Readonly<Partial<Record<400 | 404 | 409 | 410, string> & Record<422, Described>>>;
  /** Whether it is answered whatever Host and token a request has: it tells nothing and changes nothing. */
  readonly isPublic?: true;
  handle(call: Call): Answer | Promise<Answer>;
  /** Answers a payload that is an array, if the endpoint takes its elements one by one. */
  handleMany?(call: BulkCall): Promise<Answer>;
}

export function defineEndpoint(endpoint: Endpoint): Endpoint {
  return endpoint;
}
