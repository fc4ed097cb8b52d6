import type { App } from "../app/app.ts";
import { TricksterError } from "../errors.ts";
import { type Answer, emptyAnswer, jsonAnswer, withFields, withoutBody } from "../http/answer.ts";
import type { HttpRequest } from "../http/request.ts";
import type { Endpoint } from "./endpoint.ts";
import { type GuardSettings, corsFields, guard, guardPreflight, preflightFields, preflightMethod } from "./guard.ts";
import { type Wanted, readPayload, readPayloadOrElements } from "./payload.ts";
import { type FoundEndpoint, createRouter } from "./router.ts";

/** Keeps pages from framing an answer, and browsers from taking it for something else. */
const PROTECTION = ["x-frame-options", "DENY", "x-content-type-options", "nosniff", "cache-control", "no-store"];

/** Answers a call of the internal API. */
type AdminHandler = () => Promise<Answer>;

export interface Admin {
  /** How to answer the request if it means an internal endpoint; otherwise `undefined`: it is mocked traffic. */
  recognize(request: HttpRequest): AdminHandler | undefined;
  /** Whether a request for this (decoded) path means an internal endpoint. */
  isInternal(method: string, path: string): boolean;
}

export function createAdmin(
  app: App,
  endpoints: readonly Endpoint[],
  { prefix, ...settings }: GuardSettings & { readonly prefix: string },
): Admin {
  const find = createRouter(endpoints, prefix);

  /** Does the work if the guard lets the request through, and reports what either throws. */
  async function answer(
    request: HttpRequest,
    check: () => void,
    work: () => Promise<Answer> | Answer,
  ): Promise<Answer> {
    const given = await attempt(async () => {
      check();
      return work();
    });
    const protectedAnswer = withFields(given, [...PROTECTION, ...corsFields(request, settings)]);
    return request.method === "HEAD" ? withoutBody(protectedAnswer) : protectedAnswer;
  }

  return {
    isInternal: (method, path) => find(method, path) !== undefined,
    recognize(request) {
      const wanted = preflightMethod(request);
      const found = find(wanted ?? request.method, request.path);
      if (found === undefined) return undefined;
      const { endpoint } = found;
      if (wanted === undefined) {
        return () =>
          answer(
            request,
            () => guard(request, endpoint, settings),
            () => call(app, request, found),
          );
      }
      return () =>
        answer(
          request,
          () => guardPreflight(request, endpoint, settings),
          () => emptyAnswer(204, preflightFields(wanted)),
        );
    },
  };
}

/** Makes a call; other processes take part in it. */
async function call(app: App, request: HttpRequest, found: FoundEndpoint): Promise<Answer> {
  const { peers } = app;
  if (peers === null || found.endpoint.isPublic) return callAlone(app, request, found);
  await peers.collect();
  const answered = await callAlone(app, request, found);
  await peers.publish();
  return answered;
}

async function callAlone(app: App, request: HttpRequest, { endpoint, parameters }: FoundEndpoint): Promise<Answer> {
  const query = new URLSearchParams(request.target.query);
  const sandbox = app.default;
  const onGone = (callback: () => void): void => request.source.onGone(callback);
  const header = (name: string): string | undefined => request.header(name);
  if (endpoint.handleMany === undefined) {
    const payload = await readPayload(request, wantedOf(endpoint), app.limits);
    return endpoint.handle({ sandbox, parameters, query, header, payload, onGone });
  }
  const { payload, elements } = await readPayloadOrElements(request, app.limits);
  if (elements === null) return endpoint.handle({ sandbox, parameters, query, header, payload, onGone });
  return endpoint.handleMany({ sandbox, elements });
}

function wantedOf({ request }: Endpoint): Wanted {
  if (request === undefined) return "none";
  return request.isOptional ? "optional" : "required";
}

async function attempt(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TricksterError)) throw error;
    return jsonAnswer(error.status, error.body, error.status === 401 ? ["www-authenticate", "Bearer"] : []);
  }
}
