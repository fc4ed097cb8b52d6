import type { Answer } from "../http/answer.ts";
import type { RequestHead } from "../http/request.ts";
import { type Ending, Entry, type EntryKeeper, type OutcomeName, outcomes } from "./entry.ts";
import type { KeptBody } from "./kept-body.ts";
import type { Chosen } from "../routes/live-response.ts";
import { Heads, roomFor } from "./heads.ts";

const endings: readonly Ending[] = [null, "sent", "aborted"];

/** Outcome and ending are kept in one number. */
const codeOf = {
  ...(Object.fromEntries(outcomes.map((name, at) => [name, at])) as Record<OutcomeName, number>),
  sent: outcomes.length,
  aborted: 2 * outcomes.length,
};

/** A small first page, so that a world with few requests takes little; later ones are larger. */
const SMALLEST = { entries: 16, heads: 4 * 1024 };
const LARGEST = { entries: 512, heads: 128 * 1024 };

/** The numbers of an entry stand together, and so do its references: what is read from memory comes in lines. */
const NUMBERS = 3;
const [AT, DURATION, CODES] = [0, 1, 2] as const;
const REFERENCES = 2;

/** What an entry takes in the arrays of its page. */
const BYTES_PER_ENTRY = 8 * (NUMBERS + REFERENCES + 1);

/** The memory of a page, which another one can use when it is gone. */
interface Memory {
  readonly numbers: Float64Array;
  readonly references: (Chosen | Answer | null)[];
  readonly heads: Buffer;
}

/**
 * Some entries of a journal, in columns. What costs most are many objects that live for a while: here a request leaves
 * numbers, bytes, and references to what is there anyway (decision 25).
 */
export class Page {
  readonly firstSerial: number;
  count = 0;
  /** How many of the oldest are gone. */
  gone = 0;
  /** Whether answers in it are so large that each is let go by itself. */
  hasLarge = false;
  readonly #memory: Memory;
  readonly #heads: Heads;
  /** `null`: none; most requests have no body. */
  #bodies: Map<number, KeptBody> | null = null;
  #explanations: Map<number, string> | null = null;

  constructor(firstSerial: number, memory: Memory) {
    this.firstSerial = firstSerial;
    this.#memory = memory;
    this.#heads = new Heads(memory.heads);
  }

  /** One behind another, with room for this head. `spare` has left its memory. */
  static behind(
    last: Page | undefined,
    serial: number,
    { head, spare }: { head: RequestHead; spare: Page | undefined },
  ): Page {
    const entries = last === undefined ? SMALLEST.entries : Math.min(last.capacity * 2, LARGEST.entries);
    const before = last === undefined ? SMALLEST.heads / 2 : last.#memory.heads.length;
    const heads = Math.max(Math.min(before * 2, LARGEST.heads), roomFor(head));
    if (spare?.capacity === entries && spare.#memory.heads.length === heads) return new Page(serial, spare.#memory);
    return new Page(serial, {
      numbers: new Float64Array(entries * NUMBERS),
      references: Array.from({ length: entries * REFERENCES }, () => null),
      heads: Buffer.allocUnsafeSlow(heads),
    });
  }

  get capacity(): number {
    return this.#memory.numbers.length / NUMBERS;
  }

  /** Bytes that it takes, bodies and answers aside. */
  get bytes(): number {
    return this.#memory.heads.length + this.capacity * BYTES_PER_ENTRY;
  }

  /** Adds an entry, if there is room for it. */
  add(entry: Entry): boolean {
    const index = this.count;
    if (index >= this.capacity || !this.#heads.add(entry.head)) return false;
    this.count += 1;
    this.#memory.references[index * REFERENCES] = entry.chosen;
    this.#memory.numbers[index * NUMBERS + AT] = entry.at;
    this.update(entry);
    return true;
  }

  /** Keeps what has become known of an entry. */
  update({ serial, outcome, ending, answer, duration, body, explanation }: Entry): void {
    const index = serial - this.firstSerial;
    // It may have been dropped by now.
    if (index < this.gone) return;
    const { numbers, references } = this.#memory;
    numbers[index * NUMBERS + DURATION] = duration;
    numbers[index * NUMBERS + CODES] = codeOf[outcome] + (ending === null ? 0 : codeOf[ending]);
    references[index * REFERENCES + 1] = answer;
    if (body !== null) (this.#bodies ??= new Map()).set(index, body);
    if (explanation !== null) (this.#explanations ??= new Map()).set(index, explanation);
  }

  /** The answer of an entry, as far as it is known here. */
  answerOf(serial: number): Answer | null {
    return this.#answer(serial - this.firstSerial);
  }

  get(serial: number, keeper: EntryKeeper): Entry {
    const index = serial - this.firstSerial;
    const { numbers, references } = this.#memory;
    const codes = numbers[index * NUMBERS + CODES] ?? 0;
    const entry = new Entry(
      keeper,
      serial,
      numbers[index * NUMBERS + AT] ?? 0,
      this.#heads.get(index),
      outcomes[codes % outcomes.length] ?? "failed",
      references[index * REFERENCES] as Chosen,
    );
    entry.ending = endings[Math.floor(codes / outcomes.length)] ?? null;
    entry.answer = this.#answer(index);
    entry.duration = numbers[index * NUMBERS + DURATION] ?? 0;
    entry.body = this.#bodies?.get(index) ?? null;
    entry.explanation = this.#explanations?.get(index) ?? null;
    return entry;
  }

  /** Lets some of the oldest go; returns the bytes that were kept for them alone. */
  forget(count: number): number {
    const from = this.gone;
    this.gone += count;
    let kept = 0;
    if (this.#bodies !== null || this.#explanations !== null) {
      for (let index = from; index < this.gone; index += 1) kept += this.#forgetTexts(index);
    }
    return kept;
  }

  /** Lets go of the large answers of those that are gone. */
  *takeLarge(count: number): Generator<Answer> {
    for (let index = this.gone - count; index < this.gone; index += 1) {
      const answer = this.#answer(index);
      this.#memory.references[index * REFERENCES + 1] = null;
      if (answer !== null) yield answer;
    }
  }

  #forgetTexts(index: number): number {
    const body = this.#bodies?.get(index);
    const kept = (body?.size ?? 0) + (this.#explanations?.get(index)?.length ?? 0);
    // It may still be arriving, and who copies it holds it.
    body?.forget();
    this.#bodies?.delete(index);
    this.#explanations?.delete(index);
    return kept;
  }

  /** The answers of all its entries. */
  *answers(): Generator<Answer> {
    for (let index = 0; index < this.count; index += 1) {
      const answer = this.#answer(index);
      if (answer !== null) yield answer;
    }
  }

  #answer(index: number): Answer | null {
    return this.#memory.references[index * REFERENCES + 1] as Answer | null;
  }
}
