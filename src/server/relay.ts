import { type IncomingMessage, type ServerResponse, request as sendRequest } from "node:http";
import { errorBody } from "../errors.ts";

/** What each connection has of its own (RFC 9110, section 7.6.1), and what Node.js adds by itself. */
const OWN = new Set(["connection", "keep-alive", "transfer-encoding", "date"]);

export interface RelayOptions {
  /** The socket of the process that answers. */
  readonly path: string;
  /** Whether an answer that begins now is the last one on its connection. */
  readonly endsNow: () => boolean;
}

/** Has another process of this machine answer a request, byte for byte. */
export function relay(request: IncomingMessage, response: ServerResponse, { path, endsNow }: RelayOptions): void {
  const { method = "GET", url = "/", rawHeaders } = request;
  const there = sendRequest({ socketPath: path, method, path: url, headers: rawHeaders, setHost: false, agent: false });
  there.on("response", (answer) => {
    if (endsNow()) response.shouldKeepAlive = false;
    response.writeHead(answer.statusCode ?? 500, answer.statusMessage, ownFieldsOut(answer.rawHeaders));
    answer.pipe(response);
    answer.on("error", () => response.destroy());
  });
  there.on("error", () => {
    // The answer may be there before all of the request is.
    request.unpipe(there);
    request.resume();
    if (!response.headersSent) refuse(response);
  });
  response.on("close", () => there.destroy());
  request.pipe(there);
}

function refuse(response: ServerResponse): void {
  response.writeHead(503, ["content-type", "application/json"]);
  response.end(JSON.stringify(errorBody(503, "Trickster is stopping.")));
}

function ownFieldsOut(fields: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at] ?? "";
    if (!OWN.has(name.toLowerCase())) kept.push(name, fields[at + 1] ?? "");
  }
  return kept;
}
