import type { Answer } from "../http/answer.ts";
import type { HttpRequest } from "../http/request.ts";
import { answerTo } from "../responses/answerable.ts";
import { type Delay, drawDelay } from "../responses/delay.ts";
import type { Entry } from "../journal/entry.ts";
import type { Outcome } from "./decide.ts";

/** An answer, the seconds to wait before it is sent, and what it was decided on. */
export interface Reply {
  readonly answer: Answer;
  readonly delay: number;
  readonly outcome: Outcome | { readonly kind: "failed" };
  /** What is remembered of it, if anything is. */
  readonly entry: Entry | null;
}

export function respond(
  outcome: Exclude<Outcome, { kind: "unmatched" }>,
  request: HttpRequest,
  random: () => number,
  entry: Entry | null,
): Reply {
  switch (outcome.kind) {
    case "matched": {
      const { response } = outcome;
      return { answer: answerTo(request.method, response), delay: seconds(response.delay, random), outcome, entry };
    }
    case "unauthorized": {
      const { auth, reason } = outcome;
      return { answer: auth.refuse(reason, request.method), delay: seconds(auth.delay, random), outcome, entry };
    }
  }
}

function seconds(delay: Delay | null, random: () => number): number {
  return delay === null ? 0 : drawDelay(delay, random);
}

/** The longest part of a path that a message repeats. */
const LONGEST_SHOWN = 200;

export function missText(method: string, path: string): string {
  const shown = path.length > LONGEST_SHOWN ? `${path.slice(0, LONGEST_SHOWN)}…` : path;
  return `No active Route matches ${method} ${shown}.`;
}
