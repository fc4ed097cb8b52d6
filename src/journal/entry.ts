import type { Answer } from "../http/answer.ts";
import { headerValue } from "../http/headers.ts";
import { HttpRequest, type RequestHead } from "../http/request.ts";
import type { Chosen } from "../routes/live-response.ts";
import { KeptBody } from "./kept-body.ts";

/** What became of a request. */
export const outcomes = ["matched", "unauthorized", "unmatched", "failed"] as const;

export type OutcomeName = (typeof outcomes)[number];

/** How an answer ended: written as a whole, or cut off because the client has gone; `null`: it has not. */
export type Ending = "sent" | "aborted" | null;

/** Who has to know what happens to an entry after it was made. */
export interface EntryKeeper {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Bytes of a body that are kept. */
  readonly mostBody: number;
  /** More is known of it, and so many more bytes are kept. */
  changed(entry: Entry, bytes: number): void;
}

/**
 * A request as it came, what was decided on it, and how it was answered. It is there from the moment of the choice; body
 * and answer follow as they come.
 */
export class Entry {
  /** In order of arrival; 1 for the first of its journal. */
  readonly serial: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly head: RequestHead;
  readonly outcome: OutcomeName;
  readonly chosen: Chosen;
  answer: Answer | null = null;
  ending: Ending = null;
  /** From the choice to the end of the answer, in milliseconds. */
  duration = 0;
  body: KeptBody | null = null;
  /** Why no Route but a fallback knows it, as JSON. */
  explanation: string | null = null;
  readonly #keeper: EntryKeeper;

  // oxlint-disable-next-line max-params -- made for every request: an object for them would be one more
  constructor(
    keeper: EntryKeeper,
    serial: number,
    at: number,
    head: RequestHead,
    outcome: OutcomeName,
    chosen: Chosen,
  ) {
    this.#keeper = keeper;
    this.serial = serial;
    this.at = at;
    this.head = head;
    this.outcome = outcome;
    this.chosen = chosen;
  }

  /** The request, as it is described; of its body what is kept. */
  request(): HttpRequest {
    const request = this.#head();
    request.takeBody(this.body?.bytes ?? NO_BYTES, this.isWhole);
    return request;
  }

  /** The request, as conditions judge it: of a body that is not whole they know nothing. */
  judged(): HttpRequest {
    return this.isWhole ? this.request() : this.#head();
  }

  /** Whether nothing of its body is missing. */
  get isWhole(): boolean {
    return this.body?.isWhole ?? true;
  }

  /** Whether nothing that is missing of its body will come. */
  get isCut(): boolean {
    return !this.isWhole && this.body?.isArriving === false;
  }

  /** Whether it is what browsers ask for by themselves: nobody means that to be answered. */
  get isAskedByBrowsers(): boolean {
    const { method, target, fields } = this.head;
    if (target === "/favicon.ico") return true;
    return method === "OPTIONS" && headerValue(fields, "access-control-request-method") !== undefined;
  }

  /** Keeps a body that has arrived as a whole. */
  takeBody(bytes: Uint8Array): void {
    if (bytes.length === 0 && this.body === null) return;
    this.startBody();
    this.addBody(bytes);
    this.endBody(true);
  }

  /** A body is on its way. */
  startBody(): void {
    if (this.body !== null) return;
    this.body = new KeptBody();
    this.#keeper.changed(this, 0);
  }

  /** Keeps a part of the body. */
  addBody(piece: Uint8Array): void {
    const grown = this.body?.add(piece, this.#keeper.mostBody) ?? 0;
    if (grown > 0) this.#keeper.changed(this, grown);
  }

  /** Nothing more of the body comes. `isComplete`: since all of it has come. */
  endBody(isComplete: boolean): void {
    if (this.body?.isArriving !== true) return;
    this.body.end(isComplete);
    this.#keeper.changed(this, 0);
  }

  /** The answer was written, or as much of it as its client wanted. `isAtOnce`: in the step in which it was chosen. */
  end(ending: "sent" | "aborted", answer: Answer | null, isAtOnce = false): void {
    if (this.ending !== null) return;
    this.ending = ending;
    this.answer = answer;
    if (!isAtOnce) this.duration = Math.max(0, this.#keeper.now() - this.at);
    this.#keeper.changed(this, 0);
  }

  /** Keeps why nothing but a fallback knows it. */
  explain(explanation: string): void {
    this.explanation = explanation;
    this.#keeper.changed(this, explanation.length);
  }

  /** The request without its body. */
  #head(): HttpRequest {
    const { method, target, httpVersion, fields } = this.head;
    return new HttpRequest({
      method,
      target,
      httpVersion,
      fields,
      isSecure: false,
      readBody: () => Promise.resolve(NO_BYTES),
      readPieces: () => noPieces(),
      followBody: () => {},
      onGone: () => {},
      discardBody: () => {},
    });
  }
}

const NO_BYTES = new Uint8Array();

async function* noPieces(): AsyncGenerator<Uint8Array> {}
