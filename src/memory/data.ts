import { type JsonValue, isDeeper, isMembers } from "../json/json-value.ts";
import type { Layer, MemoryShare } from "./memory-room.ts";
import { MemoryError } from "./memory-error.ts";

/** Levels of arrays and objects. What looks at data goes down by calls, which a stack must hold. */
export const DEEPEST_DATA = 200;

/** Data as other worlds may start from it: never changed. */
export interface DataSnapshot extends Layer {
  readonly root: JsonValue;
}

type Node = JsonValue[] | Record<string, JsonValue>;

/**
 * What a world remembers as JSON. Values that are put in must belong to nobody else. A part that was shared with another
 * world is copied when it is changed, one level at a time (decision 30).
 */
export class Data {
  readonly #room: MemoryShare;
  readonly #start: DataSnapshot;
  #last: DataSnapshot;
  #root: JsonValue;
  #size: number;
  /** Characters that were put in since the start. */
  #putIn = 0;
  /** What of that is charged to the room. */
  #charged = 0;
  /** The arrays and objects that nobody else holds. */
  #owned = new WeakSet<object>();

  constructor(room: MemoryShare, start: DataSnapshot = NOTHING) {
    this.#room = room;
    this.#start = start;
    this.#last = start;
    this.#root = start.root;
    this.#size = start.size;
  }

  get root(): JsonValue {
    return this.#root;
  }

  /** Characters of it as JSON, about. */
  get size(): number {
    return this.#size;
  }

  /** From now on, what is there is shared: the same snapshot as long as nothing changes. */
  snapshot(): DataSnapshot {
    if (this.#last.root === this.#root) return this.#last;
    this.#owned = new WeakSet();
    this.#last = { root: this.#root, size: this.#size, holders: 0 };
    return this.#last;
  }

  reset(): void {
    this.#putIn = 0;
    this.#take(this.#start.size);
    this.#root = this.#start.root;
    this.#owned = new WeakSet();
  }

  /** Puts an object in the place of all. */
  replace(value: JsonValue): void {
    if (!isMembers(value)) throw new MemoryError("data must be an object");
    this.set([], value);
  }

  /** Puts a value at a place; objects that it stands in are made if they are missing. `-`: behind the last element. */
  set(path: readonly string[], value: JsonValue): void {
    this.#refuseDeep(path.length, value);
    const added = sizeOf(value);
    const [last, ...above] = path.toReversed();
    if (last === undefined) {
      if (!isMembers(value)) throw new MemoryError("data must be an object");
      this.#take(added, added);
      this.#root = value;
      return;
    }
    const [before, size] = [childOf(this.#find(path.slice(0, -1)), last), this.#size];
    const placed = added + last.length + 4;
    this.#take(size + (before === undefined ? placed : added - sizeOf(before)), placed);
    try {
      put(this.#reach(above.toReversed()), last, value);
    } catch (error) {
      this.#take(size);
      throw error;
    }
  }

  /** Puts a value behind the others of an array, which is made if it is missing. */
  push(path: readonly string[], value: JsonValue): void {
    const before = this.#find(path);
    if (before === undefined) return this.set(path, [value]);
    if (!Array.isArray(before)) throw new MemoryError(`pushes to ${nameOf(path)}, which is no array`);
    this.set([...path, "-"], value);
  }

  /** Takes out what is at a place; nothing happens if nothing is. */
  delete(path: readonly string[]): void {
    const before = this.#find(path);
    if (before === undefined) return;
    const last = path.at(-1);
    if (last === undefined) return this.set([], {});
    this.#take(Math.max(0, this.#size - sizeOf(before) - last.length));
    const parent = this.#reach(path.slice(0, -1));
    if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else delete parent[last];
  }

  #find(path: readonly string[]): JsonValue | undefined {
    let node: JsonValue | undefined = this.#root;
    for (const key of path) node = childOf(node, key);
    return node;
  }

  /** The array or object at a place, as one of this world alone. */
  #reach(path: readonly string[]): Node {
    let node = this.#own(this.#root, (copy) => (this.#root = copy));
    for (const [depth, key] of path.entries()) {
      const parent = node;
      const child: JsonValue = childOf(parent, key) ?? {};
      if (typeof child !== "object" || child === null) {
        throw new MemoryError(`puts something into ${nameOf(path.slice(0, depth + 1))}, which is no array or object`);
      }
      node = this.#own(child, (copy) => put(parent, key, copy));
    }
    return node;
  }

  #own(node: JsonValue, keep: (copy: Node) => void): Node {
    if (typeof node === "object" && node !== null && this.#owned.has(node)) return node as Node;
    const copy: Node = Array.isArray(node) ? [...(node as readonly JsonValue[])] : copyOf(node);
    this.#owned.add(copy);
    keep(copy);
    return copy;
  }

  #refuseDeep(depth: number, value: JsonValue): void {
    if (isDeeper(value, Math.max(0, DEEPEST_DATA - depth))) {
      throw new MemoryError(`would nest data deeper than ${DEEPEST_DATA} levels`);
    }
  }

  /** Has this size from now on; what it shares with its start takes no room. */
  #take(size: number, putIn = 0): void {
    const own = Math.min(size, this.#putIn + putIn);
    this.#room.takeData(own - this.#charged);
    this.#charged = own;
    this.#putIn += putIn;
    this.#size = size;
  }
}

/** Nobody holds it: it takes no room. */
const NOTHING: DataSnapshot = Object.freeze({ root: Object.freeze({}), size: 2, holders: 0 });

export function isNothing(snapshot: DataSnapshot): boolean {
  return snapshot === NOTHING;
}

function copyOf(node: JsonValue): Record<string, JsonValue> {
  const copy: Record<string, JsonValue> = {};
  if (isMembers(node)) for (const name of Object.keys(node)) put(copy, name, node[name] ?? null);
  return copy;
}

/** The index that a key is, if it is one. */
function indexOf(key: string): number | undefined {
  return /^(?:0|[1-9]\d{0,14})$/.test(key) ? Number(key) : undefined;
}

function childOf(node: JsonValue | undefined, key: string): JsonValue | undefined {
  if (node === undefined || node === null || typeof node !== "object") return undefined;
  if (Array.isArray(node)) {
    const index = indexOf(key);
    return index === undefined ? undefined : (node as readonly JsonValue[])[index];
  }
  return Object.hasOwn(node, key) ? (node as Record<string, JsonValue>)[key] : undefined;
}

function put(node: Node, key: string, value: JsonValue): void {
  if (Array.isArray(node)) {
    const index = key === "-" ? node.length : indexOf(key);
    if (index === undefined || index > node.length) throw new MemoryError(`has no place for an element at "${key}"`);
    node[index] = value;
  } else if (key === "__proto__") {
    // Any other way would set the prototype.
    Object.defineProperty(node, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    node[key] = value;
  }
}

function nameOf(path: readonly string[]): string {
  return path.length === 0 ? "data" : `/${path.join("/")}`.slice(0, 100);
}

function sizeOf(value: JsonValue): number {
  return JSON.stringify(value).length;
}
