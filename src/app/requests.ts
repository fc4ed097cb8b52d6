import { TricksterError } from "../errors.ts";
import type { Feed, Sink } from "../http/answer.ts";
import type { Entry } from "../journal/entry.ts";
import { entryToJson } from "../journal/entry-json.ts";
import type { Journal } from "../journal/journal.ts";
import { type JsonObject, stringifyJson } from "../json/json-node.ts";
import type { World } from "../engine/world.ts";
import { type Steps, runInTurns } from "../routes/steps.ts";
import type { Clock } from "../engine/clock.ts";
import { lookThrough } from "./look-through.ts";
import type { RequestFilter } from "./request-filter.ts";

export interface RequestsOptions {
  readonly clock: Clock;
  /** Whether Trickster takes nothing more. */
  readonly isStopping: () => boolean;
  /** Lets something else have its turn. */
  readonly turn: () => Promise<void>;
  /** Calls back when the work of this turn is done. */
  readonly soon: (callback: () => void) => void;
}

/** Which part of the journal is meant. */
export interface Part {
  /** An id: those behind it, the first ones; otherwise the newest. */
  readonly since: string | null;
  readonly limit: number;
}

/** Milliseconds between two signs of life of a stream that has nothing to tell. */
const HEARTBEAT = 15_000;

/** Entries that are looked at in one turn. */
const LOOKED_AT_ONCE = 200;

/** Entries that are sent before they have ended, and will be sent again: so many are remembered. */
const MOST_PENDING = 1000;

/** The requests of a world, as users ask for them. */
export class Requests {
  readonly #world: World;
  readonly #options: RequestsOptions;
  readonly #endings = new Set<() => void>();

  constructor(world: World, options: RequestsOptions) {
    this.#world = world;
    this.#options = options;
  }

  /** Throws a 409 if none is kept. */
  get journal(): Journal {
    const { journal } = this.#world;
    if (journal !== null) return journal;
    throw new TricksterError(
      409,
      "No journal is kept: Trickster was started with --journal off, or with several --workers.",
    );
  }

  get(id: string): Entry {
    const entry = this.journal.get(serialOf(id));
    if (entry !== undefined) return entry;
    throw new TricksterError(404, `There is no request with the id "${id}", or none any more.`);
  }

