import { STATUS_CODES } from "node:http";
import { type FieldList, equalIgnoringCase } from "./headers.ts";

/** A file below the directory of body files, read when it is sent. */
export interface BodyFile {
  readonly file: string;
  /** To HEAD: only its length is told. */
  readonly toHead: boolean;
}

/** Text that is written while it is sent, piece by piece, and so never held as a whole. */
export interface BodyStream {
  readonly pieces: Iterable<string>;
}

/** Where a body is written that has no end. */
export interface Sink {
  /** Whether more can be written at once. */
  write(text: string): boolean;
  /** Calls back when more can be written. */
  onceReady(callback: () => void): void;
  /** There is nothing more to tell. */
  end(): void;
}

/** Writes as long as somebody reads; returns how to stop it. */
export type Feed = (sink: Sink) => () => void;

/** What is written whenever there is something to tell. */
export interface BodyFeed {
  readonly feed: Feed;
}

/** What follows the head. Few bytes are a string, one character each: head and body then go out in one write. */
export type Body = string | Uint8Array | BodyFile | BodyStream | BodyFeed;

/** An answer, ready to be written. */
export interface Answer {
  readonly status: number;
  /**
   * The status line, and the fields with everything but `date`, and `connection` as far as the client decides it: as
   * they travel, each line with its end.
   */
  readonly head: string;
  readonly body: Body | null;
  /** Whether the connection ends after it. */
  readonly closes: boolean;
  /** Whether its fields have a `date` of their own. */
  readonly isDated: boolean;
}

