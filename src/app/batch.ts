import { TricksterError } from "../errors.ts";
import type { JsonNode } from "../json/json-node.ts";
import type { CompiledRoute, ValidRoute } from "../routes/route.ts";
import { type Fault, Reader } from "../schema/reader.ts";
import type { DefinitionReader } from "./definition-reader.ts";
import { invalid, sharedId } from "./definitions.ts";

/** The characters of all definitions that are read and in no table yet, of all batches together. */
export interface Staged {
  size: number;
}

export interface BatchLimits {
  readonly maxRoutes: number;
  readonly maxDefinitions: number;
}

/** Definitions that are read one after the other, to be taken all or none. */
export class Batch {
  readonly #reader: DefinitionReader;
  readonly #limits: BatchLimits;
  readonly #staged: Staged;
  readonly #routes: CompiledRoute[] = [];
  readonly #faults: Fault[] = [];
  /** Faults that nobody reads any more. */
  #more = 0;
  /** What is no fault of a single definition. */
  #conflict: string | undefined;
  readonly #ids = new Map<string, number>();
  #count = 0;
  #size = 0;

  constructor(reader: DefinitionReader, limits: BatchLimits, staged: Staged) {
    this.#reader = reader;
    this.#limits = limits;
    this.#staged = staged;
  }

  /** Reads the next definition. Throws a 413 if it is one too many. */
  read(node: JsonNode): void {
    const reader = new Reader([this.#count]);
    const definition = this.#reader.tryRoute(node, reader);
    this.#note(reader);
    const isUseful = definition !== undefined && this.#faults.length === 0 && this.#conflict === undefined;
    if (isUseful) this.#conflict = this.#conflictOf(node, definition);
    if (isUseful && this.#conflict === undefined) return this.add(definition);
    this.#count += 1;
    this.#refuseTooMany();
  }

  /** Takes a definition that is read already, and whose id is its own. Throws a 413 if it is one too many. */
  add(definition: ValidRoute): void {
    const route = this.#reader.compile(definition);
    this.#count += 1;
    this.#routes.push(route);
    this.#size += route.size;
    this.#staged.size += route.size;
    this.#refuseTooMany();
    this.#refuseTooMuch();
  }

  /** Throws a 400 with every fault, or a 409 if an id is given twice. */
  get routes(): readonly CompiledRoute[] {
    if (this.#faults.length > 0) throw invalid(this.#faults, this.#more);
    if (this.#conflict !== undefined) throw new TricksterError(409, `${this.#conflict}.`);
    return this.#routes;
  }

  /** Has to be called when the batch is done with, whatever became of it. */
  release(): void {
    this.#staged.size -= this.#size;
    this.#size = 0;
  }

  #note({ faults, count }: Reader): void {
    const kept = faults.slice(0, Reader.mostFaults - this.#faults.length);
    this.#faults.push(...kept);
    this.#more += count - kept.length;
  }

  #conflictOf(node: JsonNode, definition: ValidRoute): string | undefined {
    const at = this.#count;
    const shared = sharedId(node, definition);
    if (shared !== undefined) return `${at}/${shared}`;
    const { id } = definition;
    if (id === undefined) return undefined;
    if (this.#ids.has(id)) return `${at}/id is "${id}", like that of ${this.#ids.get(id)}`;
    this.#ids.set(id, at);
    return undefined;
  }

  #refuseTooMany(): void {
    const { maxRoutes } = this.#limits;
    if (this.#count <= maxRoutes) return;
    throw new TricksterError(413, `There can be ${maxRoutes} Routes at most; send fewer, or raise --max-routes.`);
  }

  #refuseTooMuch(): void {
    const { maxDefinitions } = this.#limits;
    if (this.#staged.size > maxDefinitions) {
      throw new TricksterError(
        413,
        `All Routes that are sent at a time can be ${maxDefinitions} characters long; send fewer, or raise --max-definitions.`,
      );
    }
  }
}
