import { TricksterError } from "../errors.ts";
import type { HttpRequest } from "../http/request.ts";
import type { JsonNode, JsonObject } from "../json/json-node.ts";
import { MOST_WORLDS } from "../routes/route-table.ts";
import { object, optional } from "../schema/object.ts";
import { type OutputOf, type Schema, integer, nullable, number, string } from "../schema/schema.ts";
import { LARGEST_SEED, type Dice, deriveSeed } from "../dice.ts";
import type { ClockChange } from "../engine/world-clock.ts";
import { changeOf, clockSchema } from "./clock-schema.ts";
import type { Clock } from "../engine/clock.ts";
import { MemoryFullError } from "../memory/memory-error.ts";
import type { Sandbox, WorldSnapshot } from "./sandbox.ts";
import { COOKIE, SANDBOX_ID, type Selection, type SelectionRules, maySelect, selectionsOf } from "./selection.ts";

/** The world of those who ask for no other. */
export const DEFAULT = "default";

const LONGEST_TTL = 2_147_483;

const idText: Schema<string> = string({
  pattern: SANDBOX_ID,
  expected: "a label of a host name: 1 to 63 of a-z, 0-9 and -, none at either end",
  rule: (id) =>
    id === DEFAULT ? `must not be "${DEFAULT}", which is the world of those who ask for no other` : undefined,
  description: "A label of a host name: 1 to 63 of `a-z`, `0-9` and `-`, none at either end. Generated when absent.",
  examples: ["checkout-test"],
});

export const sandboxSchema = object(
  {
    id: optional(idText),
    base: optional(
      nullable(
        string({
          description:
            "The world whose Routes it starts with, as they are now: `default`, the id of a sandbox, or null for none.",
          examples: ["default"],
        }),
      ),
    ),
    ttl: optional(
      number({
        minimum: 0.001,
        maximum: LONGEST_TTL,
        description: "It ends when nobody has asked for it for so many seconds; 300 by default.",
        examples: [60],
      }),
    ),
    seed: optional(
      integer({
        minimum: 0,
        maximum: LARGEST_SEED,
        description: "What everything random of it comes from; by default the seed of the server and its id.",
        examples: [42],
      }),
    ),
    clock: optional(clockSchema),
  },
  {
    title: "SandboxDefinition",
    description: "A world of its own: Routes, counters, journal, verification, chance and time.",
    examples: [{ id: "checkout-test", base: DEFAULT, ttl: 60 }],
  },
);

type SandboxDefinition = OutputOf<typeof sandboxSchema>;

const DEFAULT_TTL = 300;

/** How long ended ones are known, in milliseconds: a request that comes late is told. */
const REMEMBERED = 60 * 60 * 1000;

/** Of more nobody knows that they have ended. */
const MOST_REMEMBERED = 100_000;

/** Milliseconds between two looks for those that nobody asks for. */
const SWEEP = 1000;

export interface SandboxesOptions {
  /** Of real time. */
  readonly clock: Clock;
  /** What their ids come from. */
  readonly dice: Dice;
  /** What their seeds come from. */
  readonly seed: number;
  readonly rules: SelectionRules;
  readonly most: number;
  readonly default: Sandbox;
  /** Makes a world that starts from a snapshot of another one. */
  readonly create: (id: string, start: WorldSnapshot | null, own: WorldStart) => Sandbox;
  /** Whether other processes answer by the same Routes. */
  readonly hasPeers: boolean;
}

/** What a world begins with, and goes back to on a reset. */
export interface WorldStart {
  readonly seed: number;
  readonly clock: ClockChange | null;
}

/** A sandbox, and how it is kept. */
interface Kept {
  readonly sandbox: Sandbox;
  readonly base: string | null;
  /** In seconds. */
  readonly ttl: number;
  /** Milliseconds since the epoch. */
  lastUsed: number;
}

/** What a request has selected. */
export interface Selected {
  /** The request as the Routes of the world see it. */
  readonly request: HttpRequest;
  /** `null`: there is none of this name, and `fault` says so. */
  readonly sandbox: Sandbox | null;
  readonly fault: TricksterError | null;
  /** Whether a cookie has selected it, which a client would send again and again. */
  readonly isByCookie: boolean;
}

