import type { PatternGuard } from "../matching/pattern-guard.ts";
import { RouteTable } from "../routes/route-table.ts";

/** What the engine may not reach for itself: time, chance, and the guard of patterns. */
export interface Ports {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  readonly guard: PatternGuard;
}

/** Everything that decides how a request is answered. */
export interface World extends Ports {
  /** What changes all Routes at once puts another table in its place. */
  routes: RouteTable;
}

export function createWorld(ports: Ports): World {
  return { ...ports, routes: new RouteTable() };
}
