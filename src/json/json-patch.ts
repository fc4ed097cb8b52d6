import { type JsonNode, JsonNumber, describeJson, isDeeperThan, stringifyJson } from "./json-node.ts";
import { parsePointer } from "./json-pointer.ts";

/** A patch that can't be applied: `operation` is its index in the JSON Patch. */
export class PatchError extends Error {
  readonly operation: number;

  constructor(operation: number, message: string) {
    super(message);
    this.operation = operation;
  }
}

/** Applies a JSON Merge Patch (RFC 7396). The target is left as it is. */
export function applyMergePatch(target: JsonNode | undefined, patch: JsonNode): JsonNode {
  if (!(patch instanceof Map)) return patch;
  const result = new Map(target instanceof Map ? target : []);
  for (const [name, value] of patch) {
    if (value === null) result.delete(name);
    else result.set(name, applyMergePatch(result.get(name), value));
  }
  return result;
}

export interface PatchLimits {
  /**
   * Characters copied and array elements shifted, together: forty copies of a document into itself would fill any
   * memory, and a hundred thousand insertions at the start of a long array would take minutes.
   */
  readonly maxWork: number;
  /** Levels of what is copied. */
  readonly maxDepth: number;
}

/** Applies a JSON Patch (RFC 6902). The target is left as it is; if one operation fails, nothing is changed. */
export function applyJsonPatch(target: JsonNode, patch: readonly JsonNode[], limits: PatchLimits): JsonNode {
  const root = new Map<string, JsonNode>([["", cloneJson(target)]]);
  const budget = { left: limits.maxWork, maxDepth: limits.maxDepth };
  for (const [index, operation] of patch.entries()) {
    new Operation(root, index, operation, budget).apply();
  }
  return root.get("") ?? null;
}

/** Whether two trees are the same value: numbers by value, members in any order. */
export function equalJson(a: JsonNode, b: JsonNode): boolean {
  if (a === b) return true;
  if (isNumber(a) && isNumber(b)) return equalNumber(a, b);
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => equalJson(item, b[index] ?? null));
  }
  if (!(a instanceof Map && b instanceof Map) || a.size !== b.size) return false;
  for (const [name, value] of a) {
    const other = b.get(name);
    if (other === undefined || !equalJson(value, other)) return false;
  }
  return true;
}

export function cloneJson(node: JsonNode): JsonNode {
  if (Array.isArray(node)) return node.map(cloneJson);
  if (node instanceof Map) return new Map([...node].map(([name, member]) => [name, cloneJson(member)]));
  return node;
}

function isNumber(node: JsonNode): node is number | JsonNumber {
  return typeof node === "number" || node instanceof JsonNumber;
}

/** Integers beyond 2^53 are told apart by their digits, which a double would round together. */
function equalNumber(a: number | JsonNumber, b: number | JsonNumber): boolean {
  const [x, y] = [numberText(a), numberText(b)];
  if (Number(x) !== Number(y)) return false;
  return x === y || Number(x) === 0 || !(INTEGER.test(x) && INTEGER.test(y));
}

const INTEGER = /^-?\d+$/;

function numberText(node: number | JsonNumber): string {
  return node instanceof JsonNumber ? node.text : String(node);
}

interface Budget {
  left: number;
  readonly maxDepth: number;
}

class Operation {
  readonly #root: Map<string, JsonNode>;
  readonly #index: number;
  readonly #members: ReadonlyMap<string, JsonNode>;
  readonly #budget: Budget;

  /** `root` holds the document under the empty name, so that the pointer "" needs no case of its own. */
  constructor(root: Map<string, JsonNode>, index: number, operation: JsonNode, budget: Budget) {
    this.#root = root;
    this.#index = index;
    this.#budget = budget;
    this.#members = operation instanceof Map ? operation : this.#fail("must be an object");
  }

