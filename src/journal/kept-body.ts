/** What is allocated for a body of which only a piece has come. */
const SMALLEST = 256;

/** A copy of a body, as far as it is kept: the pieces that a socket reads are parts of larger buffers. */
export class KeptBody {
  #buffer: Buffer = NOTHING;
  #used = 0;
  /** Bytes that have arrived. */
  length = 0;
  /** Whether more is expected. */
  isArriving = true;
  #isComplete = false;
  #isForgotten = false;

  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#used);
  }

  /** Bytes that it takes. */
  get size(): number {
    return this.#buffer.length;
  }

  /** Whether all of it is here. */
  get isWhole(): boolean {
    return this.#isComplete && this.length === this.#used;
  }

  /** Copies a piece, of which no more is kept than `most` bytes in all; returns by how much it takes more. */
  add(piece: Uint8Array, most: number): number {
    this.length += piece.length;
    if (this.#isForgotten) return 0;
    const before = this.size;
    const kept = piece.subarray(0, most - this.#used);
    this.#makeRoom(this.#used + kept.length, most);
    this.#buffer.set(kept, this.#used);
    this.#used += kept.length;
    return this.size - before;
  }

  /** Nothing more comes. `isComplete`: since all of it has come. */
  end(isComplete: boolean): void {
    this.isArriving = false;
    this.#isComplete = isComplete;
  }

  /** Nobody asks for it any more: whoever still adds to it adds to nothing. */
  forget(): void {
    this.#buffer = NOTHING;
    this.#used = 0;
    this.#isForgotten = true;
  }

  /** Twice as much each time, so that many small pieces take no longer than a large one. */
  #makeRoom(needed: number, most: number): void {
    if (needed <= this.#buffer.length) return;
    const isFirst = this.#buffer.length === 0;
    const grown = isFirst ? needed : Math.max(needed, SMALLEST, Math.min(this.#buffer.length * 2, most));
    const buffer = Buffer.allocUnsafeSlow(grown);
    buffer.set(this.bytes);
    this.#buffer = buffer;
  }
}

const NOTHING = Buffer.alloc(0);
