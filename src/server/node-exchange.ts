import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer, BodyFile } from "../http/answer.ts";
import { tooLargeBody } from "../http/head-limits.ts";
import type { RequestSource } from "../http/request.ts";
import type { BodyFiles } from "./body-files.ts";
import { ClientGone, goneAnswer } from "./listener.ts";

/** A request as Node.js hands it over. */
export class NodeSource implements RequestSource {
  readonly #message: IncomingMessage;
  readonly #isSecure: boolean;

  constructor(message: IncomingMessage, isSecure: boolean) {
    this.#message = message;
    this.#isSecure = isSecure;
  }

  get method(): string {
    return this.#message.method ?? "GET";
  }

  get target(): string {
    return this.#message.url ?? "/";
  }

  get fields(): readonly string[] {
    return this.#message.rawHeaders;
  }

  get httpVersion(): string {
    return this.#message.httpVersion;
  }

  get isSecure(): boolean {
    return this.#isSecure;
  }

  readBody(limit: number): Promise<Uint8Array> {
    return readBody(this.#message, limit);
  }

  discardBody(): void {
    this.#message.resume();
  }
}

/** How long a client that is still sending is read on, so that it gets to see its answer: in milliseconds. */
export const READ_ON = 2000;

function readBody(message: IncomingMessage, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const refuse = (): void => {
      chunks.length = 0;
      discardRest(message);
      reject(tooLargeBody(limit));
    };
    if (Number(message.headers["content-length"] ?? 0) > limit) return refuse();
    message.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      else if (length - chunk.length <= limit) refuse();
    });
    message.on("end", () => resolve(Buffer.concat(chunks, length)));
    message.on("error", () => reject(new ClientGone()));
    message.on("close", () => reject(new ClientGone()));
  });
}

function discardRest(message: IncomingMessage): void {
  message.resume();
  const timer = setTimeout(() => message.socket.destroy(), READ_ON);
  message.on("close", () => clearTimeout(timer));
}

/** Writes an answer. With `closes`, or while the server stops, the connection ends behind it. */
export function writeAnswer(response: ServerResponse, answer: Answer, closes: boolean): void {
  if (answer.closes || closes) response.shouldKeepAlive = false;
  response.writeHead(answer.status, answer.fields as string[]);
  if (!response.shouldKeepAlive && isSending(response.req)) endLate(response, answer.body);
  else if (answer.short !== null) response.end(answer.short, "latin1");
  else response.end(answer.body);
}

function isSending({ headers, complete }: IncomingMessage): boolean {
  const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
  return hasBody && !complete;
}

/** Node.js closes the connection behind the last answer, which then may never reach a client that is still sending. */
function endLate(response: ServerResponse, body: Answer["body"]): void {
  const { req } = response;
  if (body === null) response.flushHeaders();
  else response.write(body);
  const end = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, READ_ON);
  req.once("end", end);
  req.once("close", end);
  req.resume();
}

/** Writes an answer whose body is a file. One that is gone by now is a 404. */
export async function writeFileAnswer(
  response: ServerResponse,
  answer: Answer,
  { body, files, closes }: { body: BodyFile; files: BodyFiles; closes: boolean },
): Promise<void> {
  const handle = await files.open(body.file).catch(() => undefined);
  if (handle === undefined) return writeAnswer(response, goneAnswer(body), closes);
  const { size } = await handle.stat();
  if (answer.closes || closes) response.shouldKeepAlive = false;
  response.writeHead(answer.status, [...answer.fields, "content-length", String(size)]);
  if (body.toHead) {
    response.end();
    return handle.close();
  }
  // A file that grows meanwhile must not outgrow the length that was announced; one that shrinks leaves the client
  // waiting for the rest, and only the end of the connection tells it that there is none.
  const stream = handle.createReadStream(size === 0 ? {} : { start: 0, end: size - 1 });
  stream.on("error", () => response.destroy());
  stream.on("end", () => {
    if (stream.bytesRead < size) response.destroy();
  });
  response.on("close", () => stream.destroy());
  stream.pipe(response);
}
