import type { JsonNode } from "../json/json-node.ts";
import { type JsonMembers, type JsonValue, isMembers, valueOf } from "../json/json-value.ts";
import { type CompiledSchema, readJsonSchema } from "../matching/json-schema.ts";
import type { Inspection } from "../matching/inspection.ts";
import { PathPattern } from "../matching/path-pattern.ts";
import { type Delay, delaySchema } from "../responses/delay.ts";
import { defaulted, object, optional } from "../schema/object.ts";
import type { Reader } from "../schema/reader.ts";
import { type InputOf, type OutputOf, type Schema, anyJson, array, string } from "../schema/schema.ts";
import { Item, TOO_LARGE, hasInfinity, readId, withMember } from "./item.ts";
import { type FrozenItems, highestWith } from "./items.ts";

/** By which conditions and templates know the id of the item that a request is about: `path.id`. */
export const ID_NAME = "id";

const definitionSchema = object(
  {
    id: defaulted(
      string({
        pattern: /^.{1,100}$/s,
        expected: "a name of 1 to 100 characters",
        description: "The member of an item that is its id.",
        examples: ["id", "sku"],
      }),
      "id",
    ),
    seed: optional(
      array(anyJson(), {
        description: "The items that are there at first, objects. Those without an id are numbered.",
        examples: [[{ id: 1, name: "Ada" }]],
      }),
    ),
    schema: optional(
      anyJson({
        description: "A JSON Schema (2020-12) that every item must be valid under; what is not is a 400.",
        examples: [{ type: "object", required: ["name"] }],
      }),
    ),
    delay: optional(delaySchema),
  },
  {
    title: "Resource",
    description:
      "A collection of items, at the path of the Route, and each item at `path/{id}`: listed, read, created, replaced, " +
      "changed and deleted.",
    examples: [{ seed: [{ id: 1, name: "Ada" }] }],
  },
);

type Definition = OutputOf<typeof definitionSchema>;

/** A resource as it was read, with its items and its schema made ready. */
export type ReadResource = Definition & {
  readonly items: FrozenItems;
  readonly validity: CompiledSchema | null;
};

/** A resource made ready: never changed, and shared by all worlds. */
export interface CompiledResource {
  /** The member that is the id. */
  readonly id: string;
  readonly seed: FrozenItems;
  /** Characters of the path of the collection, if that is always the same. */
  readonly pathLength: number | null;
  /** Whether names in the path say which items are meant. */
  readonly isScoped: boolean;
  /** `null`: every object is an item. */
  readonly validity: CompiledSchema | null;
  readonly delay: Delay | null;
  /** Its definition: as long as that is the same, what was made of its items stays. */
  readonly text: string;
}

export const resourceSchema: Schema<ReadResource, InputOf<typeof definitionSchema>> = {
  ...definitionSchema,
  read(node, reader) {
    const definition = definitionSchema.read(node, reader);
    if (definition === undefined) return undefined;
    const validity = definition.schema === undefined ? null : reader.child("schema", validitySchema, definition.schema);
    if (validity === undefined) return undefined;
    validity?.prepareFaults();
    const items = readSeed(definition, validity, reader);
    return items === undefined ? undefined : { ...definition, items, validity };
  },
};

/** For a Route with this path. */
export function compileResource(read: ReadResource, { literal, names }: PathPattern): CompiledResource {
  const { id, items: seed, validity, delay = null } = read;
  const text = resourceSchema.write(read);
  return { id, seed, validity, delay, text, pathLength: literal?.length ?? null, isScoped: names.size > 0 };
}

/** The id of the item that a request is about, if it is about one; its path is known to match. */
export function idOf({ pathLength }: CompiledResource, inspection: Inspection): string | undefined {
  const { request } = inspection;
  if (pathLength === null) {
    const id = inspection.pathValues.get(ID_NAME);
    return id === undefined ? undefined : String(id);
  }
  const { length } = request.path;
  return length > pathLength ? request.readPath(pathLength + 1, length) : undefined;
}

const validitySchema = { read: readJsonSchema };

/** Nobody guards the look at a seed: so much work it may be, by the sizes of the schema and of the items. */
const LARGEST_CHECK = 5_000_000;

function readSeed(
  { id: name, seed = [], schema }: Definition,
  validity: CompiledSchema | null,
  reader: Reader,
): FrozenItems | undefined {
  const before = reader.count;
  const items = new Map<string, Item>();
  const values = seed.map(valueOf);
  let highest = firstHighest(name, schema);
  for (const value of values) {
    if (isMembers(value) && Object.hasOwn(value, name)) highest = highestOf(highest, value[name] ?? null);
  }
  let work = 0;
  for (const [at, value] of values.entries()) {
    const item = readItem(value, { name, next: highest === null ? null : highest + 1 }, ["seed", at], reader);
    if (item === undefined) continue;
    if (items.has(item.id)) reader.failAt(["seed", at, name], `is "${item.id}", like that of another item`);
    items.set(item.id, item);
    highest = highestWith(highest, item);
    work += item.text.length * (validity?.size ?? 0);
    if (validity === null || work > LARGEST_CHECK || !validity.isBounded) continue;
    for (const fault of validity.faultsOf(item.value, true)) {
      reader.failAt(["seed", at], `${fault.at === "" ? "" : `at ${fault.at} `}${fault.message}`);
    }
  }
  return reader.count === before ? { items, highest, size: 0, holders: 0 } : undefined;
}

/** No numbers are given where the schema wants texts. */
function firstHighest(name: string, schema: JsonNode | undefined): number | null {
  const properties = schema instanceof Map ? schema.get("properties") : undefined;
  const member = properties instanceof Map ? properties.get(name) : undefined;
  return member instanceof Map && member.get("type") === "string" ? null : 0;
}

function highestOf(highest: number | null, id: JsonValue): number | null {
  const read = readId(id);
  return "fault" in read ? highest : highestWith(highest, read);
}

function readItem(
  value: JsonValue,
  { name, next }: { name: string; next: number | null },
  at: readonly (string | number)[],
  reader: Reader,
): Item | undefined {
  if (!isMembers(value)) return reader.failAt(at, "must be an object");
  if (hasInfinity(value)) return reader.failAt(at, TOO_LARGE);
  if (!Object.hasOwn(value, name) && next === null) return reader.failAt(at, `is missing its id, "${name}"`);
  const whole: JsonMembers = Object.hasOwn(value, name) ? value : withMember(value, name, next);
  const read = readId(whole[name] ?? null);
  return "fault" in read ? reader.failAt([...at, name], read.fault) : new Item(read.id, whole);
}

/** The paths of a collection and of its items. */
export function pathOfItems({ source }: PathPattern): PathPattern {
  return new PathPattern(`(?:${source})(?:/{${ID_NAME}})?`);
}

/** What is wrong with the path of a collection, if anything is. */
export function pathFault(path: PathPattern): string | undefined {
  if (path.names.has(ID_NAME)) return `names a part "${ID_NAME}", which of a resource is the id of an item`;
  return path.source.endsWith("/") ? "must not end with a slash: the ids of items follow it" : undefined;
}
