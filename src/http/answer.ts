import { STATUS_CODES } from "node:http";
import { type FieldList, equalIgnoringCase } from "./headers.ts";

/** A file below the directory of body files, read when it is sent. */
export interface BodyFile {
  readonly file: string;
  /** To HEAD: only its length is told. */
  readonly toHead: boolean;
}

/** What follows the head. Few bytes are a string, one character each: head and body then go out in one write. */
export type Body = string | Uint8Array | BodyFile;

/** An answer, ready to be written. */
export interface Answer {
  readonly status: number;
  /** With everything but `date`, and `connection` as far as the client decides it. */
  readonly fields: FieldList;
  readonly body: Body | null;
  /** Whether the connection ends after it. */
  readonly closes: boolean;
  /**
   * Status line and fields as they travel, ready for `date`, `connection` and the end of the head; `null` where the
   * server has to look at them first.
   */
  readonly head: string | null;
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
  return makeAnswer({ status, fields: sent, body: isBodiless ? null : sentBody(body, declared, toHead), closes });
}

function sentBody(body: AnswerParts["body"], declared: string | undefined, toHead: boolean): Body | null {
  if (body instanceof Uint8Array) return toHead ? null : shorten(body);
  return declared === undefined ? { file: body.file, toHead } : null;
}

function makeAnswer(answer: Omit<Answer, "head">): Answer {
  return { ...answer, head: writeHead(answer) };
}

/** As node:http writes it (RFC 9112, sections 4 and 5). */
function writeHead({ status, fields, closes }: Omit<Answer, "head">): string | null {
  if (closes) return null;
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "unknown"}\r\n`;
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at] ?? "";
    // A Response may have a date of its own.
    if (name.length === 4 && name.toLowerCase() === "date") return null;
    head += `${name}: ${fields[at + 1] ?? ""}\r\n`;
  }
  return head;
}

/** The answer as HEAD gets it. */
export function withoutBody(answer: Answer): Answer {
  return { ...answer, body: null };
}

export function withFields(answer: Answer, more: FieldList): Answer {
  return makeAnswer({ ...answer, fields: [...answer.fields, ...more] });
}

/** Above this, copying costs more than a second write. */
const SHORT = 16 * 1024;

function shorten(body: Uint8Array): Body {
  return body.length > SHORT ? body : Buffer.from(body.buffer, body.byteOffset, body.length).toString("latin1");
}

export function isFile(body: Body | null): body is BodyFile {
  return typeof body === "object" && body !== null && "file" in body;
}

/** The bytes of a body that is in memory. */
export function bytesOf(body: string | Uint8Array): Uint8Array {
  return typeof body === "string" ? Buffer.from(body, "latin1") : body;
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
  return ownAnswer(status, encoder.encode(json), fields);
}

/** An array, of the texts of its elements: together they may be longer than a string can be. */
export function jsonArrayAnswer(status: number, elements: Iterable<string>): Answer {
  const parts: Uint8Array[] = [];
  for (const element of elements) parts.push(encoder.encode(`${parts.length === 0 ? "[" : ","}${element}`));
  return ownAnswer(status, Buffer.concat([...parts, encoder.encode(parts.length === 0 ? "[]" : "]")]), []);
}

function ownAnswer(status: number, json: Uint8Array, fields: FieldList): Answer {
  const typed = [...fields, "content-type", "application/json", "content-length", String(json.length)];
  return makeAnswer({ status, fields: typed, body: shorten(json), closes: false });
}

export function emptyAnswer(status: number, fields: FieldList = []): Answer {
  return makeAnswer({ status, fields, body: null, closes: false });
}
