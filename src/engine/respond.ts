import type { Answer } from "../http/answer.ts";
import type { HttpRequest } from "../http/request.ts";
import { answerTo } from "../responses/answerable.ts";
import { type Delay, drawDelay } from "../responses/delay.ts";
import type { Entry } from "../journal/entry.ts";
import type { Outcome } from "./decide.ts";
import type { World } from "./world.ts";
import type { WorldClock } from "./world-clock.ts";

/** An answer, the seconds to wait before it is sent, and what it was decided on. */
export interface Reply {
  readonly answer: Answer;
  readonly delay: number;
  readonly outcome: Outcome | { readonly kind: "failed" };
  /** What is remembered of it, if anything is. */
  readonly entry: Entry | null;
  /** The time by which it waits. */
  readonly clock: WorldClock;
}

export function respond(
  outcome: Exclude<Outcome, { kind: "unmatched" }>,
  request: HttpRequest,
  { clock, dice: { draw } }: World,
  entry: Entry | null,
): Reply {
  switch (outcome.kind) {
    case "matched": {
      const { response } = outcome;
      return {
        answer: answerTo(request.method, response),
        delay: seconds(response.delay, draw),
        outcome,
        entry,
        clock,
      };
    }
    case "unauthorized": {
      const { auth, reason } = outcome;
      return { answer: auth.refuse(reason, request.method), delay: seconds(auth.delay, draw), outcome, entry, clock };
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
