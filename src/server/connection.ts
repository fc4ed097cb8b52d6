import type { Socket } from "node:net";
import type { ErrorStatus } from "../errors.ts";
import { endSoftly, sayLast } from "./last-words.ts";

/** A request under way. */
export interface UnderWay {
  /** Whether it has neither arrived as a whole nor been answered. */
  readonly isBroken: boolean;
  /** Called when the client has gone. */
  abandon(): void;
}

/** A connection, the requests under way on it, and its end. */
export class Connection {
  readonly #socket: Socket;
  /** In the order in which they came: nearly always one, and the first is the first to end. */
  readonly #underWay: UnderWay[] = [];
  /** Whether answers are written as the last ones. */
  #isLast = false;
  /** Whether it ends as soon as no answer is awaited. */
  #endsIdle = false;
  #isRefused = false;
  readonly #whenClosed = new Set<() => void>();

  constructor(socket: Socket) {
    this.#socket = socket;
    // Responses that wait behind another one are never told that their connection is closed.
    socket.on("close", () => {
      this.#abandon([...this.#underWay]);
      for (const callback of this.#whenClosed) callback();
    });
  }

  /** Calls back when the connection is closed; returns how to call that off. */
  whenClosed(callback: () => void): () => void {
    this.#whenClosed.add(callback);
    return () => void this.#whenClosed.delete(callback);
  }

  /** How many requests wait for their answer. */
  get inFlight(): number {
    return this.#underWay.length;
  }

  /** Whether all that is under way has not arrived as a whole. */
  get isWaitingForClient(): boolean {
    return this.#underWay.length > 0 && this.#underWay.every(({ isBroken }) => isBroken);
  }

  /** Whether nothing that comes in is looked at any more. */
  get isRefused(): boolean {
    return this.#isRefused;
  }

  /** Whether an answer that is written now is the last one here. */
  get endsNow(): boolean {
    return this.#isLast && this.#underWay.length <= 1;
  }

  /** Counts a request, until its answer is written or its client gone. */
  add(request: UnderWay): void {
    this.#underWay.push(request);
  }

  /** Its answer is written. */
  remove(request: UnderWay): void {
    if (this.#forget(request)) this.#endIfIdle();
  }

  /** Answers what is under way, and nothing after it. */
  endWhenIdle(): void {
    this.#isLast = true;
    this.#endsIdle = true;
    this.#endIfIdle();
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
    const broken = this.#underWay.filter(({ isBroken }) => isBroken);
    const isAwaited = this.#underWay.length > broken.length;
    if (!isAwaited) sayLast(this.#socket, status, message);
    this.#abandon(broken);
    if (isAwaited) this.endWhenIdle();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #abandon(requests: readonly UnderWay[]): void {
    for (const request of requests) {
      this.#forget(request);
      request.abandon();
    }
  }

  /** Whether it was under way until now. */
  #forget(request: UnderWay): boolean {
    const at = this.#underWay.indexOf(request);
    if (at === 0) this.#underWay.shift();
    else if (at > 0) this.#underWay.splice(at, 1);
    return at !== -1;
  }

  #endIfIdle(): void {
    if (this.#endsIdle && this.#underWay.length === 0) endSoftly(this.#socket);
  }
}
