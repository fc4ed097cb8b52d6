import type { World } from "../../engine/world.ts";
import { errorNames } from "../../errors.ts";
import type { JsonNode, JsonObject } from "../../json/json-node.ts";
import type { LiveRoute } from "../../routes/live-route.ts";
import type { Steps } from "../../routes/steps.ts";
import type { Entry } from "../../journal/entry.ts";
import { lookThrough } from "../look-through.ts";
import { type FilterVerdict, RequestFilter } from "../request-filter.ts";
import { Count } from "./count.ts";
import { countMessage, incompleteMessage, nameOf, verified } from "./explain-requests.ts";
import type { Question, State } from "./question.ts";
import type { VerificationDefinition } from "./verify-schema.ts";

/** One thing that is not as it should be. */
interface Fault {
  readonly about: readonly [name: "route" | "request", id: string];
  readonly message: string;
  /** Whether more requests may still mend it. */
  readonly isMendable: boolean;
}

/** Faults that are told; the rest is counted. */
const MOST_TOLD = 100;

/** Whether every expectation of a Route is met, and nothing went unmatched. */
export class AllQuestion implements Question {
  readonly #world: World;
  readonly #definition: VerificationDefinition;
  readonly #except: readonly RequestFilter[];
  /** What Routes expect. */
  #faults: readonly Fault[] = [];
  readonly #unmatched: Fault[] = [];
  #next = 1;
  /** How many of those that no Route matched were found. */
  #found = 0;
  /** Those of which it is not known yet whether they are excepted. */
  readonly #waiting: number[] = [];
  #unknown = 0;

  constructor(world: World, definition: VerificationDefinition) {
    this.#world = world;
    this.#definition = definition;
    this.#except = (definition.except ?? []).map((filter) => new RequestFilter(filter, world.guard));
  }

  *look(): Steps {
    const { unmatched = "fail", unused = "ignore" } = this.#definition;
    const faults: Fault[] = [];
    let looked = 0;
    for (const live of this.#world.routes) {
      looked += 1;
      if (looked % 1000 === 0) yield;
      faults.push(...this.#faultsOf(live, unused === "fail"));
    }
    this.#faults = faults;
    if (unmatched === "fail") yield* this.#findUnmatched();
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  state(): State {
    const isKnown = this.#unknown === 0 && this.#unmatched.length === 0;
    if (this.#faults.length === 0 && isKnown) return "holds";
    return isKnown && this.#faults.every(({ isMendable }) => isMendable) ? "may" : "cannot";
  }

  answer(isVerified: boolean): JsonObject {
    const count = this.#world.journal?.total ?? 0;
    if (isVerified) return verified(count);
    const faults = [...this.#faults, ...this.#unmatched];
    const told = faults.slice(0, MOST_TOLD);
    const messages = told.slice(0, 3).map(({ message }) => message);
    const more = faults.length - messages.length;
    if (more > 0) messages.push(`And ${more} more.`);
    if (this.#unknown > 0) messages.push(incompleteMessage(this.#unknown, this.#world.journal?.limits));
    return new Map<string, JsonNode>([
      ["error", errorNames[422]],
      ["verified", false],
      ["count", count],
      ["message", messages.join(" ")],
      ...(this.#unknown > 0 ? ([["incomplete", true]] as const) : []),
      ["explain", told.map(({ about, message }) => new Map<string, JsonNode>([about, ["message", message]]))],
    ]);
  }

  *#faultsOf(live: LiveRoute, mustBeUsed: boolean): Generator<Fault> {
    const { id, expect } = live.route;
    const { served, refused, failed, first } = live.seen;
    const count = served + refused + failed;
    const about = ["route", id] as const;
    if (expect?.count !== undefined) {
      const wanted = new Count(expect.count, this.#world.guard);
      if (!wanted.holds(count)) {
        const message = `The Route "${id}": ${countMessage(wanted.words, count)}`;
        yield { about, message, isMendable: wanted.canStillHold(count) };
      }
    }
    for (const before of first === 0 ? [] : (expect?.follows ?? [])) {
      const other = this.#world.routes.get(before)?.seen.first ?? 0;
      if (other !== 0 && other < first) continue;
      const message = `The Route "${id}" was asked for before "${before}", which it follows.`;
      yield { about, message, isMendable: false };
    }
    if (mustBeUsed && count === 0) {
      yield { about, message: `The Route "${id}" was never asked for.`, isMendable: true };
    }
  }

  *#findUnmatched(): Steps {
    const { journal } = this.#world;
    if (journal === null) return;
    for (const serial of this.#waiting.splice(0)) {
      const entry = journal.get(serial);
      if (entry !== undefined) this.#noteUnmatched(entry, (filter) => filter.test(entry));
    }
    yield* lookThrough(journal, this.#next, (entry, look) => {
      this.#next = entry.serial + 1;
      if (entry.outcome === "unmatched" && !entry.isAskedByBrowsers) this.#noteUnmatched(entry, look);
      return true;
    });
    this.#unknown = journal.unmatched - this.#found;
  }

  /** Those that are not excepted for sure are faults. */
  #noteUnmatched(entry: Entry, look: (filter: RequestFilter) => FilterVerdict): void {
    const verdicts = new Set(this.#except.map(look));
    const isExcepted = verdicts.has(true);
    if (!isExcepted && verdicts.has("unread")) return void this.#waiting.push(entry.serial);
    this.#found += 1;
    if (isExcepted) return;
    const message = `No Route matched the request "${entry.serial}" (${nameOf(entry)}).`;
    this.#unmatched.push({ about: ["request", String(entry.serial)], message, isMendable: false });
  }
}
