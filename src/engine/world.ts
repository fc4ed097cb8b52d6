import type { Journal } from "../journal/journal.ts";
import { Inspector, type Surroundings } from "../matching/inspection.ts";
import type { Memory } from "../memory/memory.ts";
import type { PatternGuard } from "../matching/pattern-guard.ts";
import type { LiveRoute } from "../routes/live-route.ts";
import type { Dice } from "../dice.ts";
import type { WorldClock } from "./world-clock.ts";
import type { TemplateLimits } from "../templates/situation.ts";
import { RouteTable } from "../routes/route-table.ts";

/** What the engine may not reach for itself: time, chance, and the guard of patterns. */
export interface Ports {
  /** Real time, in milliseconds since the epoch. */
  readonly now: () => number;
  /** The time of this world. */
  readonly clock: WorldClock;
  /** The chance of this world. */
  readonly dice: Dice;
  readonly guard: PatternGuard;
  /** Guards what templates look for: it fails, and is not just not found, if it takes too long. */
  readonly templateGuard: PatternGuard;
  readonly templates: TemplateLimits;
  /** Says something to whoever runs the server. */
  readonly warn: (message: string, fields: Readonly<Record<string, string>>) => void;
}

/** Which counts a Route takes over from the one whose place it takes: those of these Responses, or `null` for none. */
export type Keeps = ((responseId: string) => boolean) | null;

/** What has happened to the Routes. */
export type Change =
  | { readonly kind: "added"; readonly lives: readonly LiveRoute[] }
  | { readonly kind: "replaced"; readonly old: LiveRoute; readonly live: LiveRoute; readonly keeps: Keeps }
  | { readonly kind: "removed"; readonly live: LiveRoute }
  /** There is another table; with `keepsCounts` the same Routes have taken over their counts. */
  | { readonly kind: "all"; readonly keepsCounts: boolean };

/** Everything that decides how a request is answered, and what is remembered of it. */
export interface World extends Ports {
  readonly id: string;
  /** `null`: none is kept. */
  readonly journal: Journal | null;
  /** What it remembers of the requests that came. */
  readonly memory: Memory;
  /** Looks at requests with all that it knows. */
  readonly inspector: Inspector;
  /** The same for whoever writes an answer. */
  readonly writer: Inspector;
  /** What changes all Routes at once puts another table in its place. */
  routes: RouteTable;
  /** How many requests a Route was chosen for. */
  arrivals: number;
  /** Told of every change, if somebody wants to know. */
  onChange: ((change: Change) => void) | null;
  /** Gathers the Routes that count, if somebody wants to know. */
  counted: Set<LiveRoute> | null;
}

export function createWorld(id: string, ports: Ports, journal: Journal | null, memory: Memory): World {
  const surroundings = surroundingsOf(ports, memory);
  const inspector = new Inspector(ports.guard, surroundings);
  const writer = new Inspector(ports.templateGuard, surroundings);
  const routes = new RouteTable();
  return { ...ports, id, journal, memory, inspector, writer, routes, arrivals: 0, onChange: null, counted: null };
}

function surroundingsOf({ clock, templates }: Ports, { data, scenarios }: Memory): Surroundings {
  return {
    templates,
    now: () => clock.now(),
    get data() {
      return data.root;
    },
    get dataSize() {
      return data.size;
    },
    machine: (scenario, key) => scenarios.find(scenario, key),
  };
}
