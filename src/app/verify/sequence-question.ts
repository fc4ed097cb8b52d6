import type { Journal } from "../../journal/journal.ts";
import type { JsonObject } from "../../json/json-node.ts";
import type { PatternGuard } from "../../matching/pattern-guard.ts";
import type { Steps } from "../../routes/steps.ts";
import { type FilterDefinition, RequestFilter } from "../request-filter.ts";
import { incompleteMessage, nearestOf, notVerified, verified } from "./explain-requests.ts";
import type { Question, State } from "./question.ts";
import { SequenceTally } from "./tally.ts";

/** Whether requests have come one after the other. */
export class SequenceQuestion implements Question {
  readonly #journal: Journal;
  readonly #filters: readonly RequestFilter[];
  readonly #tally: SequenceTally;

  constructor(journal: Journal, definitions: readonly FilterDefinition[], guard: PatternGuard) {
    this.#journal = journal;
    this.#filters = definitions.map((definition) => new RequestFilter(definition, guard));
    this.#tally = new SequenceTally(journal, this.#filters);
  }

  look(): Steps {
    return this.#tally.advance();
  }

  get isWaiting(): boolean {
    return this.#tally.isWaiting;
  }

  state(): State {
    return this.#tally.count === this.#filters.length ? "holds" : "may";
  }

  answer(isVerified: boolean): JsonObject {
    const { count, unknown, found } = this.#tally;
    if (isVerified) return verified(count);
    const missing = this.#filters[count];
    const last = found.at(-1);
    const place = `Step ${count + 1} of ${this.#filters.length} has not come`;
    const message = `${place}${last === undefined ? "" : ` after the request "${last}"`}.`;
    const isIncomplete = unknown > 0;
    return notVerified({
      count,
      message: isIncomplete ? `${message} ${incompleteMessage(unknown, this.#journal.limits)}` : message,
      isIncomplete,
      found: missing === undefined ? [] : nearestOf(this.#journal, missing, (last ?? 0) + 1),
    });
  }
}
