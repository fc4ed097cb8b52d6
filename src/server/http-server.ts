import { type IncomingMessage, type Server, ServerResponse, createServer } from "node:http";
import { Server as NetServer, type Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { App } from "../app/app.ts";
import type { Reply } from "../engine/respond.ts";
import type { HeadLimits } from "../http/head-limits.ts";
import { decodePath, parseTarget } from "../http/target.ts";
import type { BodyFiles } from "./body-files.ts";
import type { Listener } from "./listener.ts";
import { Connection } from "./connection.ts";
import { endSoftly, overflow } from "./last-words.ts";
import { HeadTail } from "./head-tail.ts";
import { type ExchangeOptions, NodeExchange } from "./node-exchange.ts";
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

/** A port of an address, or a socket of this machine. */
export type ListenAt = { readonly port: number; readonly host: string } | { readonly path: string };

/** Listens on one port, and speaks HTTP/1.1 there. */
export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #exchanges: ExchangeOptions;
  readonly #server: Server;
  readonly #connections = new Map<Socket, Connection>();
  #isStopping = false;

  constructor(options: HttpServerOptions) {
    const { limits } = options;
    this.#options = options;
    this.#exchanges = {
      files: options.files,
      tail: new HeadTail(limits.keepAliveTimeout),
      writeTimeout: milliseconds(limits.writeTimeout),
      onAnswered: options.app.log.isDebug ? (exchange, reply) => this.#logRequest(exchange, reply) : null,
    };
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

  /** Resolves to the port that was opened; 0 for a path. */
  listen(at: ListenAt): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ ...at, backlog: 4096 }, () => {
        this.#server.off("error", reject);
        const address = this.#server.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
  }

  /** How many requests wait for their answer. */
  get inFlight(): number {
    let count = 0;
    for (const connection of this.#connections.values()) count += connection.inFlight;
    return count;
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
    for (const connection of this.#connections.values()) connection.expectEnd();
    const callOff = systemClock.after(milliseconds(grace), () => {
      for (const connection of this.#connections.values()) connection.endWhenIdle();
    });
    // That of http.Server would end idle connections at once.
    await new Promise<void>((resolve) => void NetServer.prototype.close.call(this.#server, () => resolve()));
    callOff();
    this.#server.close();
  }

  /** Answers what has not arrived as a whole, since it will not. */
  refuseUnfinished(): void {
    for (const connection of this.#connections.values()) {
      if (connection.isWaitingForClient)
        connection.refuse(503, "Trickster is stopping, and the request has not arrived.");
    }
  }

  /** Ends every connection at once. */
  destroy(): void {
    for (const connection of this.#connections.values()) connection.destroy();
  }

  #admit(socket: Socket): void {
    const connection = new Connection(socket);
    this.#connections.set(socket, connection);
    socket.on("close", () => this.#connections.delete(socket));
    if (this.#isStopping) connection.expectEnd();
    const { maxConnections } = this.#options.limits;
    if (this.#connections.size <= maxConnections) return;
    connection.refuse(503, `There are ${maxConnections} connections already; --max-connections raises the limit.`);
  }

  #handle(message: IncomingMessage, response: ServerResponse): void {
    const connection = this.#connections.get(message.socket);
    if (connection === undefined || connection.isRefused) return;
    this.#options.listener.answer(new NodeExchange(message, response, connection, this.#exchanges));
  }

  /** CONNECT comes without a response of its own: its client expects a tunnel, and is given an answer. */
  #handleConnect(message: IncomingMessage, socket: Socket): void {
    const response = new ServerResponse(message);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.on("finish", () => endSoftly(socket));
    socket.on("error", () => socket.destroy());
    socket.on("timeout", () => socket.destroy());
    this.#handle(message, response);
  }

  /** What the parser refuses. */
  #refuse(error: NodeJS.ErrnoException & { rawPacket?: Buffer; bytesParsed?: number }, socket: Socket): void {
    const connection = this.#connections.get(socket);
    if (connection === undefined || connection.isRefused) return;
    if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
    if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") {
      const message = "The request did not arrive in time; see --header-timeout and --request-timeout.";
      return connection.refuse(408, message);
    }
    if (error.code === "HPE_HEADER_OVERFLOW") {
      const parsed = error.rawPacket?.subarray(0, error.bytesParsed).toString("latin1") ?? "";
      const { status, message } = overflow(parsed, this.#options.limits);
      return connection.refuse(status, message);
    }
    connection.refuse(400, `The request is no HTTP/1.1: ${error.message.replace(/^Parse Error: /, "")}.`);
  }

  #logRequest({ request, response, start }: NodeExchange, reply: Reply | undefined): void {
    const { outcome } = reply ?? {};
    this.#options.app.log.debug("request", {
      method: request.method,
      // As Routes see it: without a query string, or a user in front of the host.
      path: decodePath(parseTarget(request.url ?? "").rawPath),
      route: outcome && "live" in outcome ? outcome.live?.route.id : undefined,
      response: outcome?.kind === "matched" ? outcome.response.id : undefined,
      status: response.statusCode,
      ms: Math.round((performance.now() - start) * 10) / 10,
    });
  }
}

function milliseconds(seconds: number): number {
  return Math.ceil(seconds * 1000);
}
