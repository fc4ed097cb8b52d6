import { MemoryFullError } from "./memory-error.ts";

export interface MemoryLimits {
  /** Characters of the data of all worlds. */
  readonly maxData: number;
  /** Keys of all scenarios, of all worlds. */
  readonly maxScenarioKeys: number;
  /** Effects that wait, of all worlds. */
  readonly maxWaitingEffects: number;
}

/** The room that the memories of all worlds have together. */
export class MemoryRoom {
  readonly limits: MemoryLimits;
  #data = 0;
  #keys = 0;
  #effects = 0;

  constructor(limits: MemoryLimits) {
    this.limits = limits;
  }

  /** Takes so much more, or gives it back. Throws a `MemoryFullError` if there is no room. */
  takeData(size: number): void {
    if (size > 0 && this.#data + size > this.limits.maxData) {
      throw new MemoryFullError("would make data larger than --max-data");
    }
    this.#data += size;
  }

  /** Whether another key has to make room for one more. */
  get isFullOfKeys(): boolean {
    return this.#keys >= this.limits.maxScenarioKeys;
  }

  takeKey(): void {
    this.#keys += 1;
  }

  giveKeys(count: number): void {
    this.#keys -= count;
  }

  takeEffect(): void {
    if (this.#effects >= this.limits.maxWaitingEffects) {
      throw new MemoryFullError("would have more effects wait than --max-waiting-effects");
    }
    this.#effects += 1;
  }

  giveEffect(): void {
    this.#effects -= 1;
  }
}
