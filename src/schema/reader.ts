import { formatPointer } from "../json/json-pointer.ts";
import { type JsonNode, describeJson } from "../json/json-node.ts";

/** What is wrong with one place of a document. `at` is a JSON pointer, `message` goes on from it: "must be …". */
export interface Fault {
  readonly at: string;
  readonly message: string;
}

/** What can read a node: a schema. */
interface Readable<Out> {
  read(node: JsonNode, reader: Reader): Out | undefined;
}

/** No name that means anything is longer. */
const LONGEST_NAME = 1000;

/** Walks a document beside its schema, and notes every fault with its place. */
export class Reader {
  readonly faults: Fault[] = [];
  readonly #path: (string | number)[];
  #suppressed = 0;

  constructor(at: readonly (string | number)[] = []) {
    this.#path = [...at];
  }

  /** A document may hold a million faults; nobody reads more than these. */
  static readonly mostFaults = 100;

  fail(message: string): undefined {
    if (this.isFull) this.#suppressed += 1;
    else this.faults.push(this.#fault(message));
    return undefined;
  }

  /** Whether further faults are only counted, so that nobody need find words for them. */
  get isFull(): boolean {
    return this.faults.length >= Reader.mostFaults;
  }

  /** A place whose name is endless is told by the place around it. */
  #fault(message: string): Fault {
    const endless = this.#path.findIndex((key) => typeof key === "string" && key.length > LONGEST_NAME);
    if (endless === -1) return { at: formatPointer(this.#path), message };
    const name = describeJson(this.#path[endless] ?? "");
    return { at: formatPointer(this.#path.slice(0, endless)), message: `holds ${name}, which ${message}` };
  }

  /** How many faults there are, those not noted included. */
  get count(): number {
    return this.faults.length + this.#suppressed;
  }

  /** Notes a fault of something below. */
  failAt(keys: string | number | readonly (string | number)[], message: string): undefined {
    const below = typeof keys === "object" ? keys : [keys];
    this.#path.push(...below);
    this.fail(message);
    this.#path.length -= below.length;
    return undefined;
  }

  child<Out>(key: string | number, schema: Readable<Out>, node: JsonNode): Out | undefined {
    this.#path.push(key);
    const value = schema.read(node, this);
    this.#path.pop();
    return value;
  }
}

/** "responses/0/status must be at least 100, got 99 (and 2 more faults)". */
export function summarize(faults: readonly Fault[], whole: string, uncounted = 0): string {
  const [first] = faults;
  if (first === undefined) return "";
  const more = faults.length - 1 + uncounted;
  const rest = more === 0 ? "" : ` (and ${more} more fault${more === 1 ? "" : "s"})`;
  return `${describePlace(first.at, whole)} ${first.message}${rest}`;
}

/** A pointer as people say it: without the first slash; `whole` for the document itself. */
export function describePlace(pointer: string, whole: string): string {
  return pointer === "" ? whole : pointer.slice(1);
}
