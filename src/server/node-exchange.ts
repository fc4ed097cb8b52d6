import type { IncomingMessage, ServerResponse } from "node:http";
import type { Entry } from "../journal/entry.ts";
import type { Reply } from "../engine/respond.ts";
import {
  type Answer,
  type BodyFeed,
  type BodyFile,
  type BodyStream,
  fieldsOf,
  isFeed,
  isFile,
  isStream,
  reasonOf,
} from "../http/answer.ts";
import type { RequestSource } from "../http/request.ts";
import type { BodyFiles } from "./body-files.ts";
import type { Connection } from "./connection.ts";
import type { HeadTail } from "./head-tail.ts";
import { type Exchange, goneAnswer } from "./listener.ts";
import { relay } from "./relay.ts";
import { READ_ON, isSending, readBody, readPieces } from "./request-body.ts";
import { nextTurn } from "./system-ports.ts";

/** What the exchanges of one server share. */
export interface ExchangeOptions {
  readonly files: BodyFiles;
  readonly tail: HeadTail;
  /** How long a client may go without reading its answer, in milliseconds; 0: without end. */
  readonly writeTimeout: number;
  /** Told of every answer that was written, if somebody wants to know. */
  readonly onAnswered: ((exchange: NodeExchange, reply: Reply | undefined) => void) | null;
}

/** A request as Node.js hands it over, and the way back to its client. */
export class NodeExchange implements Exchange, RequestSource {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly #connection: Connection;
  readonly #options: ExchangeOptions;
  /** Milliseconds since the process started; 0 if nobody wants to know. */
  readonly start: number;
  /** `null`: none, as most exchanges have. */
  #onGone: (() => void)[] | null = null;
  /** What is remembered of it, until it has ended. */
  #entry: Entry | null = null;
  #isAtOnce = false;
  #isAnswered = false;

  constructor(request: IncomingMessage, response: ServerResponse, connection: Connection, options: ExchangeOptions) {
    this.request = request;
    this.response = response;
    this.#connection = connection;
    this.#options = options;
    this.start = options.onAnswered === null ? 0 : performance.now();
    connection.add(this);
  }

  get source(): RequestSource {
    return this;
  }

  get method(): string {
    return this.request.method ?? "GET";
  }

  get target(): string {
    return this.request.url ?? "/";
  }

  get fields(): readonly string[] {
    return this.request.rawHeaders;
  }

  get httpVersion(): string {
    return this.request.httpVersion;
  }

  get isSecure(): boolean {
    return false;
  }

  /** Whether it has neither arrived as a whole nor been answered. */
  get isBroken(): boolean {
    return !this.request.complete && !this.#isAnswered;
  }

  readBody(limit: number): Promise<Uint8Array> {
    return readBody(this.request, limit, (callback) => this.onGone(callback));
  }

  readPieces(limit: number): AsyncIterable<Uint8Array> {
    return readPieces(this.request, limit);
  }

  followBody(onPiece: (piece: Uint8Array) => void, onEnd: (isComplete: boolean) => void): void {
    const stop = this.#connection.whenClosed(() => onEnd(false));
    this.request.on("data", onPiece);
    this.request.once("end", () => {
      stop();
      onEnd(true);
    });
  }

  discardBody(): void {
    this.request.resume();
  }

  onGone(callback: () => void): void {
    this.#onGone ??= [];
    this.#onGone.push(callback);
  }

