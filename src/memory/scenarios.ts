import type { MemoryShare } from "./memory-room.ts";

/** What was chosen for one key of a Route. */
export interface KeyCounts {
  used: number;
  /** Of each Response, by its id. */
  readonly responses: Map<string, number>;
}

/** The state machine of one key. */
export class Machine {
  /** "" for the only one of a scenario without keys. */
  readonly key: string;
  state: string;
  /** By the ids of the Routes that were asked for with this key. */
  #counts: Map<string, KeyCounts> | undefined;

  constructor(key: string, state: string) {
    this.key = key;
    this.state = state;
  }

  countsOf(route: string): KeyCounts | undefined {
    return this.#counts?.get(route);
  }

  count(route: string, response: string): void {
    this.#counts ??= new Map();
    const counts = this.#counts.get(route) ?? { used: 0, responses: new Map<string, number>() };
    counts.used += 1;
    counts.responses.set(response, (counts.responses.get(response) ?? 0) + 1);
    this.#counts.set(route, counts);
  }

  /** Forgets what was counted: for one Response of a Route, for all of them, or for all Routes. */
  forgetCounts(route?: string, response?: string): void {
    if (route === undefined) this.#counts = undefined;
    else if (response === undefined) this.#counts?.delete(route);
    else this.#counts?.get(route)?.responses.delete(response);
  }
}

/** The machines of all scenarios of a world, by name and key. */
export class Scenarios {
  readonly #room: MemoryShare;
  /** Of each scenario, those that were asked for last are the last. */
  readonly #machines = new Map<string, Map<string, Machine>>();

  constructor(room: MemoryShare) {
    this.#room = room;
  }

  /** The names of those that have a machine. */
  names(): Iterable<string> {
    return this.#machines.keys();
  }

  machines(name: string): Iterable<Machine> {
    return this.#machines.get(name)?.values() ?? [];
  }

  /** How many keys a scenario has. */
  sizeOf(name: string): number {
    return this.#machines.get(name)?.size ?? 0;
  }

  find(name: string, key: string): Machine | undefined {
    return this.#machines.get(name)?.get(key);
  }

  /** The machine of a key, made if there is none; it is the last one then that has to make room. */
  use(name: string, key: string, start: string): Machine {
    const known = this.#machines.get(name) ?? new Map<string, Machine>();
    const found = known.get(key);
    if (found !== undefined) {
      known.delete(key);
      known.set(key, found);
      return found;
    }
    if (this.#room.isFullOfKeys) this.#forgetOldest(known);
    this.#room.takeKey();
    const made = new Machine(key, start);
    known.set(key, made);
    this.#machines.set(name, known);
    return made;
  }

  /** Forgets a key of a scenario, all of them, or all scenarios. */
  forget(name?: string, key?: string): void {
    if (name === undefined) {
      for (const each of this.#machines.keys()) this.forget(each);
      return;
    }
    const known = this.#machines.get(name);
    if (known === undefined) return;
    if (key === undefined) {
      this.#room.giveKeys(known.size);
      this.#machines.delete(name);
    } else if (known.delete(key)) {
      this.#room.giveKeys(1);
    }
  }

  /** Forgets what was counted, for all keys: see `Machine`. */
  forgetCounts(route?: string, response?: string): void {
    for (const known of this.#machines.values()) {
      for (const machine of known.values()) machine.forgetCounts(route, response);
    }
  }

  /** The key of this scenario, or else of another one, that nobody has asked for longest makes room. */
  #forgetOldest(known: Map<string, Machine>): void {
    const own = known.size > 0 ? known : [...this.#machines.values()].find(({ size }) => size > 0);
    // If all room is taken by other worlds, this one may have its first key all the same.
    const [oldest] = own?.keys() ?? [];
    if (oldest !== undefined && own?.delete(oldest) === true) this.#room.giveKeys(1);
  }
}
