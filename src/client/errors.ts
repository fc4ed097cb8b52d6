import type { NotVerified } from "./types.ts";

/** What is wrong with one place of a payload. */
export interface PayloadFault {
  /** A JSON Pointer. */
  readonly at: string;
  readonly message: string;
}

interface Body {
  readonly error?: string;
  readonly message?: string;
  readonly details?: readonly PayloadFault[];
}

/** A call that the server has refused: `message` says what was wrong, and what to do. */
export class CallError extends Error {
  override readonly name: string = "CallError";
  readonly status: number;
  /** With status 400: every fault of the payload. */
  readonly details: readonly PayloadFault[];

  constructor(call: string, status: number, body: Body) {
    super(body.message ?? `${call} was answered with ${status}, which is no answer of Trickster's internal API.`);
    this.status = status;
    this.details = body.details ?? [];
  }
}

/** A verification that has failed: `message` says what is missing, and what came instead. */
export class NotVerifiedError extends CallError {
  override readonly name = "NotVerifiedError";
  readonly count: number;
  /** Whether the journal has dropped requests that may have been meant. */
  readonly isIncomplete: boolean;
  /** The requests that were most likely meant, and what of each is different; of a whole world every fault. */
  readonly explain: NotVerified["explain"];

  constructor(call: string, body: NotVerified) {
    super(call, 422, body);
    this.count = body.count;
    this.isIncomplete = body.incomplete === true;
    this.explain = body.explain;
  }
}
