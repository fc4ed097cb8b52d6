import type { World } from "../engine/world.ts";
import { TricksterError } from "../errors.ts";
import type { JsonNode } from "../json/json-node.ts";
import { valueOf } from "../json/json-value.ts";
import { parseJson } from "../json/parse-json.ts";
import { MemoryError, MemoryFullError } from "../memory/memory-error.ts";
import { LONGEST_KEY } from "../routes/scenario.ts";
import { type PatchLimits, patched } from "./patched.ts";

/** A scenario, as its Routes describe it. */
interface Described {
  readonly start: string;
  readonly hasKeys: boolean;
}

/** A key of a scenario, and where it is; `null`: the scenario has no keys. */
export interface KeyState {
  readonly key: string | null;
  readonly state: string;
}

const STARTED: Described = { start: "started", hasKeys: false };

/**
 * Reads and changes what a world remembers. What can't be done is thrown as a `TricksterError`: 400 for what is malformed,
 * 404 for what is not there, 413 for what is too much.
 */
export class MemoryBook {
  readonly #world: World;
  readonly #limits: PatchLimits;

  constructor(world: World, limits: PatchLimits) {
    this.#world = world;
    this.#limits = limits;
  }

  /** The data, as JSON. */
  dataToJson(): string {
    return JSON.stringify(this.#world.memory.data.root);
  }

  /** Puts an object in the place of all data. */
  setData(payload: JsonNode): void {
    this.#remember(() => this.#world.memory.data.replace(valueOf(payload)));
  }

  /** An object is a JSON Merge Patch (RFC 7396), an array a JSON Patch (RFC 6902). */
  patchData(patch: JsonNode): void {
    const target = parseJson(this.dataToJson(), { maxDepth: Number.POSITIVE_INFINITY });
    this.setData(patched(target, patch, this.#limits));
  }

  clearData(): void {
    this.setData(new Map());
  }

  /** The names of the scenarios: of those that a Route has, and those that are somewhere. */
  scenarioNames(): string[] {
    const named = [...this.#world.routes].flatMap(({ route }) =>
      route.scenario === null ? [] : [route.scenario.name],
    );
    return [...new Set([...named, ...this.#world.memory.scenarios.names()])];
  }

  /** The keys that were asked for, and where each is. Throws a 404. */
  *states(name: string): Generator<KeyState> {
    const { hasKeys, start } = this.#describe(name);
    const { scenarios } = this.#world.memory;
    if (!hasKeys && scenarios.sizeOf(name) === 0) yield { key: null, state: start };
    for (const { key, state } of scenarios.machines(name)) yield { key: hasKeys ? key : null, state };
  }

  /** Where a key is; one that nobody has asked for is at the start. Throws a 404 if there is no such scenario. */
  stateOf(name: string, key: string): KeyState {
    const { start } = this.#describe(name);
    return { key, state: this.#world.memory.scenarios.find(name, key)?.state ?? start };
  }

  /** Puts a scenario, or a key of it, into a state. */
  setState(name: string, key: string | null, state: string): KeyState {
    const { hasKeys, start } = this.#find(name) ?? STARTED;
    if (key === null && hasKeys) {
      throw new TricksterError(400, `The scenario "${name}" has keys; say for which one: scenarios/${name}/<key>.`);
    }
    if ((key?.length ?? 0) > LONGEST_KEY)
      throw new TricksterError(400, `The key is longer than ${LONGEST_KEY} characters.`);
    this.#world.memory.scenarios.use(name, key ?? "", start).state = state;
    return { key, state };
  }

  /** Has a scenario, a key of it, or all scenarios start anew. Throws a 404 if there is no such scenario. */
  forgetStates(name?: string, key?: string): void {
    if (name !== undefined) this.#describe(name);
    this.#world.memory.scenarios.forget(name, key);
  }

  #describe(name: string): Described {
    const found = this.#find(name);
    if (found !== undefined) return found;
    if (this.#world.memory.scenarios.sizeOf(name) > 0) return STARTED;
    throw new TricksterError(404, `There is no scenario with the name "${name}".`);
  }

  #find(name: string): Described | undefined {
    for (const { route } of this.#world.routes) {
      const { scenario } = route;
      if (scenario?.name === name) return { start: scenario.start, hasKeys: scenario.keyOf !== null };
    }
    return undefined;
  }

  #remember(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof MemoryError)) throw error;
      throw new TricksterError(error instanceof MemoryFullError ? 413 : 400, `The payload ${error.message}.`);
    }
  }
}