  apply(): void {
    const op = this.#members.get("op");
    switch (op) {
      case "add":
        return this.#add(this.#pointer("path"), this.#value());
      case "remove":
        return void this.#remove(this.#pointer("path"));
      case "replace": {
        const value = this.#value();
        return this.#replace(this.#pointer("path"), value);
      }
      case "move":
        return this.#move();
      case "copy":
        return this.#add(this.#pointer("path"), this.#copy(this.#find(this.#pointer("from"))));
      case "test":
        if (equalJson(this.#find(this.#pointer("path")), this.#value())) return;
        return this.#fail(`the value at ${this.#show("path")} is not the one to test for`);
      default:
        return this.#fail(
          op === undefined
            ? 'needs "op": one of add, remove, replace, move, copy, test'
            : `op must be one of add, remove, replace, move, copy, test, got ${describeJson(op)}`,
        );
    }
  }

  #copy(node: JsonNode): JsonNode {
    if (isDeeperThan(node, this.#budget.maxDepth)) this.#fail("would copy what is nested too deeply");
    this.#charge(stringifyJson(node).length);
    return cloneJson(node);
  }

  #charge(work: number): void {
    this.#budget.left -= work;
    if (this.#budget.left < 0) this.#fail("is too much: the patch copies or shifts more than --max-body allows");
  }

  #move(): void {
    const [from, path] = [this.#pointer("from"), this.#pointer("path")];
    if (path.length > from.length && from.every((token, index) => token === path[index])) {
      this.#fail("can't move a value into itself");
    }
    this.#add(path, this.#remove(from));
  }

  #add(path: string[], value: JsonNode): void {
    const [parent, token] = this.#parent(path);
    if (Array.isArray(parent)) {
      const at = token === "-" ? parent.length : this.#position(token, parent.length);
      this.#charge(parent.length - at);
      parent.splice(at, 0, value);
    } else {
      parent.set(token, value);
    }
  }

  #replace(path: string[], value: JsonNode): void {
    this.#find(path);
    const [parent, token] = this.#parent(path);
    if (Array.isArray(parent)) parent[Number(token)] = value;
    else parent.set(token, value);
  }

  #remove(path: string[]): JsonNode {
    const value = this.#find(path);
    const [parent, token] = this.#parent(path);
    if (Array.isArray(parent)) {
      this.#charge(parent.length - Number(token));
      parent.splice(Number(token), 1);
    } else {
      parent.delete(token);
    }
    return value;
  }

  #find(path: string[]): JsonNode {
    const [parent, token] = this.#parent(path);
    const value = Array.isArray(parent) ? parent[this.#position(token, parent.length - 1)] : parent.get(token);
    return value === undefined ? this.#fail(`there is nothing at "/${path.slice(1).join("/")}"`) : value;
  }

  #parent(path: string[]): [Map<string, JsonNode> | JsonNode[], string] {
    let parent: Map<string, JsonNode> | JsonNode[] = this.#root;
    for (const token of path.slice(0, -1)) {
      const child: JsonNode | undefined = Array.isArray(parent)
        ? parent[this.#position(token, parent.length - 1)]
        : parent.get(token);
      if (!Array.isArray(child) && !(child instanceof Map)) {
        return this.#fail(`there is no array or object to hold "/${path.slice(1).join("/")}"`);
      }
      parent = child;
    }
    return [parent, path.at(-1) ?? ""];
  }

  #position(token: string, last: number): number {
    if (!/^(0|[1-9]\d*)$/.test(token)) this.#fail(`${JSON.stringify(token)} is no index of an array`);
    const position = Number(token);
    return position <= last ? position : this.#fail(`the array has no place ${token}`);
  }

  #value(): JsonNode {
    return this.#members.get("value") ?? (this.#members.has("value") ? null : this.#fail('needs "value"'));
  }

  #pointer(name: "path" | "from"): string[] {
    const text = this.#members.get(name);
    const tokens = typeof text === "string" ? parsePointer(text) : undefined;
    if (tokens === undefined) return this.#fail(`"${name}" must be a JSON pointer such as "/responses/0/body"`);
    return ["", ...tokens];
  }

  #show(name: "path"): string {
    return JSON.stringify(this.#members.get(name));
  }

  #fail(message: string): never {
    throw new PatchError(this.#index, message);
  }
}
