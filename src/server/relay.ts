import {
  Agent,
  type ClientRequest,
  type IncomingMessage,
  type ServerResponse,
  request as sendRequest,
} from "node:http";
import { errorBody } from "../errors.ts";
import { reasonOf } from "../http/answer.ts";
import { discardRest } from "./request-body.ts";

/** What each connection has of its own (RFC 9110, section 7.6.1), and what Node.js sees to by itself. */
const OWN = new Set(["connection", "keep-alive", "expect", "date"]);

/** A client may send many calls at a time; so many of a worker are under way. */
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

export interface RelayOptions {
  /** The socket of the process that answers. */
  readonly path: string;
  /** Called when the answer begins to be written; whether it is the last one on its connection. */
  readonly onAnswer: () => boolean;
}

/** Has another process of this machine answer a request. Returns how to call that off. */
export function relay(
  request: IncomingMessage,
  response: ServerResponse,
  { path, onAnswer }: RelayOptions,
): () => void {
  const there = sendRequest({
    socketPath: path,
    method: request.method ?? "GET",
    path: request.url ?? "/",
    headers: relayedFields(request.rawHeaders),
    setHost: false,
    agent,
  });
  there.on("response", (answer) => {
    if (onAnswer()) response.shouldKeepAlive = false;
    response.writeHead(answer.statusCode ?? 500, answer.statusMessage, withoutFraming(answer.rawHeaders));
    answer.pipe(response);
    answer.on("error", () => response.destroy());
  });
  there.on("error", (error: NodeJS.ErrnoException) => {
    if (response.headersSent) return void response.destroy();
    onAnswer();
    refuse(response, error.code ?? error.message);
  });
  response.on("close", () => letPass(request, there));
  request.pipe(there);
  return () => there.destroy();
}

/** What the client still sends is of no interest once it has its answer, but it has to be read. */
function letPass(request: IncomingMessage, there: ClientRequest): void {
  request.unpipe(there);
  there.destroy();
  if (!request.complete) discardRest(request);
}

function refuse(response: ServerResponse, reason: string): void {
  const message = `The process that answers the internal API can't be reached (${reason}).`;
  response.writeHead(503, reasonOf(503), ["content-type", "application/json"]);
  response.end(JSON.stringify(errorBody(503, message)));
}

/**
 * The fields of a request, for a connection of our own. HTTP/1.0 has no Host, and its guard must not see a loopback name
 * then; a request without a body must say so, or Node.js announces one.
 */
function relayedFields(fields: readonly string[]): string[] {
  const names = new Set<string>();
  const kept: string[] = [];
  for (let at = 0; at < fields.length; at += 2) {
    const name = (fields[at] ?? "").toLowerCase();
    names.add(name);
    if (!OWN.has(name)) kept.push(fields[at] ?? "", fields[at + 1] ?? "");
  }
  if (!names.has("host")) kept.push("host", "");
  if (!names.has("content-length") && !names.has("transfer-encoding")) kept.push("content-length", "0");
  return kept;
}

function withoutFraming(fields: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < fields.length; at += 2) {
    const name = (fields[at] ?? "").toLowerCase();
    if (!OWN.has(name) && name !== "transfer-encoding") kept.push(fields[at] ?? "", fields[at + 1] ?? "");
  }
  return kept;
}