/** The worlds of a server, by their ids: the only way to their state. */
export class Sandboxes {
  readonly #options: SandboxesOptions;
  readonly #kept = new Map<string, Kept>();
  /** When they ended, the first that did first. */
  readonly #ended = new Map<string, number>();
  #isSweeping = false;

  constructor(options: SandboxesOptions) {
    this.#options = options;
  }

  /** What everything random of the server comes from. */
  get seed(): number {
    return this.#options.seed;
  }

  get size(): number {
    return this.#kept.size;
  }

  /** The world that a request selects; `null`: the default one. Counts as a use. */
  select(request: HttpRequest): Selected | null {
    const { rules } = this.#options;
    if (!maySelect(request, rules)) return null;
    for (const selection of selectionsOf(request, rules)) {
      const selected = this.#follow(selection, request);
      if (selected !== undefined) return selected;
    }
    return null;
  }

  /**
   * Makes a sandbox. Throws a 409 if the id is taken or several processes answer, a 404 if there is no such base, a 400 if too many stand
   * above each other, and a 413 if there are too many.
   */
  async add(definition: SandboxDefinition): Promise<JsonObject> {
    this.#refuseWithPeers();
    const id = definition.id ?? this.#newId();
    if (this.#find(id) !== undefined) throw new TricksterError(409, `There is already a sandbox with the id "${id}".`);
    return this.#create(id, definition);
  }

  /** Makes a sandbox, in the place of one with this id if there is one. */
  async put(id: string, definition: SandboxDefinition): Promise<JsonObject> {
    this.#refuseWithPeers();
    if (!SANDBOX_ID.test(id) || id === DEFAULT) {
      throw new TricksterError(400, `"${id}" can't be the id of a sandbox: it must be ${idText.expected}.`);
    }
    if (definition.id !== undefined && definition.id !== id) {
      throw new TricksterError(400, `id must be "${id}", as in the path, got "${definition.id}".`);
    }
    return this.#create(id, definition);
  }

  /** What there is to know of one. Throws a 404. */
  describe(id: string): JsonObject {
    const kept = this.#find(id);
    if (kept === undefined) throw new TricksterError(404, this.#missing(id));
    return this.#toJson(id, kept);
  }

  *list(): Generator<JsonObject> {
    for (const [id, kept] of this.#kept) if (this.#find(id) !== undefined) yield this.#toJson(id, kept);
  }

  remove(id: string): void {
    if (this.#find(id) === undefined) throw new TricksterError(404, this.#missing(id));
    this.#end(id);
  }

  /** All that there are, the default one included. */
  *all(): Generator<Sandbox> {
    yield this.#options.default;
    for (const { sandbox } of this.#kept.values()) yield sandbox;
  }

  #follow({ kind, id, view }: Selection, request: HttpRequest): Selected | undefined {
    const isByCookie = kind === "cookie";
    const kept = this.#find(id);
    if (kept !== undefined) kept.lastUsed = this.#options.clock.now();
    const sandbox = id === DEFAULT ? this.#options.default : kept?.sandbox;
    if (sandbox !== undefined) {
      const seen = view.prefix === undefined && view.host === undefined ? request : request.as(view);
      return { request: seen, sandbox, fault: null, isByCookie };
    }
    // Any path and any host may look like that.
    if ((kind === "path" || kind === "host") && !this.#ended.has(id)) return undefined;
    const message = `${this.#missing(id)} It was selected by ${nameOf[kind]}.`;
    return { request, sandbox: null, fault: new TricksterError(404, message), isByCookie };
  }

  async #create(id: string, { base = DEFAULT, ttl = DEFAULT_TTL, ...own }: SandboxDefinition): Promise<JsonObject> {
    const start = base === null ? null : await this.#snapshotOf(base);
    const { most, create, clock } = this.#options;
    if (this.#kept.size >= most && !this.#kept.has(id)) {
      throw new TricksterError(413, `There can be ${most} sandboxes at most; delete some, or raise --max-sandboxes.`);
    }
    const seed = own.seed ?? deriveSeed(this.#options.seed, id);
    const worldStart = { seed, clock: own.clock === undefined ? null : changeOf(own.clock) };
    const kept = { sandbox: withRoom(() => create(id, start, worldStart)), base, ttl, lastUsed: clock.now() };
    this.#end(id);
    this.#ended.delete(id);
    this.#kept.set(id, kept);
    this.#sweepLater();
    return this.#toJson(id, kept);
  }

  async #snapshotOf(base: string): Promise<WorldSnapshot> {
    const { default: world } = this.#options;
    const sandbox = base === DEFAULT ? world : this.#find(base)?.sandbox;
    if (sandbox === undefined) throw new TricksterError(404, `${this.#missing(base)} Nothing can start from it.`);
    const snapshot = await sandbox.snapshot();
    if (snapshot.routes.worlds < MOST_WORLDS) return snapshot;
    throw new TricksterError(400, `base must not stand above ${MOST_WORLDS - 1} others; start from one of those.`);
  }

  #find(id: string): Kept | undefined {
    const kept = this.#kept.get(id);
    if (kept === undefined || !this.#isIdle(kept)) return kept;
    this.#end(id);
    return undefined;
  }

  #isIdle({ lastUsed, ttl, sandbox }: Kept): boolean {
    return this.#options.clock.now() - lastUsed >= ttl * 1000 && !sandbox.isBusy;
  }

  #end(id: string): void {
    const kept = this.#kept.get(id);
    if (kept === undefined) return;
    this.#kept.delete(id);
    kept.sandbox.end();
    this.#ended.delete(id);
    this.#ended.set(id, this.#options.clock.now());
    if (this.#ended.size > MOST_REMEMBERED)
      for (const first of this.#ended.keys()) return void this.#ended.delete(first);
  }

  #sweepLater(): void {
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    this.#options.clock.after(SWEEP, () => this.#sweep(), true);
  }

  #sweep(): void {
    this.#isSweeping = false;
    for (const [id, kept] of this.#kept) if (this.#isIdle(kept)) this.#end(id);
    const now = this.#options.clock.now();
    for (const [id, at] of this.#ended) {
      if (now - at < REMEMBERED) break;
      this.#ended.delete(id);
    }
    if (this.#kept.size + this.#ended.size > 0) this.#sweepLater();
  }

  #newId(): string {
    for (;;) {
      const id = this.#options.dice.newId();
      if (!this.#kept.has(id)) return id;
    }
  }

  #refuseWithPeers(): void {
    if (!this.#options.hasPeers) return;
    throw new TricksterError(
      409,
      "There are no sandboxes with several --workers: each would know only some of the requests.",
    );
  }

  #missing(id: string): string {
    const shown = id.length > LONGEST_SHOWN ? `${id.slice(0, LONGEST_SHOWN)}…` : id;
    return `There is no sandbox with the id "${shown}"${this.#ended.has(id) ? " any more" : ""}.`;
  }

  #toJson(id: string, { base, ttl, sandbox }: Kept): JsonObject {
    const { pathPrefix, hostSuffixes } = this.#options.rules;
    const select: JsonObject = new Map<string, JsonNode>([["header", `Trickster-Sandbox: ${id}`]]);
    if (pathPrefix !== null) select.set("path", `${pathPrefix}${id}/`);
    select.set(
      "hosts",
      hostSuffixes.map((suffix) => `${id}${suffix}`),
    );
    select.set("cookie", `${COOKIE}=${id}`);
    select.set("baggage", `trickster=${id}`);
    return new Map<string, JsonNode>([
      ["id", id],
      ["base", base],
      ["ttl", ttl],
      ["seed", sandbox.world.dice.seed],
      ["routes", sandbox.world.routes.size],
      ["requests", sandbox.world.journal?.total ?? 0],
      ["select", select],
    ]);
  }
}

const LONGEST_SHOWN = 100;

const nameOf = {
  header: "the header Trickster-Sandbox",
  path: "the beginning of the path",
  host: "the host",
  cookie: `the cookie ${COOKIE}, which ends now`,
  baggage: "the member trickster of the header baggage",
} as const;

function withRoom(create: () => Sandbox): Sandbox {
  try {
    return create();
  } catch (error) {
    if (!(error instanceof MemoryFullError)) throw error;
    throw new TricksterError(413, `What the sandbox starts from ${error.message}.`);
  }
}
