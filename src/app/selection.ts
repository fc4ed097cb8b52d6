import { parseCookies } from "../http/cookies.ts";
import { type HttpRequest, type RequestView } from "../http/request.ts";

/** How a request says which world it is meant for. */
export type SelectorKind = "header" | "path" | "host" | "cookie" | "baggage";

export interface Selection {
  readonly kind: SelectorKind;
  readonly id: string;
  /** How the Routes of the world see the request. */
  readonly view: RequestView;
}

export interface SelectionRules {
  /** What stands before the id in a path; `null`: no path selects. */
  readonly pathPrefix: string | null;
  /** What stands behind the id in a host: `.localhost`. */
  readonly hostSuffixes: readonly string[];
}

/** Ids are labels of host names (RFC 1123), in lower case. */
export const SANDBOX_ID = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

export const SANDBOX_HEADER = "trickster-sandbox";
export const COOKIE = "trickster_sandbox";
const BAGGAGE_MEMBER = "trickster";

/** The fields that may select a world. */
interface Fields {
  header: string | undefined;
  host: string | undefined;
  hasCookie: boolean;
  hasBaggage: boolean;
}

/**
 * Everything by which a request may select a world, the first of all first. A path and a host may as well be ordinary
 * ones: only who knows the worlds can tell.
 */
export function* selectionsOf(request: HttpRequest, rules: SelectionRules): Generator<Selection> {
  const fields = fieldsOf(request.source.fields);
  const byPath = pathSelection(request.target.rawPath, rules);
  if (fields.header !== undefined) {
    // A client may send it with everything, to the path of the same world, too.
    const view = byPath?.id === fields.header ? byPath.view : WHOLE;
    yield { kind: "header", id: fields.header, view };
  }
  if (byPath !== undefined) yield byPath;
  yield* hostSelections(request.target.authority ?? fields.host ?? "", rules);
  if (fields.hasCookie) {
    const id = parseCookies(request.headers("cookie")).get(COOKIE)?.[0];
    if (id !== undefined) yield { kind: "cookie", id, view: WHOLE };
  }
  if (fields.hasBaggage) {
    const id = readBaggage(request.headers("baggage"));
    if (id !== undefined) yield { kind: "baggage", id, view: WHOLE };
  }
}

const WHOLE: RequestView = {};

/** Whether a request may select a world at all: asked for every request, and nearly always no. */
export function maySelect(request: HttpRequest, rules: SelectionRules): boolean {
  const { rawPath, authority } = request.target;
  if (authority !== undefined) return true;
  if (rules.pathPrefix !== null && rawPath.startsWith(rules.pathPrefix)) return true;
  const { fields } = request.source;
  for (let at = 0; at < fields.length; at += 2)
    if (mayBeSelector(fields[at] ?? "", fields[at + 1] ?? "", rules)) return true;
  return false;
}

/** By their lengths most names are told apart. */
function mayBeSelector(name: string, value: string, rules: SelectionRules): boolean {
  switch (name.length) {
    case 4:
      return hasSuffix(value, rules) && isNamed(name, "host");
    case 6:
      return isNamed(name, "cookie") && value.includes(COOKIE);
    case 7:
      return isNamed(name, "baggage");
    case 17:
      return isNamed(name, SANDBOX_HEADER);
    default:
      return false;
  }
}

function isNamed(name: string, wanted: string): boolean {
  return name.toLowerCase() === wanted;
}

/** Whether a host, with or without its port, has something before one of these. */
function hasSuffix(host: string, { hostSuffixes }: SelectionRules): boolean {
  const end = endOfName(host);
  for (const suffix of hostSuffixes) {
    // Nearly always the last character tells.
    if ((host.charCodeAt(end - 1) | LOWER) !== (suffix.charCodeAt(suffix.length - 1) | LOWER)) continue;
    if (end > suffix.length && host.slice(end - suffix.length, end).toLowerCase() === suffix) return true;
  }
  return false;
}

/** The bit in which letters of one case differ from those of the other. */
const LOWER = 0x20;

/** Where the name in front of a port ends. */
function endOfName(host: string): number {
  const colon = host.lastIndexOf(":");
  const end = colon === -1 ? host.length : colon;
  return host.charCodeAt(end - 1) === DOT ? end - 1 : end;
}

const DOT = 0x2e;

function fieldsOf(fields: readonly string[]): Fields {
  const found: Fields = { header: undefined, host: undefined, hasCookie: false, hasBaggage: false };
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at]?.toLowerCase();
    if (name === SANDBOX_HEADER) found.header ??= fields[at + 1]?.trim() ?? "";
    else if (name === "host") found.host ??= fields[at + 1] ?? "";
    else if (name === "cookie") found.hasCookie = true;
    else if (name === "baggage") found.hasBaggage = true;
  }
  return found;
}

/** `/~id/users`, and `/~id` itself. */
function pathSelection(rawPath: string, { pathPrefix }: SelectionRules): Selection | undefined {
  if (pathPrefix === null || !rawPath.startsWith(pathPrefix)) return undefined;
  const end = rawPath.indexOf("/", pathPrefix.length);
  const id = rawPath.slice(pathPrefix.length, end === -1 ? undefined : end);
  return SANDBOX_ID.test(id) ? { kind: "path", id, view: { prefix: pathPrefix + id } } : undefined;
}

function* hostSelections(authority: string, { hostSuffixes }: SelectionRules): Generator<Selection> {
  const name = hostName(authority);
  for (const suffix of hostSuffixes) {
    if (!name.endsWith(suffix)) continue;
    const id = name.slice(0, -suffix.length);
    if (SANDBOX_ID.test(id)) yield { kind: "host", id, view: { host: suffix.slice(1) } };
  }
}

function hostName(authority: string): string {
  return authority.replace(/^.*@/, "").replace(/:\d*$/, "").replace(/\.$/, "").toLowerCase();
}

/** A member of W3C Baggage: the first `trickster`. What is malformed selects nothing. */
export function readBaggage(headers: readonly string[]): string | undefined {
  for (const member of headers.join(",").split(",")) {
    const [pair = ""] = member.split(";", 1);
    const at = pair.indexOf("=");
    if (at === -1 || pair.slice(0, at).trim() !== BAGGAGE_MEMBER) continue;
    const value = pair.slice(at + 1).trim();
    return /^(?:%[0-9a-f]{2}|[!#$&-+\--:<-[\]-~])+$/i.test(value) ? decode(value) : undefined;
  }
  return undefined;
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
