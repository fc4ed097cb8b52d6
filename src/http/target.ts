/**
 * The request target (RFC 9112, section 3.2) and its path. There is one way to take a path apart, and one to
 * normalise it, so that no two parts of Trickster can disagree about which resource a request means.
 */
export interface Target {
  /** As it was sent, without the query string. */
  readonly rawPath: string;
  /** As it was sent, without the question mark; "" if there is none. */
  readonly query: string;
  /** The authority of a target in absolute form: `http://authority/path`. */
  readonly authority: string | undefined;
}

const ABSOLUTE_FORM = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i;

export function parseTarget(target: string): Target {
  const absolute = target.charCodeAt(0) === SLASH ? null : ABSOLUTE_FORM.exec(target);
  const rest = absolute === null ? target : target.slice(absolute[0].length);
  const mark = rest.indexOf("?");
  const rawPath = mark === -1 ? rest : rest.slice(0, mark);
  return {
    rawPath: absolute !== null && rawPath === "" ? "/" : rawPath,
    query: mark === -1 ? "" : rest.slice(mark + 1),
    authority: absolute?.[1],
  };
}

const SLASH = 0x2f;
const ESCAPES = /(?:%[0-9a-f]{2})+/gi;

/**
 * The path with its escapes decoded once, as UTF-8. What is no valid escape or no valid UTF-8 stays as it was sent;
 * so does `%2F`, so that a slash in a value never splits a segment.
 */
export function decodePath(rawPath: string): string {
  return rawPath.includes("%") ? rawPath.replace(ESCAPES, decodeEscapes) : rawPath;
}

function decodeEscapes(escapes: string): string {
  let decoded = "";
  for (const piece of decodedPieces(escapes)) decoded += piece;
  return decoded;
}

/** Characters, and what stays as it was sent. */
function* decodedPieces(escapes: string): Generator<string> {
  for (let at = 0; at < escapes.length;) {
    const length = 3 * sequenceLength(Number.parseInt(escapes.slice(at + 1, at + 3), 16));
    const character = decodeCharacter(escapes.slice(at, at + length));
    yield character ?? escapes.slice(at, at + 3);
    at += character === undefined ? 3 : length;
  }
}

/** Where in the decoded path an escaped slash stands, which is not to be taken for the text `%2F`. */
function escapedSlashes(rawPath: string): ReadonlySet<number> {
  const offsets = new Set<number>();
  let [offset, end] = [0, 0];
  for (const { 0: escapes, index } of rawPath.matchAll(ESCAPES)) {
    offset += index - end;
    end = index + escapes.length;
    for (const piece of decodedPieces(escapes)) {
      if (/^%2f$/i.test(piece)) offsets.add(offset);
      offset += piece.length;
    }
  }
  return offsets;
}

/** A part of the decoded path with its slashes decoded, too. */
export function decodePart(rawPath: string, start: number, end: number): string {
  const path = decodePath(rawPath);
  if (!rawPath.includes("%")) return path.slice(start, end);
  const slashes = escapedSlashes(rawPath);
  return path.slice(start, end).replaceAll(/%2f/gi, (escape, at: number) => (slashes.has(start + at) ? "/" : escape));
}

/** How many bytes a UTF-8 sequence has that begins with this one. */
function sequenceLength(byte: number): number {
  if (byte < 0xc0) return 1;
  if (byte < 0xe0) return 2;
  return byte < 0xf0 ? 3 : 4;
}

function decodeCharacter(escapes: string): string | undefined {
  try {
    const character = decodeURIComponent(escapes);
    return character === "/" ? undefined : character;
  } catch {
    return undefined;
  }
}

/**
 * The decoded path without empty and dot segments: `//internal`, `/%69nternal` and `/x/../internal` are all
 * `/internal`. Serves only to recognise internal endpoints, by guard and router alike.
 */
export function normalizePath(path: string): string {
  if (!path.includes("//") && !path.includes("/.")) return path;
  const segments: string[] = [];
  const given = path.split("/");
  for (const segment of given) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  const last = given.at(-1);
  const isFolder = segments.length > 0 && (last === "" || last === "." || last === "..");
  return `/${segments.join("/")}${isFolder ? "/" : ""}`;
}
