import type { FieldList } from "./headers.ts";
import type { HttpRequest } from "./request.ts";

// CORS, by which a server tells browsers what pages of another origin may do (Fetch standard, "CORS protocol").

/** What a browser asks before it sends a request that a page could not send otherwise. */
export interface Preflight {
  readonly origin: string;
  /** The method of the request that will follow. */
  readonly method: string;
  /** The names of its headers that a page chose, as they were sent: "content-type,x-trace"; "" if there are none. */
  readonly headers: string;
}

/** What the request asks for, if it is a preflight. */
export function preflightOf(request: HttpRequest): Preflight | undefined {
  if (request.method !== "OPTIONS") return undefined;
  const [origin, method] = [request.header("origin"), request.header("access-control-request-method")];
  if (origin === undefined || method === undefined) return undefined;
  return { origin, method, headers: request.headers("access-control-request-headers").join(",") };
}

/** Whether the request that follows a preflight will have a header; `name` in lower case. */
export function announces({ headers }: Preflight, name: string): boolean {
  return headers.split(",").some((each) => each.trim().toLowerCase() === name);
}

/** Allows what a preflight asks for, with cookies. */
export function permissionFields({ origin, method, headers }: Preflight): FieldList {
  return [
    ...readerFields(origin),
    "access-control-allow-methods",
    method,
    ...(headers === "" ? [] : ["access-control-allow-headers", headers]),
    "vary",
    "origin, access-control-request-method, access-control-request-headers",
  ];
}

/** Lets pages of an origin read an answer, cookies or not. With cookies, `*` would stand for nothing. */
export function readerFields(origin: string): FieldList {
  return ["access-control-allow-origin", origin, "access-control-allow-credentials", "true"];
}

/** Lets pages read these fields of an answer. */
export function exposedFields(fields: FieldList): FieldList {
  const names = new Set<string>();
  for (let at = 0; at < fields.length; at += 2) names.add((fields[at] ?? "").toLowerCase());
  return ["access-control-expose-headers", [...names].join(", ")];
}
