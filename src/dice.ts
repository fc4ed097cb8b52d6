/** Seeds are whole numbers from 0 to this. */
export const LARGEST_SEED = Number.MAX_SAFE_INTEGER;

/** What an answer draws for. */
const ANSWER = 0;
const REFUSAL = 1;
const ID = 2;

/** Draws that only mix what a generator starts with. */
const WARM_UP = 12;

/**
 * Everything random of a world. Each answer draws from a generator of its own, which comes from the seed of the world,
 * the Route and how often that was chosen: whatever else is going on, the same requests to a Route get the same
 * (decision 28). The generator is sfc32, by Chris Doty-Humphrey.
 */
export class Dice {
  readonly seed: number;
  readonly #random: (() => number) | undefined;
  readonly #low: number;
  readonly #high: number;
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;
  /** What the generator will start with when something is drawn; most answers draw nothing. */
  #route = 0;
  #n = 0;
  #purpose = 0;
  #isStarted = true;
  #ids = 0;

  /** `random`: takes the place of all that answers draw. Ids stay different. */
  constructor(seed: number, random?: () => number) {
    this.seed = seed;
    this.#low = mix(seed >>> 0);
    this.#high = mix(Math.floor(seed / 2 ** 32) ^ this.#low);
    this.#random = random;
  }

  /** From 0 up to, not including, 1. */
  readonly draw = (): number => {
    if (this.#random !== undefined) return this.#random();
    const high = this.#next() >>> 5;
    return (high * 2 ** 26 + (this.#next() >>> 6)) / 2 ** 53;
  };

  /** What is drawn next is for the n-th answer of a Route; `route`: what `hashText` makes of its id, and its key. */
  forAnswer(route: number, n: number): void {
    this.#start(route, n, ANSWER);
  }

  /** The same for the n-th request that is not authorized. */
  forRefusal(route: number, n: number): void {
    this.#start(route, n, REFUSAL);
  }

  /** A UUID (RFC 9562, version 4) for the answer. */
  uuid(): string {
    return writeUuid(this.#next(), this.#next(), this.#next(), this.#next());
  }

  /** An id that no other call gives, until the ids begin anew. */
  newId(): string {
    this.#start(0, this.#ids, ID);
    this.#ids += 1;
    return writeUuid(this.#generate(), this.#generate(), this.#generate(), this.#generate());
  }

  /** How many ids were given. */
  get ids(): number {
    return this.#ids;
  }

  /** Gives the ids again that came after so many. */
  restartIds(after: number): void {
    this.#ids = after;
  }

  #start(route: number, n: number, purpose: number): void {
    this.#route = route;
    this.#n = n;
    this.#purpose = purpose;
    this.#isStarted = false;
  }

  #warmUp(): void {
    this.#isStarted = true;
    this.#a = this.#low ^ this.#route;
    this.#b = this.#high ^ this.#purpose;
    this.#c = this.#n | 0;
    this.#d = 1;
    for (let at = 0; at < WARM_UP; at += 1) this.#generate();
  }

  /** 32 bits. */
  #next(): number {
    return this.#random === undefined ? this.#generate() : Math.floor(this.#random() * 2 ** 32);
  }

  #generate(): number {
    if (!this.#isStarted) this.#warmUp();
    const sum = (this.#a + this.#b + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }
}

/** The seed of something that has a name, below another seed. */
export function deriveSeed(seed: number, name: string): number {
  const low = hashText(name, mix(seed >>> 0));
  const high = hashText(name, mix(Math.floor(seed / 2 ** 32) + 1) ^ low);
  return (high >>> 11) * 2 ** 32 + low;
}

/** 32 bits of a text (FNV-1a over its UTF-16 code units, mixed). */
export function hashText(text: string, start = 0): number {
  let hash = 0x81_1c_9d_c5 ^ start;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01_00_01_93);
  return mix(hash);
}

/** Has every bit depend on every other one, as the last step of MurmurHash3 does. */
function mix(bits: number): number {
  let mixed = bits ^ (bits >>> 16);
  mixed = Math.imul(mixed, 0x85_eb_ca_6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2_b2_ae_35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** The lower 16 bits. */
function hex(bits: number): string {
  return `${HEX[(bits >>> 8) & 255]}${HEX[bits & 255]}`;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function writeUuid(...words: [number, number, number, number]): string {
  const [a, b, c, d] = words;
  const [version, variant] = [(b & 0xff_ff_0f_ff) | 0x40_00, (c & 0x3f_ff_ff_ff) | 0x80_00_00_00];
  const time = [hex(a >>> 16), hex(a), "-", hex(version >>> 16), "-", hex(version), "-"];
  return [...time, hex(variant >>> 16), "-", hex(variant), hex(d >>> 16), hex(d)].join("");
}
