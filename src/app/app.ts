import { Dice, deriveSeed } from "../dice.ts";
import { createWorld } from "../engine/world.ts";
import { WorldClock } from "../engine/world-clock.ts";
import { Journal } from "../journal/journal.ts";
import { type JournalLimits, JournalSpace } from "../journal/journal-space.ts";
import type { PatternGuard } from "../matching/pattern-guard.ts";
import { RouteTable } from "../routes/route-table.ts";
import type { Clock } from "../engine/clock.ts";
import type { Log } from "./log.ts";
import type { ExplainLevel } from "./miss-answers.ts";
import type { TemplateLimits } from "../templates/situation.ts";
import { Memory } from "../memory/memory.ts";
import { type MemoryLimits, MemoryRoom } from "../memory/memory-room.ts";
import { Cors } from "./cors.ts";
import { MissLog } from "./miss-log.ts";
import type { Peers } from "./peers.ts";
import { RouteBook, type RouteLimits } from "./route-book.ts";
import { RouteRoom } from "./route-room.ts";
import { Sandbox, type SandboxOptions, type WorldSnapshot } from "./sandbox.ts";
import { DEFAULT, Sandboxes, type WorldStart } from "./sandboxes.ts";
import type { SelectionRules } from "./selection.ts";

export interface AppOptions {
  readonly clock: Clock;
  /** Takes the place of everything that the seed yields: from 0 up to, not including, 1. */
  readonly random?: (() => number) | undefined;
  /** What everything random comes from, see `Dice`. */
  readonly seed: number;
  /** Lets something else have its turn. */
  readonly turn: () => Promise<void>;
  /** Calls back when the work of this turn is done. */
  readonly soon: (callback: () => void) => void;
  readonly guard: PatternGuard;
  /** See `Ports`. */
  readonly templateGuard: PatternGuard;
  readonly log: Log;
  /** What is wrong with a `body_file`, or `undefined` if it can be read. */
  readonly bodyFileFault: (path: string) => string | undefined;
  readonly limits: RouteLimits;
  readonly templates: TemplateLimits;
  readonly memory: MemoryLimits;
  /** `null`: no request is remembered. */
  readonly journal: JournalLimits | null;
  readonly selection: SelectionRules;
  /** Origins whose pages may read mocked answers. */
  readonly cors: readonly string[];
  readonly maxSandboxes: number;
  /** How much the answer to a miss tells. */
  readonly explain: ExplainLevel;
  /** Whether other processes answer by the same Routes. */
  readonly hasPeers: boolean;
}

/** The one facade: library users, the internal API and the command line call the same methods. */
export class App {
  readonly limits: RouteLimits;
  readonly log: Log;
  /** The world of those who ask for no other. */
  readonly default: Sandbox;
  readonly sandboxes: Sandboxes;
  /** Which pages may read mocked answers. */
  readonly cors: Cors;
  /** `null`: none, so that asking costs one comparison. */
  peers: Peers | null = null;
  /** Whether a request is answered by the internal API, and by no Route. */
  isInternal: (method: string, path: string) => boolean = () => false;
  /** Whether it takes nothing more. */
  #isStopping = false;

  constructor(options: AppOptions) {
    const { clock, log, limits } = options;
    this.limits = limits;
    this.cors = new Cors(options.cors);
    this.log = log;
    const create = worldMaker(options, {
      isInternal: (method, path) => this.isInternal(method, path),
      isStopping: () => this.#isStopping,
    });
    this.default = create(DEFAULT, undefined, { seed: options.seed, clock: null });
    this.sandboxes = new Sandboxes({
      clock,
      dice: new Dice(deriveSeed(options.seed, "sandboxes")),
      seed: options.seed,
      rules: options.selection,
      most: options.maxSandboxes,
      default: this.default,
      create,
      hasPeers: options.hasPeers,
    });
  }

  /** Ends all that goes on without end, until it starts again. */
  stop(): void {
    this.#isStopping = true;
    for (const sandbox of this.sandboxes.all()) sandbox.stop();
  }

  /** Tells all who wait that the server stops. */
  releaseWaiting(): void {
    for (const { world } of this.sandboxes.all()) world.clock.release("stopped");
  }

  start(): void {
    this.#isStopping = false;
  }
}

/** Makes worlds that share nothing but what they take room in. `start`: see `RouteBook`. */
function worldMaker(
  { clock, log, limits, random, guard, journal, ...options }: AppOptions,
  server: Pick<SandboxOptions, "isInternal" | "isStopping">,
): (id: string, start: WorldSnapshot | null | undefined, own: WorldStart) => Sandbox {
  const now = (): number => clock.now();
  const memoryRoom = new MemoryRoom(options.memory);
  const space = journal === null ? null : new JournalSpace(journal);
  const bookOptions = { ...options, limits, onPatternExpired: warnOnce(log), room: new RouteRoom(limits) };
  const sandboxOptions = {
    ...options,
    clock,
    level: options.explain,
    maxBody: limits.maxBody,
    maxDepth: limits.maxDepth,
    misses: new MissLog(log, clock),
    ...server,
  };
  return (id, start, own) => {
    const world = createWorld(
      id,
      {
        now,
        guard,
        templateGuard: options.templateGuard,
        templates: options.templates,
        warn: (message, fields) => log.warn(message, fields),
        clock: new WorldClock(clock, own.clock),
        dice: new Dice(own.seed, random),
      },
      space === null ? null : new Journal(space, { now, soon: options.soon }),
      new Memory(memoryRoom, start?.memory),
    );
    if (start) world.routes = new RouteTable(start.routes);
    return new Sandbox(world, new RouteBook(world, bookOptions, start && start.routes), sandboxOptions);
  };
}

/** Of more patterns nobody reads, and no client may fill the memory with them. */
const MOST_WARNINGS = 1000;

/** Names each pattern that takes too long once, however often it does. */
function warnOnce(log: Log): (route: string, path: string) => void {
  const warned = new Set<string>();
  return (route, path) => {
    if (warned.size >= MOST_WARNINGS || warned.has(path)) return;
    warned.add(path);
    log.warn("the path of a Route takes too long to match, and counts as not matching", { route, path });
  };
}
