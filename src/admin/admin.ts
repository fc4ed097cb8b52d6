import type { App } from "../app/app.ts";
import type { Sandbox } from "../app/sandbox.ts";
import type { Selected } from "../app/sandboxes.ts";
import { TricksterError } from "../errors.ts";
import { type Answer, emptyAnswer, jsonAnswer, withFields, withoutBody } from "../http/answer.ts";
import { preflightOf } from "../http/cors.ts";
import type { HttpRequest } from "../http/request.ts";
import type { Endpoint } from "./endpoint.ts";
import { type GuardSettings, corsFields, guard, guardPreflight, preflightFields } from "./guard.ts";
import { type Wanted, readPayload, readPayloadOrElements } from "./payload.ts";
import { type FoundEndpoint, createRouter } from "./router.ts";

/** Keeps pages from framing an answer, and browsers from taking it for something else. */
const PROTECTION = ["x-frame-options", "DENY", "x-content-type-options", "nosniff", "cache-control", "no-store"];

/** Answers a call of the internal API. */
type AdminHandler = () => Promise<Answer>;

export interface Admin {
  /** How to answer the request, in the world that was selected (`null`: the default one), if it means an internal endpoint; otherwise `undefined`: it is mocked traffic. */
  recognize(request: HttpRequest, selected: Selected | null): AdminHandler | undefined;
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
    recognize(request, selected) {
      const wanted = preflightOf(request)?.method;
      const found = find(wanted ?? request.method, request.path);
      if (found === undefined) return undefined;
      const { endpoint } = found;
      if (wanted === undefined) {
        return () =>
          answer(
            request,
            () => guard(request, endpoint, settings),
            () => call({ app, request, selected, found }),
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

interface Meant {
  readonly app: App;
  readonly request: HttpRequest;
  readonly selected: Selected | null;
  readonly found: FoundEndpoint;
}

/** Makes a call; other processes take part in it. */
async function call(meant: Meant): Promise<Answer> {
  const { app, found } = meant;
  const { peers } = app;
  if (peers === null || found.endpoint.isPublic) return callAlone(meant);
  await peers.collect();
  const answered = await callAlone(meant);
  await peers.publish();
  return answered;
}

async function callAlone({ app, request, selected, found: { endpoint, parameters } }: Meant): Promise<Answer> {
  const query = new URLSearchParams(request.target.query);
  const sandbox = worldOf(app, selected, endpoint);
  const onGone = (callback: () => void): void => request.source.onGone(callback);
  const header = (name: string): string | undefined => request.header(name);
  const about = { app, sandbox, parameters, query, header, onGone };
  if (endpoint.handleMany === undefined) {
    const payload = await readPayload(request, wantedOf(endpoint), app.limits);
    return endpoint.handle({ ...about, payload });
  }
  const { payload, elements } = await readPayloadOrElements(request, app.limits);
  if (elements === null) return endpoint.handle({ ...about, payload });
  return endpoint.handleMany({ sandbox, elements });
}

/** Throws a 404 if another one was meant than there is. */
function worldOf(app: App, selected: Selected | null, { isOfServer }: Endpoint): Sandbox {
  if (selected === null || isOfServer) return app.default;
  if (selected.sandbox !== null) return selected.sandbox;
  throw selected.fault ?? new TricksterError(404, "There is no such sandbox.");
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
