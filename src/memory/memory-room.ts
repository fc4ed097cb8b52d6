import { MemoryFullError } from "./memory-error.ts";

export interface MemoryLimits {
  /** Characters of the data of all worlds. */
  readonly maxData: number;
  /** Keys of all scenarios, of all worlds. */
  readonly maxScenarioKeys: number;
  /** Effects that wait, of all worlds. */
  readonly maxWaitingEffects: number;
}

/** What several worlds start from: it takes room as long as one of them is there, and once for all of them. */
export interface Layer {
  /** Characters. */
  readonly size: number;
  /** How many worlds start from it. */
  holders: number;
}

/** What one world takes of the room. When it has given all back, it takes nothing any more, whatever still comes. */
export class MemoryShare {
  readonly #room: MemoryRoom;
  readonly #held: Layer[] = [];
  #data = 0;
  #keys = 0;
  #isReleased = false;

  constructor(room: MemoryRoom) {
    this.#room = room;
  }

  /** Throws a `MemoryFullError` if there is no room. */
  hold(layer: Layer): void {
    if (layer.holders === 0) this.#room.takeData(layer.size);
    layer.holders += 1;
    this.#held.push(layer);
  }

  /** Takes so much more, or gives it back. Throws a `MemoryFullError` if there is no room. */
  takeData(size: number): void {
    if (this.#isReleased) return;
    this.#room.takeData(size);
    this.#data += size;
  }

  get isFullOfKeys(): boolean {
    return this.#room.isFullOfKeys;
  }

  takeKey(): void {
    if (this.#isReleased) return;
    this.#room.takeKey();
    this.#keys += 1;
  }

  giveKeys(count: number): void {
    if (this.#isReleased) return;
    this.#room.giveKeys(count);
    this.#keys -= count;
  }

  takeEffect(): void {
    this.#room.takeEffect();
  }

  giveEffect(): void {
    this.#room.giveEffect();
  }

  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#room.takeData(-this.#data);
    this.#room.giveKeys(this.#keys);
    for (const layer of this.#held.splice(0)) {
      layer.holders -= 1;
      if (layer.holders === 0) this.#room.takeData(-layer.size);
    }
  }
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