  /** The serials of those that a filter means, the oldest first; in turns with other work. */
  async find(filter: RequestFilter, { since, limit }: Part): Promise<readonly number[]> {
    const start = since === null ? 1 : serialOf(this.#known(since)) + 1;
    const most = since === null ? Number.POSITIVE_INFINITY : limit;
    const found = await runInTurns(findSteps(this.journal, filter, { start, most }), this.#options.turn);
    return since === null && found.length > limit ? found.slice(-limit) : found;
  }

  /** Those that are still there, one by one. */
  *entries(serials: Iterable<number>): Generator<Entry> {
    for (const serial of serials) {
      const entry = this.journal.get(serial);
      if (entry !== undefined) yield entry;
    }
  }

  describe(entry: Entry): JsonObject {
    return entryToJson(entry, { sandbox: this.#world.id, mostBody: this.journal.mostBody });
  }

  /** Tells of those that a filter means, as server-sent events: what comes from now on, or what is behind an id. */
  stream(filter: RequestFilter, since: string | null): Feed {
    const { journal } = this;
    const start = since === null ? journal.nextSerial : serialOf(this.#known(since)) + 1;
    return (sink) => {
      const { clock, soon } = this.#options;
      const stream = new RequestStream(
        { journal, filter, describe: (entry) => this.describe(entry), start, soon },
        sink,
      );
      const stopListening = journal.listen((entry, isNew) => {
        stream.note(entry, isNew);
        if (!stream.isScheduled) soon(stream.schedule());
      });
      let callOff = nothing;
      const beat = (): void => {
        if (stream.hasStopped) return;
        callOff = clock.after(HEARTBEAT, beat, true);
        stream.beat();
      };
      const stop = (): void => {
        stopListening();
        callOff();
        stream.stop();
        this.#endings.delete(end);
      };
      const end = (): void => {
        stop();
        sink.end();
      };
      if (this.#options.isStopping()) {
        end();
        return stop;
      }
      this.#endings.add(end);
      beat();
      stream.send();
      return stop;
    };
  }

  get hasStreams(): boolean {
    return this.#endings.size > 0;
  }

  /** Ends every stream. */
  endStreams(): void {
    for (const end of this.#endings) end();
  }

  /** Throws a 410 for an id that is gone. */
  #known(id: string): string {
    if (this.journal.get(serialOf(id)) !== undefined) return id;
    throw new TricksterError(410, `There is no request with the id "${id}" any more; start again without since.`);
  }
}

const nothing = (): void => {};

function serialOf(id: string): number {
  return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : 0;
}

function* findSteps(
  journal: Journal,
  filter: RequestFilter,
  { start, most }: { start: number; most: number },
): Steps<readonly number[]> {
  const found: number[] = [];
  yield* lookThrough(journal, start, (entry, look) => {
    if (look(filter) === true) found.push(entry.serial);
    return found.length < most;
  });
  return found;
}

interface StreamOptions {
  readonly journal: Journal;
  readonly filter: RequestFilter;
  readonly describe: (entry: Entry) => JsonObject;
  readonly start: number;
  readonly soon: (callback: () => void) => void;
}

/**
 * One reader of the journal: it is sent what it has not been sent, as fast as it reads. Nothing is put by for it; what is
 * dropped before it came to it is told as a number.
 */
class RequestStream {
  readonly #options: StreamOptions;
  readonly #sink: Sink;
  #next: number;
  /** Those that were sent before they had ended. */
  readonly #pending = new Set<number>();
  readonly #changed = new Set<number>();
  #isBlocked = false;
  hasStopped = false;
  isScheduled = false;

  constructor(options: StreamOptions, sink: Sink) {
    this.#options = options;
    this.#sink = sink;
    this.#next = options.start;
  }

  note({ serial }: Entry, isNew: boolean): void {
    if (!isNew && this.#pending.has(serial)) this.#changed.add(serial);
  }

  /** What to call when the work of this turn is done. */
  schedule(): () => void {
    this.isScheduled = true;
    return () => {
      this.isScheduled = false;
      this.send();
    };
  }

  /** Sends what there is, but not all in one turn. */
  send(): void {
    this.#sendChanged();
    const { journal, filter, soon } = this.#options;
    for (let looked = 0; this.#canWrite && this.#next < journal.nextSerial; looked += 1) {
      if (looked >= LOOKED_AT_ONCE) return this.isScheduled ? undefined : soon(this.schedule());
      const first = journal.firstSerial;
      if (this.#next < first) this.#say(`event: dropped\ndata: ${first - this.#next}\n\n`);
      const entry = journal.get(Math.max(this.#next, first));
      if (entry === undefined) return;
      this.#next = entry.serial + 1;
      const verdict = filter.test(entry);
      if (verdict === true) this.#show(entry);
      // A pattern has taken all of its time.
      if (verdict === "unknown") looked = LOOKED_AT_ONCE;
    }
  }

  /** Those that have ended after they were sent: without an id, which readers would go on from. */
  #sendChanged(): void {
    for (const serial of this.#changed) {
      if (!this.#canWrite) return;
      this.#changed.delete(serial);
      const entry = this.#options.journal.get(serial);
      if (entry !== undefined && entry.ending === null) continue;
      this.#pending.delete(serial);
      if (entry !== undefined) this.#say(this.#eventOf(entry));
    }
  }

  /** Keeps what is between from taking the connection for dead. */
  beat(): void {
    if (this.#canWrite) this.#say(":\n\n");
  }

  stop(): void {
    this.hasStopped = true;
  }

  get #canWrite(): boolean {
    return !this.#isBlocked && !this.hasStopped;
  }

  #show(entry: Entry): void {
    if (entry.ending === null && this.#pending.size < MOST_PENDING) this.#pending.add(entry.serial);
    this.#say(`id: ${entry.serial}\n${this.#eventOf(entry)}`);
  }

  #eventOf(entry: Entry): string {
    return `event: request\ndata: ${stringifyJson(this.#options.describe(entry))}\n\n`;
  }

  #say(text: string): void {
    if (this.#isBlocked || this.#sink.write(text)) return;
    this.#isBlocked = true;
    this.#sink.onceReady(() => {
      this.#isBlocked = false;
      this.send();
    });
  }
}
