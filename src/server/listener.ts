import type { Admin } from "../admin/admin.ts";
import type { App } from "../app/app.ts";
import type { Reply } from "../engine/respond.ts";
import { TricksterError } from "../errors.ts";
import { errorAnswer } from "../http/error-answer.ts";
import { belowPrefix } from "../http/below-prefix.ts";
import { COOKIE } from "../app/selection.ts";
import type { Selected } from "../app/sandboxes.ts";
import { type Answer, type BodyFile, withFields } from "../http/answer.ts";
import { type HeadLimits, headFault } from "../http/head-limits.ts";
import { HttpRequest, type RequestSource } from "../http/request.ts";

/** One request on its way through Trickster, from wherever it came. */
export interface Exchange {
  readonly source: RequestSource;
  /** Registers what to do when the client goes before it has its answer. */
  onGone(callback: () => void): void;
  /** Sends the answer. `reply` is there if a Route was asked for it. */
  send(answer: Answer, reply?: Reply): void;
  /** Has another process answer, at this socket. */
  relay(path: string): void;
}

/** The client went while its body was read: there is nobody to answer. */
export class ClientGone extends Error {}

export interface ListenerOptions {
  readonly app: App;
  /** The internal API, if it is answered here. */
  readonly admin: Admin | null;
  /** The socket of another process that answers calls of the internal API, if one does. */
  readonly relay?: string;
  /** Whether mocked requests are answered here. */
  readonly servesRoutes: boolean;
  readonly limits: HeadLimits;
}

/** Answers requests, over a socket or without one. */
export class Listener {
  readonly #options: ListenerOptions;

  constructor(options: ListenerOptions) {
    this.#options = options;
  }

  answer(exchange: Exchange): void {
    try {
      this.#answer(exchange);
    } catch (error) {
      this.#fail(exchange, error);
    }
  }

  // Most requests are answered before this returns: nothing is allocated here for those that are not.
  #answer(exchange: Exchange): void {
    const { admin, app, limits, servesRoutes } = this.#options;
    const fault = headFault(exchange.source, limits);
    if (fault !== undefined) return this.#fail(exchange, fault);
    const request = new HttpRequest(exchange.source);
    const selected = app.sandboxes.select(request);
    const call = admin?.recognize(selected?.request ?? request, selected);
    if (call !== undefined) return this.#callAdmin(exchange, call);
    if (!servesRoutes) {
      const message = "There is no such internal endpoint, and Routes are served on another port.";
      return this.#fail(exchange, new TricksterError(404, message));
    }
    const preflight = this.#preflight(request, selected);
    if (preflight !== undefined) return exchange.send(preflight);
    if (selected !== null) return this.#answerSelected(exchange, selected);
    const reply = app.default.answer(request);
    if (reply instanceof Promise) this.#deliverLater(exchange, reply);
    else this.#deliver(exchange, reply);
  }

  #answerSelected(exchange: Exchange, { request, sandbox, fault, isByCookie }: Selected): void {
    const { app } = this.#options;
    if (sandbox === null) {
      const answer = errorAnswer(fault ?? new TricksterError(404, ""), exchange.source);
      const readable = app.cors.openError(answer, exchange.source);
      return exchange.send(isByCookie ? withFields(readable, EXPIRE_COOKIE) : readable);
    }
    const reply = Promise.resolve(sandbox.answer(request));
    const { prefix } = request;
    if (prefix === "") return this.#deliverLater(exchange, reply);
    this.#deliverLater(
      exchange,
      reply.then((given) => ({ ...given, answer: belowPrefix(given.answer, prefix) })),
    );
  }

  #preflight(request: HttpRequest, selected: Selected | null): Answer | undefined {
    if (request.method !== "OPTIONS") return undefined;
    const { app } = this.#options;
    if (selected === null) return app.cors.answerPreflight(request, app.default.world);
    return app.cors.answerPreflight(selected.request, selected.sandbox?.world ?? null);
  }

  #callAdmin(exchange: Exchange, call: () => Promise<Answer>): void {
    const { relay } = this.#options;
    if (relay !== undefined) return exchange.relay(relay);
    call()
      .then((answer) => exchange.send(answer))
      .catch((error: unknown) => this.#fail(exchange, error));
  }

  #deliverLater(exchange: Exchange, reply: Promise<Reply>): void {
    reply.then((given) => this.#deliver(exchange, given)).catch((error: unknown) => this.#fail(exchange, error));
  }

  #open(reply: Reply, exchange: Exchange): Answer {
    return this.#options.app.cors.open(reply, exchange.source);
  }

  #deliver(exchange: Exchange, reply: Reply): void {
    if (reply.delay === 0) exchange.send(this.#open(reply, exchange), reply);
    else this.#deliverDelayed(exchange, reply);
  }

  #deliverDelayed(exchange: Exchange, reply: Reply): void {
    const leave = reply.clock.wait(reply.delay * 1000, (ending) => {
      if (ending !== "stopped") return exchange.send(this.#open(reply, exchange), reply);
      const message = "Trickster is stopping, and the delay of this Response is not over.";
      exchange.send(errorAnswer(new TricksterError(503, message), exchange.source), reply);
    });
    exchange.onGone(() => {
      leave();
      reply.entry?.end("aborted", null);
    });
    exchange.source.discardBody();
  }

  #fail(exchange: Exchange, error: unknown): void {
    if (error instanceof ClientGone) return;
    if (error instanceof TricksterError) {
      const answer = errorAnswer(error, exchange.source);
      const { app, servesRoutes } = this.#options;
      return exchange.send(servesRoutes ? app.cors.openError(answer, exchange.source) : answer);
    }
    const defect = String((error as Error).stack ?? error);
    this.#options.app.log.error("a defect of Trickster; please report it", { error: defect });
    const failed = new TricksterError(500, "Trickster failed to answer; its log says why.");
    exchange.send(errorAnswer(failed, exchange.source));
  }
}

/** A cookie that selects what is not there would be sent again and again. */
const EXPIRE_COOKIE = ["set-cookie", `${COOKIE}=; Max-Age=0; Path=/`];

/** The answer in place of a `body_file` that is not there any more. */
export function goneAnswer({ file, toHead }: BodyFile): Answer {
  const gone = new TricksterError(404, `The file "${file}" that this Response sends is not there any more.`);
  return errorAnswer(gone, { method: toHead ? "HEAD" : "GET" });
}