export interface AnswerParts {
  readonly status: number;
  readonly fields: FieldList;
  /** Bytes, also as a string of one character each, or a file. */
  readonly body: string | Uint8Array | { readonly file: string };
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
export function frameAnswer(parts: AnswerParts, toHead: boolean): Answer {
  return prepareFrame(parts, toHead)(parts.body);
}

/** Does all of that which does not depend on the body. */
export function prepareFrame(
  { status, fields, contentType }: Omit<AnswerParts, "body">,
  toHead: boolean,
): (body: AnswerParts["body"]) => Answer {
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
  const [start, isDated] = [writeHead(status, sent), hasDate(sent)];
  return (body) => {
    const declared = declaredLength(body, length, toHead, isBodiless, status);
    const head = declared === undefined ? start : [start, "content-length: ", declared, "\r\n"].join("");
    return { status, head, body: isBodiless ? null : sentBody(body, declared, toHead), closes, isDated };
  };
}

function sentBody(body: AnswerParts["body"], declared: string | undefined, toHead: boolean): Body | null {
  if (typeof body === "string" || body instanceof Uint8Array) return toHead ? null : shorten(body);
  return declared === undefined ? { file: body.file, toHead } : null;
}

function makeAnswer(status: number, fields: FieldList, body: Body | null, closes: boolean): Answer {
  return { status, head: writeHead(status, fields), body, closes, isDated: hasDate(fields) };
}

/** As node:http writes it (RFC 9112, sections 4 and 5). */
function writeHead(status: number, fields: FieldList): string {
  // A string that was added up keeps all of its parts: of a hundred thousand answers those take most of the memory.
  return [statusLine(status), fieldLines(fields)].join("");
}

function statusLine(status: number): string {
  return `HTTP/1.1 ${status} ${reasonOf(status)}\r\n`;
}

/** Those of Node.js, but for two that RFC 9110 has renamed since. */
export function reasonOf(status: number): string {
  if (status === 413) return "Content Too Large";
  return status === 422 ? "Unprocessable Content" : (STATUS_CODES[status] ?? "unknown");
}

function fieldLines(fields: FieldList): string {
  let lines = "";
  for (let at = 0; at < fields.length; at += 2) lines += `${fields[at]}: ${fields[at + 1]}\r\n`;
  return lines;
}

function hasDate(fields: FieldList): boolean {
  return fields.some((name, at) => at % 2 === 0 && name.length === 4 && name.toLowerCase() === "date");
}

/** The fields of an answer, one by one. */
export function fieldsOf({ head }: Answer): string[] {
  const lines = head.split("\r\n").slice(1, -1);
  return lines.flatMap((line) => {
    const colon = line.indexOf(": ");
    return [line.slice(0, colon), line.slice(colon + 2)];
  });
}

/** The answer as HEAD gets it. */
export function withoutBody({ status, head, closes, isDated }: Answer): Answer {
  return { status, head, body: null, closes, isDated };
}

/** The same answer with more fields, none of which is a date. */
export function withFields({ status, head, body, closes, isDated }: Answer, more: FieldList): Answer {
  return { status, head: head + fieldLines(more), body, closes, isDated };
}

/** The same answer with other fields. */
export function withHead({ status, body, closes }: Answer, fields: FieldList): Answer {
  return makeAnswer(status, fields, body, closes);
}

/** Above this, copying costs more than a second write. */
const SHORT = 16 * 1024;

function shorten(body: string | Uint8Array): string | Uint8Array {
  if (body.length > SHORT) return bytesOf(body);
  return typeof body === "string" ? body : Buffer.from(body.buffer, body.byteOffset, body.length).toString("latin1");
}

export function isStream(body: Body | null): body is BodyStream {
  return typeof body === "object" && body !== null && "pieces" in body;
}

export function isFeed(body: Body | null): body is BodyFeed {
  return typeof body === "object" && body !== null && "feed" in body;
}

/** Whether a body is in memory as a whole. */
export function isWhole(body: Body): body is string | Uint8Array {
  return typeof body === "string" || body instanceof Uint8Array;
}

export function isFile(body: Body | null): body is BodyFile {
  return typeof body === "object" && body !== null && "file" in body;
}

const encoder = new TextEncoder();

/** A text in UTF-8: most have one byte for each character, and are their own bytes. */
export function encodeText(text: string): string | Uint8Array {
  return /[^\0-\x7f]/.test(text) ? encoder.encode(text) : text;
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
  return typeof body === "string" || body instanceof Uint8Array ? String(body.length) : undefined;
}

/** An answer of Trickster's own. */
export function jsonAnswer(status: number, value: unknown, fields: FieldList = []): Answer {
  return jsonTextAnswer(status, JSON.stringify(value), fields);
}

export function jsonTextAnswer(status: number, json: string, fields: FieldList = []): Answer {
  return textAnswer(status, json, "application/json", fields);
}

function textAnswer(status: number, text: string, contentType: string, fields: FieldList): Answer {
  const body = shorten(encodeText(text));
  const type = `content-type: ${contentType}\r\ncontent-length: ${body.length}\r\n`;
  return { status, head: statusLine(status) + fieldLines(fields) + type, body, closes: false, isDated: false };
}

/** What a long answer consists of: the texts of its elements, and what stands around them. */
export interface Listing {
  readonly elements: Iterable<string>;
  readonly start: string;
  readonly separator: string;
  readonly end: string;
  readonly contentType: string;
}

/** An array, of the texts of its elements. */
export function jsonArrayAnswer(status: number, elements: Iterable<string>): Answer {
  const around = { start: "[", separator: ",", end: "]", contentType: "application/json" };
  return listingAnswer(status, { elements, ...around });
}

/** A long one is written while it is sent: each element is asked for when its turn comes. */
export function listingAnswer(status: number, listing: Listing, fields: FieldList = []): Answer {
  const pieces = piecesOf(listing);
  const { contentType } = listing;
  let begun = "";
  for (let next = pieces.next(); ; next = pieces.next()) {
    if (next.done) return textAnswer(status, begun, contentType, fields);
    begun += next.value;
    if (begun.length > LONG) break;
  }
  return makeAnswer(status, [...fields, "content-type", contentType], { pieces: follow(begun, pieces) }, false);
}

/** Characters of an answer that is not held as a whole. */
const LONG = 64 * 1024;

function* piecesOf({ elements, start, separator, end }: Listing): Generator<string, void> {
  let isFirst = true;
  for (const element of elements) {
    yield (isFirst ? start : separator) + element;
    isFirst = false;
  }
  yield isFirst ? start + end : end;
}

function* follow(begun: string, pieces: Iterable<string>): Generator<string> {
  yield begun;
  yield* pieces;
}

/** Server-sent events (HTML, section 9.2). */
export function eventAnswer(feed: Feed): Answer {
  return makeAnswer(200, ["content-type", "text/event-stream"], { feed }, false);
}

export function emptyAnswer(status: number, fields: FieldList = []): Answer {
  return makeAnswer(status, fields, null, false);
}
