import { TricksterError } from "../../errors.ts";
import type { World } from "../../engine/world.ts";
import type { JsonObject } from "../../json/json-node.ts";
import { runInTurns } from "../../routes/steps.ts";
import type { Clock } from "../../engine/clock.ts";
import { AllQuestion } from "./all-question.ts";
import { Changes, type ChangesOptions } from "./changes.ts";
import { CountQuestion } from "./count-question.ts";
import type { Question, State } from "./question.ts";
import { SequenceQuestion } from "./sequence-question.ts";
import { type VerificationDefinition, isAboutAll } from "./verify-schema.ts";

/** What a verification says. */
export interface Verdict {
  readonly isVerified: boolean;
  readonly json: JsonObject;
}

export interface VerifierOptions extends ChangesOptions {
  /** Of real time. */
  readonly clock: Clock;
  /** Whether other processes answer by the same Routes. */
  readonly hasPeers: boolean;
  /** Whether Trickster takes nothing more. */
  readonly isStopping: () => boolean;
}

/** Has itself told when nobody waits for the answer any more. */
export type OnGone = (callback: () => void) => void;

/** So many seconds a verification waits for bodies that are still arriving, if it does not wait for anything else. */
const PATIENCE = 5;

/** Says whether what must have come has come, and waits for it. */
export class Verifier {
  readonly #world: World;
  readonly #options: VerifierOptions;
  #changes: Changes | undefined;
  #isGone = false;

  constructor(world: World, options: VerifierOptions) {
    this.#world = world;
    this.#options = options;
  }

  /**
   * Throws a 404 for a Route that there is not, a 409 for what only a journal can tell if there is none, a 410 if the requests are
   * forgotten meanwhile, and a 503 if Trickster stops.
   */
  async verify(definition: VerificationDefinition, onGone: OnGone): Promise<Verdict> {
    const { within = 0, for: lasting = 0 } = definition;
    if (this.#options.hasPeers)
      throw new TricksterError(
        409,
        "Nothing can be verified with several --workers: each knows only some of the requests.",
      );
    if (within + lasting > 0) this.#refuseWithoutJournal();
    const question = this.#questionOf(definition);
    const isOver = this.#limitsOf(onGone);
    let state = await this.#watch(question, {
      seconds: within,
      isDone: (now) => now !== "may" || within === 0,
      isOver,
    });
    if (state === "holds" && lasting > 0) {
      state = await this.#watch(question, { seconds: lasting, isDone: (now) => now !== "holds", isOver });
    }
    const isVerified = state === "holds";
    return { isVerified, json: question.answer(isVerified) };
  }

  /** Has every wait look again. */
  wake(): void {
    this.#changes?.wakeAll();
  }

  /** Whether somebody waits. */
  get isBusy(): boolean {
    return this.#changes !== undefined && this.#changes.sleepers > 0;
  }

  /** Its world is gone. */
  end(): void {
    this.#isGone = true;
    this.wake();
  }

  #questionOf(definition: VerificationDefinition): Question {
    if (isAboutAll(definition)) {
      if (definition.unmatched !== "ignore") this.#refuseWithoutJournal();
      return new AllQuestion(this.#world, definition);
    }
    if (definition.sequence !== undefined) {
      return new SequenceQuestion(this.#refuseWithoutJournal(), definition.sequence, this.#world.guard);
    }
    return new CountQuestion(this.#world, definition, () => this.#refuseWithoutJournal());
  }

  #refuseWithoutJournal() {
    const { journal } = this.#world;
    if (journal !== null) return journal;
    throw new TricksterError(
      409,
      "No journal is kept (--journal off): only how often a Route was chosen can be verified.",
    );
  }

  /** Whether there is nothing to wait for any more. Throws if the requests were forgotten. */
  #limitsOf(onGone: OnGone): () => boolean {
    const generation = this.#world.journal?.generation;
    let isGone = false;
    onGone(() => {
      isGone = true;
      this.wake();
    });
    return () => {
      if (this.#options.isStopping()) throw new TricksterError(503, "Trickster is stopping.");
      if (this.#isGone) throw new TricksterError(410, "The sandbox ended while the verification waited.");
      if (this.#world.journal?.generation !== generation) {
        throw new TricksterError(410, "The requests were forgotten while the verification waited for more.");
      }
      return isGone;
    };
  }

  async #watch(
    question: Question,
    { seconds, isDone, isOver }: { seconds: number; isDone: (state: State) => boolean; isOver: () => boolean },
  ): Promise<State> {
    const { clock, turn } = this.#options;
    const start = clock.now();
    for (;;) {
      await runInTurns(question.look(), turn);
      const state = question.state();
      if (isOver()) return state;
      if (isDone(state) && !question.isWaiting) return state;
      const left = start + Math.max(seconds, question.isWaiting ? PATIENCE : 0) * 1000 - clock.now();
      if (left <= 0) return state;
      await this.#sleep(left);
    }
  }

  /** Until something happens, or for so many milliseconds. */
  #sleep(milliseconds: number): Promise<void> {
    this.#changes ??= new Changes(this.#refuseWithoutJournal(), this.#options);
    const changes = this.#changes;
    return new Promise((resolve) => {
      const wake = (): void => {
        callOffTimer();
        callOffWake();
        resolve();
      };
      const callOffTimer = this.#options.clock.after(milliseconds, wake);
      const callOffWake = changes.next(wake);
    });
  }
}
