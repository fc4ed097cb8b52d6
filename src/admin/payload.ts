import { readJson } from "../app/definitions.ts";
import { TricksterError } from "../errors.ts";
import { tooLargeBody } from "../http/head-limits.ts";
import { isJson, mediaType } from "../http/media-type.ts";
import type { HttpRequest } from "../http/request.ts";
import { ArrayElement, ElementSyntaxError, type Position } from "../json/array-element.ts";
import { ArraySplitter, ArraySyntaxError, LongElementError } from "../json/array-splitter.ts";
import type { JsonNode } from "../json/json-node.ts";

export interface PayloadLimits {
  /** Bytes of a payload, or of an element of one that holds many. */
  readonly maxBody: number;
  readonly maxBulkBody: number;
  readonly maxDepth: number;
}

/** Whether a call has a payload. */
export type Wanted = "required" | "optional" | "none";

/** Reads the payload of a call, as far as the call takes one; `null` if there is none. */
export async function readPayload(request: HttpRequest, wanted: Wanted, limits: PayloadLimits): Promise<JsonNode> {
  if (request.hasBody) refuseMediaType(request);
  const body = request.hasBody ? await request.readBody(limits.maxBody) : new Uint8Array();
  if (wanted === "none" || (wanted === "optional" && body.length === 0)) return null;
  return parse(body, limits);
}

/** A payload that is one value, or the elements of an array, read while they arrive. */
export type PayloadOrElements =
  | { readonly payload: JsonNode; readonly elements: null }
  | { readonly payload: null; readonly elements: AsyncIterable<JsonNode> };

export async function readPayloadOrElements(request: HttpRequest, limits: PayloadLimits): Promise<PayloadOrElements> {
  if (request.hasBody) refuseMediaType(request);
  const pieces = request.readPieces(limits.maxBulkBody)[Symbol.asyncIterator]();
  const begun: Uint8Array[] = [];
  let start: number | undefined;
  let length = 0;
  while (start === undefined) {
    const { done, value } = await pieces.next();
    if (done) return { payload: parse(Buffer.concat(begun), limits), elements: null };
    begun.push(value);
    length += value.length;
    start = value.find((byte) => !BLANK.has(byte));
    // Nobody writes so much white space, and it would be held.
    if (start === undefined && length > limits.maxBody) {
      await pieces.return?.();
      throw tooLargeBody(limits.maxBody);
    }
  }
  if (start !== OPEN_ARRAY && Number(request.header("content-length") ?? 0) > limits.maxBody) {
    await pieces.return?.();
    throw tooLargeBody(limits.maxBody);
  }
  const rest = follow(begun, pieces);
  if (start === OPEN_ARRAY) return { payload: null, elements: readElements(rest, limits) };
  return { payload: parse(await collect(rest, limits.maxBody), limits), elements: null };
}

/** White space, and the bytes of a byte order mark. */
const BLANK = new Set([0x20, 0x0a, 0x0d, 0x09, 0xef, 0xbb, 0xbf]);
const OPEN_ARRAY = 0x5b;

async function* follow(begun: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* begun;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

async function collect(pieces: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > limit) throw tooLargeBody(limit);
    parts.push(piece);
  }
  return Buffer.concat(parts, length);
}

async function* readElements(pieces: AsyncIterable<Uint8Array>, limits: PayloadLimits): AsyncGenerator<JsonNode> {
  const splitter = new ArraySplitter(limits.maxBody);
  try {
    for await (const piece of pieces) {
      for (const text of splitter.push(piece)) yield new ArrayElement(text, limits.maxDepth).node;
    }
    splitter.end();
  } catch (error) {
    if (error instanceof LongElementError) {
      const message = `Element ${error.index} is larger than ${limits.maxBody} bytes; --max-body raises the limit.`;
      throw new TricksterError(413, message);
    }
    if (error instanceof ArraySyntaxError) throw noJson(error.message, error);
    if (error instanceof ElementSyntaxError) throw noJson(error.message, error.position);
    throw error;
  }
}

function noJson(message: string, { line, column }: Position): TricksterError {
  return new TricksterError(400, `The payload is no JSON: ${message} (line ${line}, column ${column}).`);
}

function parse(body: Uint8Array, { maxDepth }: PayloadLimits): JsonNode {
  if (body.length === 0) throw new TricksterError(400, "The request has no body; send the payload as JSON.");
  return readJson(decodeUtf8(body), maxDepth);
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
