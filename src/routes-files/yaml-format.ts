import type * as Yaml from "yaml";
import { type JsonNode, type JsonObject, numberNode } from "../json/json-node.ts";
import { parsePointer } from "../json/json-pointer.ts";
import {
  FormatError,
  type RoutesElement,
  type RoutesFormat,
  locator,
  nearestAbove,
  positionAt,
} from "./routes-format.ts";

/** YAML 1.2 as a way to write JSON: numbers keep their digits, mappings their order. */
export const yamlFormat: RoutesFormat = {
  extensions: [".yaml", ".yml"],
  async *read(chunks, maxDepth): AsyncGenerator<RoutesElement> {
    const text = await decode(chunks);
    // Most people have no YAML, and loading its reader takes longer than starting without it.
    const yaml = await import("yaml");
    const document = yaml.parseDocument(text, { uniqueKeys: true, prettyErrors: false });
    const [error] = document.errors;
    if (error !== undefined) throw new FormatError(positionAt(text, error.pos[0]), describe(error));
    const reader = new YamlReader(yaml, document, text, maxDepth);
    const position = locator(text);
    for (const [index, node] of reader.elements().entries()) {
      const offsetOf = (pointer: string): number | undefined => reader.offsetOf(`/${index}${pointer}`);
      yield {
        node: reader.read(node, 0),
        locate: (pointer) => position(nearestAbove(pointer, offsetOf) ?? reader.offsetOf("") ?? 0),
      };
    }
  },
};

function describe({ code, message }: Yaml.YAMLParseError): string {
  return code === "MULTIPLE_DOCS" ? "holds several documents; put all Routes into one" : `is no YAML: ${message}`;
}

async function decode(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

/** Aliases can make a short text enormous ("billion laughs"): so many values may come by them. */
const MOST_ALIASED = 250_000;

class YamlReader {
  readonly #yaml: typeof Yaml;
  readonly #document: Yaml.Document;
  readonly #text: string;
  readonly #maxDepth: number;
  #aliased = 0;
  /** How many aliases lead to what is read now. */
  #aliases = 0;
  #targets: ReadonlyMap<unknown, Yaml.Node> | undefined;

  constructor(yaml: typeof Yaml, document: Yaml.Document, text: string, maxDepth: number) {
    this.#yaml = yaml;
    this.#document = document;
    this.#text = text;
    this.#maxDepth = maxDepth;
  }

  /** The nodes of the array that the document holds. */
  elements(): readonly unknown[] {
    const { contents } = this.#document;
    return this.#yaml.isSeq(contents) ? contents.items : this.#fail(contents, "must hold an array of Routes");
  }

  read(node: unknown, depth: number): JsonNode {
    const yaml = this.#yaml;
    if (this.#aliases > 0) this.#aliased += 1;
    if (this.#aliased > MOST_ALIASED) this.#fail(node, `holds more than ${MOST_ALIASED} values by its aliases`);
    if (yaml.isAlias(node)) {
      this.#aliases += 1;
      const value = this.read(this.#target(node), depth);
      this.#aliases -= 1;
      return value;
    }
    if (yaml.isCollection(node) && depth >= this.#maxDepth) {
      this.#fail(node, `is nested deeper than ${this.#maxDepth} levels`);
    }
    if (yaml.isMap(node)) return this.#object(node, depth);
    if (yaml.isSeq(node)) return node.items.map((item) => this.read(item, depth + 1));
    return yaml.isScalar(node) ? this.#scalar(node) : null;
  }

  /** Where the value at a JSON pointer stands, if there is one. */
  offsetOf(pointer: string): number | undefined {
    const yaml = this.#yaml;
    let node: unknown = this.#document.contents;
    for (const token of parsePointer(pointer) ?? []) {
      if (yaml.isAlias(node)) node = this.#target(node);
      if (yaml.isMap(node)) node = node.items.find(({ key }) => yaml.isScalar(key) && nameOf(key) === token)?.value;
      else node = yaml.isSeq(node) ? node.items[Number(token)] : undefined;
    }
    return yaml.isNode(node) ? node.range?.[0] : undefined;
  }

  #target(alias: Yaml.Alias): Yaml.Node {
    this.#targets ??= resolveAliases(this.#yaml, this.#document);
    return this.#targets.get(alias) ?? this.#fail(alias, `stands for nothing: there is no &${alias.source} before it`);
  }

  #object(node: Yaml.YAMLMap, depth: number): JsonObject {
    const object: JsonObject = new Map();
    for (const { key, value } of node.items) {
      if (!this.#yaml.isScalar(key)) return this.#fail(key, "has a member whose name is no plain text");
      object.set(nameOf(key), this.read(value, depth + 1));
    }
    return object;
  }

  #scalar(node: Yaml.Scalar): JsonNode {
    const { value, source } = node;
    if (value === null || typeof value === "boolean" || typeof value === "string") return value;
    if (typeof value !== "number" || !Number.isFinite(value)) {
      return this.#fail(node, `is ${source ?? "a value"}, which JSON has no word for`);
    }
    return numberNode(source !== undefined && JSON_NUMBER.test(source) ? source : String(value));
  }

  #fail(node: unknown, message: string): never {
    const offset = this.#yaml.isNode(node) ? node.range?.[0] : undefined;
    throw new FormatError(positionAt(this.#text, offset ?? 0), message);
  }
}

function nameOf(key: Yaml.Scalar): string {
  return typeof key.value === "string" ? key.value : (key.source ?? "");
}

/** What each alias stands for, found in one pass: `Alias.resolve` looks through the whole document every time. */
function resolveAliases(yaml: typeof Yaml, document: Yaml.Document): ReadonlyMap<unknown, Yaml.Node> {
  const anchors = new Map<string, Yaml.Node>();
  const targets = new Map<unknown, Yaml.Node>();
  yaml.visit(document, {
    Node(_key, node) {
      const target = yaml.isAlias(node) ? anchors.get(node.source) : undefined;
      if (target !== undefined) targets.set(node, target);
      if (!yaml.isAlias(node) && node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return targets;
}

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
