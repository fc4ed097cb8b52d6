import { type IncomingMessage, type Server, ServerResponse, createServer } from "node:http";
import { type AddressInfo, Server as NetServer, type Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { App, Decision } from "../app/app.ts";
import type { ErrorStatus } from "../errors.ts";
import type { Answer } from "../http/answer.ts";
import type { HeadLimits } from "../http/head-limits.ts";
import type { BodyFiles } from "./body-files.ts";
import type { Listener } from "./listener.ts";
import { endSoftly, overflow, sayLast } from "./last-words.ts";
import { NodeSource, writeAnswer, writeFileAnswer } from "./node-exchange.ts";
import { systemClock } from "./system-ports.ts";

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
  /** The connections, each with what ends with it: the answers that are under way there. */
  readonly #connections = new Map<Socket, Set<() => void>>();
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
      // Node.js refuses to wait longer for a part of a request than for the whole.
      headersTimeout: milliseconds(Math.min(limits.headerTimeout, limits.requestTimeout || Number.POSITIVE_INFINITY)),
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

  /**
   * Takes no more connections, and resolves when the last request is answered. Connections that are idle now stay for
   * `grace` seconds: a request may be on its way, which is answered, and told to be the last one.
   */
  async drain(grace: number): Promise<void> {
    // Requests that have arrived already, but were not read yet, are read in these turns of the loop.
    await nextTurn();
    await nextTurn();
    this.#isStopping = true;
    const callOff = systemClock.after(milliseconds(grace), () => this.#endIdle());
    // That of http.Server would end idle connections at once.
    await new Promise<void>((resolve) => void NetServer.prototype.close.call(this.#server, () => resolve()));
    callOff();
    this.#server.close();
  }

  #endIdle(): void {
    this.#server.closeIdleConnections();
    // To Node.js a connection on which nothing was ever sent is not idle, but a request that is late.
    for (const socket of this.#connections.keys()) if (socket.bytesRead === 0) socket.destroy();
  }

  /** Ends every connection at once. */
  destroy(): void {
    this.#server.closeAllConnections();
  }

  #admit(socket: Socket): void {
    const ends = new Set<() => void>();
    this.#connections.set(socket, ends);
    socket.on("close", () => {
      this.#connections.delete(socket);
      for (const end of ends) end();
    });
    const { maxConnections } = this.#options.limits;
    if (this.#connections.size <= maxConnections) return;
    this.#refuseWith(
      socket,
      503,
      `There are ${maxConnections} connections already; --max-connections raises the limit.`,
    );
  }

  #handle(message: IncomingMessage, response: ServerResponse): void {
    if (this.#refused.has(message.socket)) return;
    const { app, listener } = this.#options;
    const start = app.log.isDebug ? performance.now() : 0;
    const onGone = this.#follow(message, response);
    listener({
      source: new NodeSource(message, false),
      onGone,
      send: (answer, decision) => {
        this.#write(response, answer);
        if (app.log.isDebug) this.#logRequest(message, answer, performance.now() - start, decision);
      },
    });
  }

  /**
   * Counts a request until its answer is written, or its client gone. Responses that wait behind another one on their
   * connection are never told that it is closed, and so the connection itself is asked.
   */
  #follow({ socket }: IncomingMessage, response: ServerResponse): (callback: () => void) => void {
    const ends = this.#connections.get(socket);
    const callbacks: (() => void)[] = [];
    const end = (): void => {
      if (ends?.delete(end) === false) return;
      this.#inFlight -= 1;
      for (const callback of callbacks) callback();
    };
    this.#inFlight += 1;
    ends?.add(end);
    response.on("close", end);
    return (callback) => void callbacks.push(callback);
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

  /** A client that does not read its answer holds memory; Node.js gives it up when nothing moves for a while. */
  #watchReader(response: ServerResponse): void {
    const { socket } = response;
    // It waits behind another answer.
    if (socket === null) return void response.once("socket", () => this.#watchReader(response));
    if (response.writableFinished) return;
    socket.setTimeout(milliseconds(this.#options.limits.writeTimeout));
    response.prependOnceListener("finish", () => socket.setTimeout(0));
  }

  /** CONNECT comes without a response of its own: its client expects a tunnel, and is given an answer. */
  #handleConnect(message: IncomingMessage, socket: Socket): void {
    const response = new ServerResponse(message);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.on("finish", () => endSoftly(socket));
    socket.on("error", () => socket.destroy());
    this.#handle(message, response);
  }

  /** What the parser refuses. */
  #refuse(error: NodeJS.ErrnoException & { rawPacket?: Buffer; bytesParsed?: number }, socket: Socket): void {
    if (this.#refused.has(socket)) return;
    if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
    if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") {
      const message = "The request did not arrive in time; see --header-timeout and --request-timeout.";
      return this.#refuseWith(socket, 408, message);
    }
    if (error.code === "HPE_HEADER_OVERFLOW") {
      const parsed = error.rawPacket?.subarray(0, error.bytesParsed).toString("latin1") ?? "";
      const { status, message } = overflow(parsed, this.#options.limits);
      return this.#refuseWith(socket, status, message);
    }
    this.#refuseWith(socket, 400, `The request is no HTTP/1.1: ${error.message.replace(/^Parse Error: /, "")}.`);
  }

  /** Answers a connection on which no request can be told, and listens to it no more. */
  #refuseWith(socket: Socket, status: ErrorStatus, message: string): void {
    this.#refused.add(socket);
    sayLast(socket, status, message);
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

function milliseconds(seconds: number): number {
  return Math.ceil(seconds * 1000);
}
