import type { App } from "../app/app.ts";
import { readJson } from "../app/definitions.ts";
import { TricksterError } from "../errors.ts";
import { type Answer, emptyAnswer, jsonAnswer, withFields, withoutBody } from "../http/answer.ts";
import { isJson, mediaType } from "../http/media-type.ts";
import type { HttpRequest } from "../http/request.ts";
import type { JsonNode } from "../json/json-node.ts";
import type { Endpoint } from "./endpoint.ts";
import { type GuardSettings, corsFields, guard, guardPreflight, preflightFields, preflightMethod } from "./guard.ts";
import { type FoundEndpoint, createRouter } from "./router.ts";

/** Keeps pages from framing an answer, and browsers from taking it for something else. */
const PROTECTION = ["x-frame-options", "DENY", "x-content-type-options", "nosniff", "cache-control", "no-store"];

/** Answers a call of the internal API. */
type AdminHandler = () => Promise<Answer>;

export interface Admin {
  /** How to answer the request if it means an internal endpoint; otherwise `undefined`: it is mocked traffic. */
  recognize(request: HttpRequest): AdminHandler | undefined;
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

  async function call(request: HttpRequest, { endpoint, parameters }: FoundEndpoint): Promise<Answer> {
    const payload = await readCallPayload(request, endpoint, app.limits);
    return endpoint.handle({ app, parameters, query: new URLSearchParams(request.target.query), payload });
  }

  return {
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
            () => call(request, found),
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

async function attempt(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TricksterError)) throw error;
    return jsonAnswer(error.status, error.body, error.status === 401 ? ["www-authenticate", "Bearer"] : []);
  }
}

interface PayloadLimits {
  readonly maxBody: number;
  readonly maxDepth: number;
}

async function readCallPayload(request: HttpRequest, endpoint: Endpoint, limits: PayloadLimits): Promise<JsonNode> {
  if (request.hasBody) refuseMediaType(request);
  const body = request.hasBody ? await request.readBody(limits.maxBody) : new Uint8Array();
  if (endpoint.request === undefined) return null;
  if (body.length === 0) throw new TricksterError(400, "The request has no body; send the payload as JSON.");
  return readJson(decodeUtf8(body), limits.maxDepth);
}

/** A web page can send text and forms anywhere without asking; JSON it can't (Fetch standard, "CORS-safelisted"). */
function refuseMediaType(request: HttpRequest): void {
  const type = mediaType(request.header("content-type"));
  if (!isJson(type)) {
    const found = type === "" ? "no content-type" : `content-type: ${type}`;
    throw new TricksterError(400, `The request has ${found}; send the header content-type: application/json.`);
  }
  const encoding = request.header("content-encoding");
  if (encoding !== undefined && !/^identity$/i.test(encoding)) {
    throw new TricksterError(
      400,
      `The internal API reads no content-encoding: ${encoding}; send the payload as it is.`,
    );
  }
}

function decodeUtf8(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw new TricksterError(400, "The payload is no valid UTF-8.");
  }
}