  /** The client has gone. */
  abandon(): void {
    for (const callback of this.#onGone ?? []) callback();
    this.#entry?.end("aborted", null);
  }

  send(answer: Answer, reply?: Reply): void {
    this.#isAnswered = true;
    this.#entry = reply?.entry ?? null;
    this.#isAtOnce = reply?.delay === 0;
    const { onAnswered } = this.#options;
    if (onAnswered !== null) this.response.on("close", () => onAnswered(this, reply));
    const { body } = answer;
    if (isFile(body)) void this.#sendFile(answer, body);
    else if (isStream(body)) void this.#sendStream(answer, body);
    else if (isFeed(body)) this.#sendFeed(answer, body);
    else if (this.#canSendAtOnce(answer)) this.#sendAtOnce(answer, body);
    else this.#sendThroughNode(answer, body);
  }

  relay(path: string): void {
    this.#removeAtEnd();
    const callOff = relay(this.request, this.response, {
      path,
      onAnswer: () => {
        this.#isAnswered = true;
        this.#watchReader();
        return this.#connection.endsNow;
      },
    });
    this.onGone(callOff);
  }

  /** Whether nothing stands before this answer on its connection, and nothing ends behind it. */
  #canSendAtOnce({ closes, isDated }: Answer): boolean {
    const { request, response } = this;
    return (
      !closes &&
      !isDated &&
      response.shouldKeepAlive &&
      response.socket !== null &&
      request.httpVersionMinor === 1 &&
      !this.#connection.endsNow
    );
  }

  /**
   * Writes head and body in one piece. `ServerResponse` would put the same bytes together anew for each request and
   * hand them over in two, which takes half of its time (decision 17); it is told when they are written, so that Node.js
   * goes on to what follows on the connection.
   */
  #sendAtOnce(answer: Answer, body: string | Uint8Array | null): void {
    const { head, status } = answer;
    const { socket } = this.response;
    if (socket === null) throw new TypeError("the response has no socket");
    this.response.statusCode = status;
    const wholeHead = head + this.#options.tail.text();
    if (body === null || typeof body === "string") {
      socket.write(body === null ? wholeHead : wholeHead + body, "latin1", this.#written);
    } else {
      socket.cork();
      socket.write(wholeHead, "latin1");
      socket.write(body, this.#written);
      socket.uncork();
    }
    if (this.#entry !== null) this.#endEntry(answer, socket.writableLength === 0);
    if (socket.writableLength > 0) this.#watchReader();
  }

  /** Its answer is written, or will be. */
  #endEntry(answer: Answer, isWritten: boolean): void {
    const entry = this.#entry;
    if (entry === null) return;
    if (isWritten) return entry.end("sent", answer, this.#isAtOnce);
    this.response.once("finish", () => entry.end("sent", answer));
    this.response.once("close", () => entry.end("aborted", answer));
  }

  readonly #written = (error?: Error | null): void => {
    if (error) return;
    this.response.emit("finish");
    this.#connection.remove(this);
  };

  #sendThroughNode(answer: Answer, body: string | Uint8Array | null): void {
    this.#removeAtEnd();
    this.#endEntry(answer, false);
    const { response } = this;
    if (answer.closes || this.#connection.endsNow) response.shouldKeepAlive = false;
    response.writeHead(answer.status, reasonOf(answer.status), fieldsOf(answer));
    if (!response.shouldKeepAlive && isSending(this.request)) endLate(response, body);
    else if (typeof body === "string") response.end(body, "latin1");
    else response.end(body);
    // Most answers are in the hands of the system by now.
    if (response.socket?.writableLength !== 0) this.#watchReader();
  }

  /** Sends an answer whose body is a file. One that is gone by now is a 404. */
  async #sendFile(answer: Answer, body: BodyFile): Promise<void> {
    const handle = await this.#options.files.open(body.file).catch(() => undefined);
    if (handle === undefined) {
      const gone = goneAnswer(body);
      return this.#sendThroughNode(gone, gone.body as string | null);
    }
    this.#removeAtEnd();
    this.#endEntry(answer, false);
    const { response } = this;
    const { size } = await handle.stat();
    if (answer.closes || this.#connection.endsNow) response.shouldKeepAlive = false;
    response.writeHead(answer.status, reasonOf(answer.status), [...fieldsOf(answer), "content-length", String(size)]);
    this.#watchReader();
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

  /** Sends text as fast as the client reads it, with room for other requests in between. */
  async #sendStream(answer: Answer, { pieces }: BodyStream): Promise<void> {
    this.#removeAtEnd();
    const { response } = this;
    if (answer.closes || this.#connection.endsNow) response.shouldKeepAlive = false;
    response.writeHead(answer.status, reasonOf(answer.status), fieldsOf(answer));
    this.#watchReader();
    for (const chunk of chunksOf(pieces)) {
      if (!response.write(chunk)) await drained(response);
      await nextTurn();
      if (response.destroyed) return;
    }
    response.end();
  }

  /** Sends what there is to tell until the client goes; behind another answer that has no end it never begins. */
  #sendFeed(answer: Answer, { feed }: BodyFeed): void {
    this.#removeAtEnd();
    const { response } = this;
    const { socket } = response;
    if (socket === null) return void response.once("socket", () => this.#sendFeed(answer, { feed }));
    response.shouldKeepAlive = false;
    response.writeHead(answer.status, reasonOf(answer.status), fieldsOf(answer));
    const stop = feed({
      write: (text) => {
        const isRead = response.write(text);
        // Nobody is given up for having nothing to read.
        if (!isRead) socket.setTimeout(this.#options.writeTimeout);
        return isRead;
      },
      onceReady: (callback) =>
        void response.once("drain", () => {
          socket.setTimeout(0);
          callback();
        }),
      end: () => void response.end(),
    });
    this.onGone(stop);
    response.once("close", stop);
  }

  #removeAtEnd(): void {
    const remove = (): void => this.#connection.remove(this);
    this.response.on("finish", remove);
    this.response.on("close", remove);
  }

  /** Gives the client up when it reads nothing of its answer for too long; Node.js ends it then. */
  #watchReader(): void {
    const { response } = this;
    const { socket } = response;
    // It waits behind another answer.
    if (socket === null) return void response.once("socket", () => this.#watchReader());
    socket.setTimeout(this.#options.writeTimeout);
    // Before Node.js sets the time for which it keeps an idle connection.
    response.prependOnceListener("finish", () => socket.setTimeout(0));
  }
}

/** Pieces of some characters in chunks of some kilobytes. */
function* chunksOf(pieces: Iterable<string>): Generator<string> {
  let chunk = "";
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk !== "") yield chunk;
}

const CHUNK = 64 * 1024;

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      response.off("drain", finish);
      response.off("close", finish);
      resolve();
    };
    response.on("drain", finish);
    response.on("close", finish);
  });
}

/** Node.js closes the connection behind the last answer, which then may never reach a client that is still sending. */
function endLate(response: ServerResponse, body: string | Uint8Array | null): void {
  const { req } = response;
  if (body === null) response.flushHeaders();
  else if (typeof body === "string") response.write(body, "latin1");
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
