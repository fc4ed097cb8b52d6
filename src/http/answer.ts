import { type FieldList, equalIgnoringCase } from "./headers.ts";

/** A file below the directory of body files, read when it is sent. */
export interface BodyFile {
  readonly file: string;
  /** To HEAD: only its length is told. */
  readonly toHead: boolean;
}

/** An answer, ready to be written. */
export interface Answer {
  readonly status: number;
  /** With everything but `date`, and `connection` as far as the client decides it. */
  readonly fields: FieldList;
  readonly body: Uint8Array | BodyFile | null;
  /** The same bytes, one character each, if they are few: head and body then go out in one write. */
  readonly short: string | null;
  /** Whether the connection ends after it. */
  readonly closes: boolean;
}

export interface AnswerParts {
  readonly status: number;
  readonly fields: FieldList;
  readonly body: Uint8Array | { readonly file: string };
  /** What the body is if no field says so. */
  readonly contentType: string;
}

/** What only the server that frames the message can know (RFC 9110, section 7.6.1, and RFC 9112, section 6). */
const FRAMING = new Set([
  "connection",
  "content-length",
  "keep-alive",
  "proxy-connection",
  "trailer",
  "transfer-encoding",
]);

/**
 * Puts an answer together as it can travel: Trickster frames the message itself, so that no field of a Response can
 * break a connection. `content-length` is kept where there is no body to contradict it (HEAD, 304).
 */
export function frameAnswer({ status, fields, body, contentType }: AnswerParts, toHead: boolean): Answer {
  const isInterim = status < 200;
  const isBodiless = isInterim || status === 204 || status === 304;
  const sent: string[] = [];
  let closes = isInterim;
  let length: string | undefined;
  let typed = isBodiless;
  for (let at = 0; at < fields.length; at += 2) {
    const [name, value] = [fields[at] ?? "", fields[at + 1] ?? ""];
    const lower = name.toLowerCase();
    if (lower === "connection") closes ||= namesClose(value);
    else if (lower === "content-length") length ??= /^\d{1,15}$/.test(value) ? value : undefined;
    if (FRAMING.has(lower)) continue;
    typed ||= lower === "content-type";
    sent.push(name, value);
  }
  if (!typed) sent.push("content-type", contentType);
  const declared = declaredLength(body, length, toHead, isBodiless, status);
  if (declared !== undefined) sent.push("content-length", declared);
  if (isBodiless) return { status, fields: sent, body: null, short: null, closes };
  if (!(body instanceof Uint8Array)) {
    const isTold = declared !== undefined;
    return { status, fields: sent, body: isTold ? null : { file: body.file, toHead }, short: null, closes };
  }
  const answer = { status, fields: sent, body, short: shorten(body), closes };
  return toHead ? withoutBody(answer) : answer;
}

/** The answer as HEAD gets it. */
export function withoutBody(answer: Answer): Answer {
  return { ...answer, body: null, short: null };
}

/** Above this, copying costs more than a second write. */
const SHORT = 16 * 1024;

function shorten(body: Uint8Array): string | null {
  return body.length > SHORT ? null : Buffer.from(body.buffer, body.byteOffset, body.length).toString("latin1");
}

function namesClose(connection: string): boolean {
  return connection.split(",").some((option) => equalIgnoringCase(option.trim(), "close"));
}

function declaredLength(
  body: AnswerParts["body"],
  given: string | undefined,
  toHead: boolean,
  isBodiless: boolean,
  status: number,
): string | undefined {
  if (status === 304) return given;
  if (isBodiless) return undefined;
  if (toHead && given !== undefined) return given;
  return body instanceof Uint8Array ? String(body.length) : undefined;
}

const encoder = new TextEncoder();

/** An answer of Trickster's own. */
export function jsonAnswer(status: number, value: unknown, fields: FieldList = []): Answer {
  return jsonTextAnswer(status, JSON.stringify(value), fields);
}

export function jsonTextAnswer(status: number, json: string, fields: FieldList = []): Answer {
  const body = encoder.encode(json);
  return {
    status,
    fields: [...fields, "content-type", "application/json", "content-length", String(body.length)],
    body,
    short: shorten(body),
    closes: false,
  };
}

/** An array, of the texts of its elements: together they may be longer than a string can be. */
export function jsonArrayAnswer(status: number, elements: Iterable<string>): Answer {
  const parts: Uint8Array[] = [];
  for (const element of elements) parts.push(encoder.encode(`${parts.length === 0 ? "[" : ","}${element}`));
  const body = Buffer.concat([...parts, encoder.encode(parts.length === 0 ? "[]" : "]")]);
  const fields = ["content-type", "application/json", "content-length", String(body.length)];
  return { status, fields, body, short: shorten(body), closes: false };
}

export function emptyAnswer(status: number, fields: FieldList = []): Answer {
  return { status, fields, body: null, short: null, closes: false };
}
