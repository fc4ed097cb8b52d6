import type { Sandbox } from "../app/sandbox.ts";
import { type Answer, withFields } from "../http/answer.ts";
import type { LiveRoute } from "../routes/live-route.ts";

/** More findings than these are told by `GET /lint` only, and so are those of more Routes at a time. */
const MOST_WARNINGS = 5;
const MOST_ROUTES = 1000;

const NAME = "trickster-warning";

/** An answer that says in its head what is most likely not meant in a Route. */
export function withWarnings(answer: Answer, sandbox: Sandbox, live: LiveRoute): Answer {
  const findings = sandbox.findingsOf(live).slice(0, MOST_WARNINGS);
  return withFields(
    answer,
    findings.flatMap(({ rule, message }) => [NAME, printable(`${rule}: ${message}`)]),
  );
}

/** The same for many Routes, of which only the number of findings is told. */
export function withWarningCount(answer: Answer, sandbox: Sandbox, lives: readonly LiveRoute[]): Answer {
  if (lives.length > MOST_ROUTES) return answer;
  const count = lives.reduce((sum, live) => sum + sandbox.findingsOf(live).length, 0);
  if (count === 0) return answer;
  return withFields(answer, [NAME, `${count} finding${count === 1 ? "" : "s"}; GET lint tells which`]);
}

/** What a header can carry. */
function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
}
