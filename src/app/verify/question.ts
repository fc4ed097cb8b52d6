import type { JsonObject } from "../../json/json-node.ts";
import type { Steps } from "../../routes/steps.ts";

/** Whether what is asked is so now, may come to be so, or can't any more. */
export type State = "holds" | "may" | "cannot";

/** Something that is asked of the requests that have come. */
export interface Question {
  /** Takes in what has come since; in steps. */
  look(): Steps;
  state(): State;
  /** Whether it waits for bodies that are still arriving. */
  readonly isWaiting: boolean;
  /** What to answer: why it is not so, if it is not. */
  answer(isVerified: boolean): JsonObject;
}
