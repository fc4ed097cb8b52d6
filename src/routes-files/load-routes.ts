import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Position } from "../json/array-element.ts";
import type { JsonNode } from "../json/json-node.ts";
import { parsePointer } from "../json/json-pointer.ts";
import { type ValidRoute, routeSchema, twinOf } from "../routes/route.ts";
import { type Fault, Reader, describePlace } from "../schema/reader.ts";
import { jsonFormat } from "./json-format.ts";
import { printable } from "./printable.ts";
import { FormatError, type RoutesElement } from "./routes-format.ts";
import { yamlFormat } from "./yaml-format.ts";

/** The formats of Routes files; a file of another kind is not read. */
export const formats = [jsonFormat, yamlFormat];

/** What is wrong with a file, and where. */
export interface FileFault extends Fault {
  readonly file: string;
  readonly position: Position | null;
}

export interface LoadedRoutes {
  /** How many Routes were read without fault. */
  readonly count: number;
  readonly faults: readonly FileFault[];
  /** The files that were read. */
  readonly files: readonly string[];
}

export interface LoadOptions {
  readonly maxDepth: number;
  /** What is wrong with a Route that its schema can't know. */
  readonly moreFaults: (payload: JsonNode) => readonly Fault[];
  /** Called with each Route that has no fault. */
  readonly take: (definition: ValidRoute, place: Place) => void;
}

/** Where a Route stands. */
export interface Place {
  readonly file: string;
  /** Counts from 0 in its file. */
  readonly index: number;
  /** Where its path begins. */
  readonly position: () => Position;
  /** Whether no Route before it has a fault. */
  readonly isFaultless: boolean;
}

/** Reads a file, or every file of a folder in the order of their names, and notes every fault. */
export async function loadRoutes(path: string, options: LoadOptions): Promise<LoadedRoutes> {
  const loader = new RoutesLoader(options);
  try {
    for (const file of await listFiles(path)) await loader.load(file);
  } catch (error) {
    loader.fail(path, systemMessage(error));
  }
  return loader;
}

/** "routes.json:3:14 0/responses/0/status must be at least 100, got 99". */
export function describeFault({ file, position, at, message }: FileFault): string {
  const place = position === null ? file : `${file}:${position.line}:${position.column}`;
  return printable(`${place} ${describePlace(at, "")} ${message}`.replace("  ", " "));
}

async function listFiles(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const names = await readdir(path, { recursive: true });
  const known = new Set(formats.flatMap(({ extensions }) => extensions));
  return names
    .filter((name) => known.has(extname(name)))
    .toSorted()
    .map((name) => join(path, name));
}

class RoutesLoader implements LoadedRoutes {
  count = 0;
  readonly faults: FileFault[] = [];
  readonly files: string[] = [];
  readonly #options: LoadOptions;
  /** How many Routes stand before each file. */
  readonly #starts: number[] = [];
  /** Where each id was first used: by how many Routes stand before it. */
  readonly #ids = new Map<string, number>();
  #seen = 0;

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  async load(file: string): Promise<void> {
    this.files.push(file);
    this.#starts.push(this.#seen);
    const format = formats.find(({ extensions }) => extensions.includes(extname(file))) ?? jsonFormat;
    try {
      let index = 0;
      for await (const element of format.read(createReadStream(file), this.#options.maxDepth)) {
        this.#read(file, index, element);
        index += 1;
      }
    } catch (error) {
      if (error instanceof FormatError) this.fail(file, error.message, error.position);
      else this.fail(file, systemMessage(error));
    }
  }

  fail(file: string, message: string, position: Position | null = null): void {
    this.faults.push({ file, position, at: "", message });
  }

  #read(file: string, index: number, element: RoutesElement): void {
    this.#seen += 1;
    const reader = new Reader();
    const definition = routeSchema.read(element.node, reader);
    this.#look(element.node, reader);
    for (const { at, message } of reader.faults) {
      this.faults.push({ message, at: `/${index}${at}`, file, position: element.locate(at) });
    }
    if (definition === undefined || reader.count > 0) return;
    this.count += 1;
    const isFaultless = this.faults.length === 0;
    this.#options.take(definition, { file, index, position: () => element.locate("/path"), isFaultless });
  }

  /** What is wrong with a Route beside the others, and beside what its schema knows. */
  #look(node: JsonNode, reader: Reader): void {
    for (const { at, message } of this.#options.moreFaults(node)) reader.failAt(parsePointer(at) ?? [], message);
    if (!(node instanceof Map)) return;
    const id = node.get("id");
    const other = typeof id === "string" ? this.#ids.get(id) : undefined;
    if (other !== undefined)
      reader.failAt("id", `is "${id as string}", like that of the Route ${this.#placeOf(other)}`);
    else if (typeof id === "string") this.#ids.set(id, this.#seen - 1);
    const twin = twinOf(node.get("responses"));
    if (twin !== undefined) {
      reader.failAt(["responses", twin, "id"], "is the id of another Response of the same Route");
    }
  }

  /** "routes.json 3" */
  #placeOf(route: number): string {
    const at = this.#starts.findLastIndex((start) => start <= route);
    return `${this.files[at]} ${route - (this.#starts[at] ?? 0)}`;
  }
}

function systemMessage(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return "is no valid UTF-8";
  if (code === "ENOENT") return "does not exist";
  return code === "EACCES" ? "may not be read" : message;
}
