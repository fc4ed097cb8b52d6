import type { Situation } from "./situation.ts";

/** Writes a part of a text that has tags. */
export type Render = (situation: Situation, out: Out) => void;

/** A text that is being written. */
export class Out {
  text = "";
  /** That a loop is to go on, or to end: what stands behind is not written. */
  signal: "break" | "continue" | null = null;
  readonly #situation: Situation;

  constructor(situation: Situation) {
    this.#situation = situation;
  }

  write(text: string): void {
    this.text += text;
    this.#situation.refuseLong(this.text.length);
  }
}
