import type { TricksterError } from "../errors.ts";
import { type Answer, jsonAnswer, withoutBody } from "./answer.ts";

/** An error, as it is answered to a request with this method. */
export function errorAnswer(error: TricksterError, { method }: { readonly method: string }): Answer {
  const answer = jsonAnswer(error.status, error.body);
  return method === "HEAD" ? withoutBody(answer) : answer;
}
