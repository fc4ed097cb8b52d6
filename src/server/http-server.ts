import { type IncomingMessage, type Server, ServerResponse, createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { App, Decision } from "../app/app.ts";
import { type ErrorStatus, type TricksterError, errorBody } from "../errors.ts";
import type { Answer } from "../http/answer.ts";
import { type HeadLimits, tooLargeHeaders, tooLongTarget } from "../http/head-limits.ts";
import type { BodyFiles } from "./body-files.ts";
import type { Listener } from "./listener.ts";
import { NodeSource, writeAnswer, writeFileAnswer } from "./node-exchange.ts";

export interface HttpServerOptions {
  readonly app: App;
  readonly listener: Listener;
  readonly files: BodyFiles;
  readonly limits: HeadLimits & {
    readonly maxConnections: number;
    /** In seconds, like all times here. */
    readonly headerTimeout: number;
    readonly requestTimeout: number;
    readonly writeTimeout: number;
    readonly keepAliveTimeout: number;
  };
}

/** Listens on one port, and speaks HTTP/1.1 there. */
export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #server: Server;
  #connections = 0;
  #inFlight = 0;
  #isStopping = false;
  /** Connections beyond the limit: they have their answer already. */
  readonly #refused = new WeakSet<Socket>();

  constructor(options: HttpServerOptions) {
    const { limits } = options;
    this.#options = options;
    this.#server = createServer({
      // The parser counts target and header section together; what is allowed of each is looked at by itself.
      maxHeaderSize: limits.maxTarget + limits.maxHeaders,
      // Missing and repeated Host headers are answered with the reason.
      requireHostHeader: false,
      headersTimeout: milliseconds(limits.headerTimeout),
      requestTimeout: milliseconds(limits.requestTimeout),
      keepAliveTimeout: milliseconds(limits.keepAliveTimeout),
      connectionsCheckingInterval: 1000,
      highWaterMark: 64 * 1024,
    });
    // The number of headers is bounded by their size.
    this.#server.maxHeadersCount = 0;
    this.#server.on("connection", (socket) => this.#admit(socket));
    this.#server.on("request", (message, response) => this.#handle(message, response));
    this.#server.on("checkExpectation", (message, response) => this.#handle(message, response));
    this.#server.on("connect", (message, socket) => this.#handleConnect(message, socket as Socket));
    this.#server.on("clientError", (error, socket) => this.#refuse(error, socket as Socket));
  }

  /** Resolves to the port that was opened. */
  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ port, host, backlog: 4096 }, () => {
        this.#server.off("error", reject);
        resolve((this.#server.address() as AddressInfo).port);
      });
    });
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Takes no more connections, and resolves when the last request is answered. */
  async drain(): Promise<void> {
    // Requests that have arrived already, but were not read yet, are read in these turns of the loop.
    await nextTurn();
    await nextTurn();
    this.#isStopping = true;
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  /** Ends every connection at once. */
  destroy(): void {
    this.#server.closeAllConnections();
  }

  #admit(socket: Socket): void {
    this.#connections += 1;
    socket.on("close", () => {
      this.#connections -= 1;
    });
    const { maxConnections } = this.#options.limits;
    if (this.#connections <= maxConnections) return;
    this.#refused.add(socket);
    end(socket, 503, `There are ${maxConnections} connections already; --max-connections raises the limit.`);
  }

  #handle(message: IncomingMessage, response: ServerResponse): void {
    if (this.#refused.has(message.socket)) return;
    const { app, listener } = this.#options;
    const start = app.log.isDebug ? performance.now() : 0;
    this.#inFlight += 1;
    response.on("close", () => {
      this.#inFlight -= 1;
    });
    listener({
      source: new NodeSource(message, false),
      onGone: (callback) => void response.on("close", callback),
      send: (answer, decision) => {
        this.#write(response, answer);
        if (app.log.isDebug) this.#logRequest(message, answer, performance.now() - start, decision);
      },
    });
  }

  #write(response: ServerResponse, answer: Answer): void {
    const { body } = answer;
    if (body === null || body instanceof Uint8Array) {
      writeAnswer(response, answer, this.#isStopping);
      this.#watchReader(response);
      return;
    }
    const { files } = this.#options;
    writeFileAnswer(response, answer, { file: body.file, files, closes: this.#isStopping }).then(
      () => this.#watchReader(response),
      () => response.destroy(),
    );
  }

  /** A client that does not read its answer holds memory; it is given up after a while. */
  #watchReader({ socket }: ServerResponse): void {
    if (socket === null || socket.writableLength === 0) return;
    socket.setTimeout(milliseconds(this.#options.limits.writeTimeout), () => {
      if (socket.writableLength > 0) socket.destroy();
    });
  }

  /** CONNECT comes without a response of its own: its client expects a tunnel, and is given an answer. */
  #handleConnect(message: IncomingMessage, socket: Socket): void {
    const response = new ServerResponse(message);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.on("finish", () => socket.end());
    socket.on("error", () => socket.destroy());
    this.#handle(message, response);
  }

  /** What the parser refuses. */
  #refuse(error: NodeJS.ErrnoException & { rawPacket?: Buffer }, socket: Socket): void {
    if (this.#refused.has(socket)) return;
    if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
    if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") {
      return end(socket, 408, "The request did not arrive in time; see --header-timeout and --request-timeout.");
    }
    if (error.code === "HPE_HEADER_OVERFLOW") {
      const { status, message } = overflow(error.rawPacket, this.#options.limits);
      return end(socket, status, message);
    }
    end(socket, 400, `The request is no HTTP/1.1: ${error.message.replace(/^Parse Error: /, "")}.`);
  }

  #logRequest(message: IncomingMessage, answer: Answer, elapsed: number, decision: Decision | undefined): void {
    const { outcome } = decision ?? {};
    this.#options.app.log.debug("request", {
      method: message.method,
      path: message.url?.split("?", 1)[0],
      route: outcome && outcome.kind !== "unmatched" ? outcome.live.route.id : undefined,
      response: outcome?.kind === "matched" ? outcome.response.id : undefined,
      status: answer.status,
      ms: Math.round(elapsed * 10) / 10,
    });
  }
}

/** Which of the two was too long: a first line without an end is a target. */
function overflow(packet: Buffer | undefined, limits: HeadLimits): TricksterError {
  const isTarget = packet !== undefined && packet.length > 0 && !packet.includes("\n");
  return isTarget ? tooLongTarget(limits) : tooLargeHeaders(limits);
}

/** Answers a connection on which no request can be told. */
function end(socket: Socket, status: ErrorStatus, message: string): void {
  const body = JSON.stringify(errorBody(status, message));
  const head = [
    `HTTP/1.1 ${status} ${errorBody(status, message).error}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.on("error", () => socket.destroy());
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
  // The rest of what the client sends is of no interest, but resetting the connection could lose it the answer.
  socket.resume();
  setTimeout(() => socket.destroy(), 2000).unref();
}

function milliseconds(seconds: number): number {
  return Math.ceil(seconds * 1000);
}
