import type { Admin } from "../admin/admin.ts";
import type { App, Decision } from "../app/app.ts";
import { TricksterError } from "../errors.ts";
import { type Answer, type BodyFile, jsonAnswer, withoutBody } from "../http/answer.ts";
import { type HeadLimits, headFault } from "../http/head-limits.ts";
import { HttpRequest, type RequestSource } from "../http/request.ts";
import type { WaitingRoom } from "./waiting-room.ts";

/** One request on its way through Trickster, from wherever it came. */
export interface Exchange {
  readonly source: RequestSource;
  /** Registers what to do when the client goes before it has its answer. */
  onGone(callback: () => void): void;
  /** Sends the answer. `decision` is there if a Route was asked for it. */
  send(answer: Answer, decision?: Decision): void;
}

/** The client went while its body was read: there is nobody to answer. */
export class ClientGone extends Error {}

export interface ListenerOptions {
  readonly app: App;
  /** The internal API, if it is answered here. */
  readonly admin: Admin | null;
  /** Whether mocked requests are answered here. */
  readonly servesRoutes: boolean;
  readonly limits: HeadLimits;
  readonly waitingRoom: WaitingRoom;
}

/** Answers requests, over a socket or without one. */
export type Listener = (exchange: Exchange) => void;

export function createListener({ app, admin, servesRoutes, limits, waitingRoom }: ListenerOptions): Listener {
  function fail(exchange: Exchange, error: unknown): void {
    if (error instanceof ClientGone) return;
    if (error instanceof TricksterError) return exchange.send(errorAnswer(error, exchange.source));
    app.log.error("a defect of Trickster; please report it", { error: String((error as Error).stack ?? error) });
    exchange.send(
      errorAnswer(new TricksterError(500, "Trickster failed to answer; its log says why."), exchange.source),
    );
  }

  function deliver(exchange: Exchange, decision: Decision): void {
    if (decision.delay === 0) return exchange.send(decision.answer, decision);
    const leave = waitingRoom.wait(decision.delay, (ending) => {
      if (ending === "elapsed") exchange.send(decision.answer, decision);
      else
        fail(exchange, new TricksterError(503, "Trickster is stopping, and the delay of this Response is not over."));
    });
    exchange.onGone(leave);
    exchange.source.discardBody();
  }

  function mock(exchange: Exchange, request: HttpRequest): void {
    const decision = app.answer(request);
    if (!(decision instanceof Promise)) return deliver(exchange, decision);
    decision.then((decided) => deliver(exchange, decided)).catch((error: unknown) => fail(exchange, error));
  }

  function handle(exchange: Exchange): void {
    const fault = headFault(exchange.source, limits);
    if (fault !== undefined) return fail(exchange, fault);
    const request = new HttpRequest(exchange.source);
    const call = admin?.recognize(request);
    if (call !== undefined) {
      call()
        .then((answer) => exchange.send(answer))
        .catch((error: unknown) => fail(exchange, error));
    } else if (servesRoutes) {
      mock(exchange, request);
    } else {
      fail(
        exchange,
        new TricksterError(404, "There is no such internal endpoint, and Routes are served on another port."),
      );
    }
  }

  return (exchange) => {
    try {
      handle(exchange);
    } catch (error) {
      fail(exchange, error);
    }
  };
}

export function errorAnswer(error: TricksterError, { method }: Pick<RequestSource, "method">): Answer {
  const answer = jsonAnswer(error.status, error.body);
  return method === "HEAD" ? withoutBody(answer) : answer;
}

/** The answer in place of a `body_file` that is not there any more. */
export function goneAnswer({ file, toHead }: BodyFile): Answer {
  const gone = new TricksterError(404, `The file "${file}" that this Response sends is not there any more.`);
  return errorAnswer(gone, { method: toHead ? "HEAD" : "GET" });
}
