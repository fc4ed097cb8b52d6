import { isLoopback } from "../http/loopback.ts";
import { createHash, timingSafeEqual } from "node:crypto";
import { TricksterError } from "../errors.ts";
import { equalIgnoringCase } from "../http/headers.ts";
import type { HttpRequest } from "../http/request.ts";
import type { Endpoint } from "./endpoint.ts";

export interface GuardSettings {
  readonly allowHost: readonly string[];
  readonly allowOrigin: readonly string[];
  readonly adminToken: string | null;
}

/**
 * Stands in front of every internal endpoint. A web page that somebody happens to look at can send requests to
 * loopback, directly or by letting a name of its own resolve to it (DNS rebinding); it can't choose the headers
 * `Host`, `Origin` and `Sec-Fetch-*`. Throws the refusal.
 */
export function guard(request: HttpRequest, endpoint: Endpoint, settings: GuardSettings): void {
  guardPreflight(request, endpoint, settings);
  if (!endpoint.isPublic) refuseToken(request, settings);
}

/** A preflight carries no token; the request behind it is looked at by itself. */
export function guardPreflight(request: HttpRequest, endpoint: Endpoint, settings: GuardSettings): void {
  if (!endpoint.isPublic) refuseHost(request, settings);
  refuseOrigin(request, settings);
}

function refuseHost(request: HttpRequest, { allowHost }: GuardSettings): void {
  if (allowHost.includes("*")) return;
  const named = [request.header("host") ?? "", request.target.authority];
  for (const authority of named) {
    if (authority === undefined) continue;
    const host = hostName(authority);
    if (isLoopback(host) || allowHost.some((allowed) => equalIgnoringCase(allowed, host))) continue;
    throw new TricksterError(403, `The internal API does not answer to the Host "${authority}"; ${hostAdvice(host)}.`);
  }
}

/** Only what the option takes is told to be pasted. */
function hostAdvice(host: string): string {
  if (host === "") return "--allow-host '*' allows it";
  const isName = /^(?:\[[0-9a-f:.]+\]|[a-z0-9_.-]+)$/.test(host);
  return isName ? `--allow-host ${host} allows it` : "it is no host name";
}

/** The name of `name:port`, `[address]:port`; what is neither is given back as it is, and known to nobody. */
function hostName(authority: string): string {
  return authority.replace(/:\d*$/, "").replace(/\.$/, "").toLowerCase();
}

function refuseOrigin(request: HttpRequest, settings: GuardSettings): void {
  const foreign = foreignOrigins(request);
  for (const origin of foreign) {
    if (settings.allowOrigin.includes(origin)) continue;
    throw new TricksterError(403, refusedOrigin(origin));
  }
  if (foreign.length > 0 || request.header("sec-fetch-site") !== "cross-site" || isNavigation(request)) return;
  throw new TricksterError(
    403,
    "The internal API does not answer to pages of other sites (Sec-Fetch-Site: cross-site); " +
      "call it with fetch() and allow the page's origin with --allow-origin.",
  );
}

function refusedOrigin(origin: string): string {
  const start = `The internal API does not answer to pages of the origin "${origin}"`;
  const isOrigin = origin === "null" || (URL.canParse(origin) && new URL(origin).origin === origin);
  if (!isOrigin) return `${start}; it is no origin.`;
  const warning = origin === "null" ? ", and with it any page that hides where it comes from" : "";
  return `${start}; --allow-origin ${origin} allows it${warning}.`;
}

/** The origins that the request names and that are not the target's own. */
function foreignOrigins(request: HttpRequest): string[] {
  const own = `${request.source.isSecure ? "https" : "http"}://${request.header("host") ?? ""}`;
  return request.headers("origin").filter((origin) => !isSameOrigin(origin, own));
}

function isSameOrigin(origin: string, own: string): boolean {
  if (!URL.canParse(origin) || !URL.canParse(own)) return false;
  const [given, target] = [new URL(origin), new URL(own)];
  return given.origin !== "null" && given.origin === target.origin;
}

/** Somebody followed a link: the page that they come from sees nothing of the answer. */
function isNavigation(request: HttpRequest): boolean {
  return (
    request.method === "GET" &&
    request.header("sec-fetch-mode") === "navigate" &&
    request.header("sec-fetch-dest") === "document"
  );
}

function refuseToken(request: HttpRequest, { adminToken }: GuardSettings): void {
  if (adminToken === null) return;
  const [, given] = /^Bearer +(.*)$/i.exec(request.header("authorization") ?? "") ?? [];
  // Node.js reads headers as Latin-1, and gives back the bytes that were sent.
  if (given !== undefined && timingSafeEqual(digest(Buffer.from(given, "latin1")), digest(adminToken))) return;
  throw new TricksterError(
    401,
    given === undefined
      ? "The internal API wants a token; send Authorization: Bearer <the token of --admin-token>."
      : "The token in the header authorization is not the one of --admin-token.",
  );
}

/** Digests have one length, so that comparing them tells nothing about the token's. */
function digest(text: string | Buffer): Buffer {
  return createHash("sha256").update(text).digest();
}

/** The CORS fields of an answer to an allowed page (Fetch standard, "CORS protocol"). */
export function corsFields(request: HttpRequest, { allowOrigin }: GuardSettings): string[] {
  if (allowOrigin.length === 0) return [];
  const origin = request.header("origin");
  const isAllowed = origin !== undefined && allowOrigin.includes(origin);
  return ["vary", "origin", ...(isAllowed ? ["access-control-allow-origin", origin] : [])];
}

export function preflightFields(method: string): string[] {
  return [
    "access-control-allow-methods",
    method,
    "access-control-allow-headers",
    "authorization, content-type",
    "access-control-max-age",
    "600",
  ];
}
