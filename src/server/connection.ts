import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { ErrorStatus } from "../errors.ts";
import { endSoftly, sayLast } from "./last-words.ts";

/** A connection, the requests under way on it, and its end. */
export class Connection {
  readonly #socket: Socket;
  /** The answers that are awaited, each with what to do when that is over. */
  readonly #underWay = new Map<ServerResponse, () => void>();
  /** Whether answers are written as the last ones. */
  #isLast = false;
  /** Whether it ends as soon as no answer is awaited. */
  #endsIdle = false;
  #isRefused = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    // Responses that wait behind another one are never told that their connection is closed.
    socket.on("close", () => {
      for (const end of this.#underWay.values()) end();
    });
  }

  /** How many requests wait for their answer. */
  get inFlight(): number {
    return this.#underWay.size;
  }

  /** Whether nothing that comes in is looked at any more. */
  get isRefused(): boolean {
    return this.#isRefused;
  }

  /** Whether an answer that is written now is the last one here. */
  get endsNow(): boolean {
    return this.#isLast && this.#underWay.size <= 1;
  }

  /** Counts a request until its answer is written or its client gone. Returns how to be told of its end. */
  follow(response: ServerResponse): (callback: () => void) => void {
    const callbacks: (() => void)[] = [];
    const end = (): void => {
      if (!this.#underWay.delete(response)) return;
      for (const callback of callbacks) callback();
      if (this.#endsIdle && this.#underWay.size === 0) endSoftly(this.#socket);
    };
    this.#underWay.set(response, end);
    response.on("finish", end);
    response.on("close", end);
    return (callback) => void callbacks.push(callback);
  }

  /** Answers what is under way, and nothing after it. */
  endWhenIdle(): void {
    this.#isLast = true;
    this.#endsIdle = true;
    if (this.#underWay.size === 0) endSoftly(this.#socket);
  }

  /** Has the answers that are written from now on be the last ones, without ending what is idle. */
  expectEnd(): void {
    this.#isLast = true;
  }

  /**
   * Answers what is no request, and looks at nothing that follows. A request that has not arrived as a whole is part of
   * it; where one that has is still to be answered, the refusal would be taken for that answer, and is left out.
   */
  refuse(status: ErrorStatus, message: string): void {
    this.#isRefused = true;
    const broken = [...this.#underWay].filter(([{ req, headersSent }]) => !req.complete && !headersSent);
    const isAwaited = this.#underWay.size > broken.length;
    if (!isAwaited) sayLast(this.#socket, status, message);
    for (const [, end] of broken) end();
    if (isAwaited) this.endWhenIdle();
  }

  /** Gives the client up when it reads nothing of an answer for so many milliseconds; Node.js ends it then. */
  watchReader(response: ServerResponse, milliseconds: number): void {
    const { socket } = response;
    // It waits behind another answer.
    if (socket === null) return void response.once("socket", () => this.watchReader(response, milliseconds));
    socket.setTimeout(milliseconds);
    // Before Node.js sets the time for which it keeps an idle connection.
    response.prependOnceListener("finish", () => socket.setTimeout(0));
  }

  destroy(): void {
    this.#socket.destroy();
  }
}
