import type { IncomingMessage } from "node:http";
import { TricksterError } from "../errors.ts";
import { headerValue } from "../http/headers.ts";
import { tooLargeBody, tooLargeBulkBody } from "../http/head-limits.ts";
import { ClientGone } from "./listener.ts";
import { nextTurn } from "./system-ports.ts";

/** How long a client that is still sending is read on, so that it gets to see its answer: in milliseconds. */
export const READ_ON = 2000;

/**
 * Reads a whole body. Rejects with a 413 beyond `limit` bytes; and when the client has gone, of which `onGone` has it
 * told.
 */
export function readBody(
  message: IncomingMessage,
  limit: number,
  onGone: (callback: () => void) => void,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const refuse = (): void => {
      chunks.length = 0;
      discardRest(message);
      reject(tooLargeBody(limit));
    };
    // As they were sent: Node.js would first put all headers into an object.
    if (Number(headerValue(message.rawHeaders, "content-length") ?? 0) > limit) return refuse();
    message.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      else if (length - chunk.length <= limit) refuse();
    });
    message.on("end", () => resolve(joined(chunks, length)));
    onGone(() => reject(new ClientGone()));
  });
}

/** Most bodies come in one piece. */
function joined(chunks: readonly Buffer[], length: number): Uint8Array {
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, length);
}

/** Bytes that are looked at in one turn: some milliseconds, be they a hundred Routes. */
const PIECE = 16 * 1024;

export function* cutIntoPieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}

/** Reads a body piece by piece, with room for other requests in between. Throws a 413 beyond `limit` bytes. */
export async function* readPieces(message: IncomingMessage, limit: number): AsyncGenerator<Uint8Array> {
  let length = Number(message.headers["content-length"] ?? 0);
  try {
    if (length > limit) throw tooLargeBulkBody(limit);
    length = 0;
    for await (const chunk of message.iterator({ destroyOnReturn: false })) {
      length += (chunk as Buffer).length;
      if (length > limit) throw tooLargeBulkBody(limit);
      for (const piece of cutIntoPieces(chunk as Buffer)) {
        yield piece;
        await nextTurn();
      }
    }
  } catch (error) {
    throw error instanceof TricksterError ? error : new ClientGone();
  } finally {
    if (!message.readableEnded) discardRest(message);
  }
}

/** Reads what a client still sends, for a while, so that it gets to see its answer. */
export function discardRest(message: IncomingMessage): void {
  message.resume();
  const timer = setTimeout(() => message.socket.destroy(), READ_ON);
  message.on("close", () => clearTimeout(timer));
}

/** Whether the client has not sent all of its request yet. */
export function isSending({ headers, complete }: IncomingMessage): boolean {
  const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
  return hasBody && !complete;
}
