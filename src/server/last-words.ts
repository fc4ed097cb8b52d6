import type { Socket } from "node:net";
import { type ErrorStatus, type TricksterError, errorBody } from "../errors.ts";
import { type HeadLimits, tooLargeHeaders, tooLongTarget } from "../http/head-limits.ts";
import { READ_ON } from "./request-body.ts";

/** Which of the two was too long: a target has no white space, and at most its method before it. */
export function overflow(parsed: string, limits: HeadLimits): TricksterError {
  return /^(?:[A-Z]+ )?\S*$/.test(parsed) ? tooLongTarget(limits) : tooLargeHeaders(limits);
}

function errorText(status: ErrorStatus, message: string): string {
  const error = errorBody(status, message);
  const body = JSON.stringify(error);
  const head = [
    `HTTP/1.1 ${status} ${error.error}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  return `${head.join("\r\n")}\r\n\r\n${body}`;
}

/** Answers a connection on which no request can be told. */
export function sayLast(socket: Socket, status: ErrorStatus, message: string): void {
  socket.on("error", () => socket.destroy());
  socket.write(errorText(status, message));
  endSoftly(socket);
}

/** Ends a connection. What the client still sends is of no interest, but a reset could lose it the answer. */
export function endSoftly(socket: Socket): void {
  socket.end();
  socket.resume();
  setTimeout(() => socket.destroy(), READ_ON).unref();
}
