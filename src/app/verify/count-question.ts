import { TricksterError } from "../../errors.ts";
import type { World } from "../../engine/world.ts";
import type { Journal } from "../../journal/journal.ts";
import type { JsonObject } from "../../json/json-node.ts";
import type { Steps } from "../../routes/steps.ts";
import { RequestFilter } from "../request-filter.ts";
import { readCount } from "../../matching/conditions/count-schema.ts";
import { Count } from "./count.ts";
import { countMessage, incompleteMessage, newestOf, nearestOf, notVerified, verified } from "./explain-requests.ts";
import type { Question, State } from "./question.ts";
import { RequestTally, RouteTally, type Tally } from "./tally.ts";
import type { VerificationDefinition } from "./verify-schema.ts";

const AT_LEAST_ONE = readCount(new Map([["gte", 1]]));

/** How often requests have come that a filter means. */
export class CountQuestion implements Question {
  readonly #world: World;
  readonly #filter: RequestFilter;
  readonly #count: Count;
  readonly #tally: Tally;

  constructor(world: World, definition: VerificationDefinition, journal: () => Journal) {
    const { count = AT_LEAST_ONE, route } = definition;
    this.#world = world;
    this.#filter = new RequestFilter(definition, world.guard);
    this.#count = new Count(count, world.guard);
    if (route !== undefined && world.routes.get(route) === undefined) {
      throw new TricksterError(404, `There is no Route with the id "${route}".`);
    }
    this.#tally =
      route !== undefined && this.#filter.isCounted
        ? new RouteTally(() => world.routes.get(route), this.#filter)
        : new RequestTally(journal(), this.#filter);
  }

  look(): Steps {
    return this.#tally.advance();
  }

  get isWaiting(): boolean {
    return this.#tally.isWaiting;
  }

  state(): State {
    const { count, unknown } = this.#tally;
    if (this.#count.holdsWithUpTo(count, unknown)) return "holds";
    return this.#count.canStillHold(count) ? "may" : "cannot";
  }

  answer(isVerified: boolean): JsonObject {
    const { count, unknown } = this.#tally;
    if (isVerified) return verified(count);
    const { journal } = this.#world;
    const isIncomplete = unknown > 0 && this.#count.mayHoldWithUpTo(count, unknown);
    const message = isIncomplete ? incompleteMessage(unknown, journal?.limits) : countMessage(this.#count.words, count);
    // Too many are shown themselves, too few by what came instead.
    const found =
      journal === null
        ? []
        : this.#count.canStillHold(count)
          ? nearestOf(journal, this.#filter)
          : newestOf(journal, (entry) => this.#tally.has(entry));
    return notVerified({ count, message, isIncomplete, found });
  }
}
