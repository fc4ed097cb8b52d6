import { type JsonNode, describeJson } from "../../json/json-node.ts";
import type { JsonValue } from "../../json/json-value.ts";
import type { Reader } from "../../schema/reader.ts";
import type { JsonSchema } from "../../schema/schema.ts";
import { CONDITION, type Condition, type Source } from "../conditions/condition.ts";
import { readCondition } from "../conditions/read-condition.ts";
import type { Inspection } from "../inspection.ts";

/** One condition on one thing that a request has. */
export interface Check {
  /** Where it stands below the match: `["headers", "x-tenant"]`. */
  readonly at: readonly string[];
  /** What it is about, in a message: "header x-tenant". */
  readonly subject: string;
  readonly condition: Condition;
  readonly source: Source;
  readonly readsBody: boolean;
  /** Names of the path that it uses, if it is not about one. */
  readonly pathNames?: readonly string[];
  /** What the request has there; the body is read by then, if that is needed. */
  readonly values: (inspection: Inspection) => readonly JsonValue[];
}

/** A part of a request that conditions can be about: how it is written, and what a request has there. */
export interface Place {
  readonly description: string;
  readonly json: JsonSchema;
  readonly example: unknown;
  readonly readsBody: boolean;
  /** Reads the checks that a match has for this place. */
  read(node: JsonNode, reader: Reader): Check[] | undefined;
}

interface PlaceOptions {
  readonly description: string;
  readonly example: unknown;
  readonly source?: Source;
  readonly readsBody?: boolean;
}

/** What one name of a place stands for. */
interface Named {
  readonly subject: string;
  /** Whether there is at most one value, which may be an array. */
  readonly isSingular?: boolean;
  /** Whether the body must be there, if that differs from name to name. */
  readonly readsBody?: boolean;
  readonly pathNames?: readonly string[];
  values(inspection: Inspection): readonly JsonValue[];
}

/** A place with many things in it, each with a name and a condition. */
export function placeOfNames(
  place: string,
  options: PlaceOptions & {
    /** What this name stands for; notes a fault if it stands for nothing. */
    readonly find: (name: string, reader: Reader) => Named | undefined;
    /** Reads the condition on it; by default one on its values. */
    readonly readCondition?: (
      node: JsonNode,
      reader: Reader,
      on: { name: string; isSingular: boolean },
    ) => Condition | undefined;
  },
): Place {
  const { description, example, find, source = "text", readsBody = false } = options;
  const read = options.readCondition ?? ((node, reader, on) => readCondition(node, reader, source, on));
  return {
    description,
    example,
    readsBody,
    json: { type: "object", additionalProperties: CONDITION },
    read(node, reader) {
      if (!(node instanceof Map)) return reader.fail(`must be an object, got ${describeJson(node)}`);
      const before = reader.count;
      const checks: Check[] = [];
      for (const [name, member] of node) {
        const check = reader.child(name, { read: (each, own) => readNamed(name, each, own) }, member);
        if (check !== undefined) checks.push(check);
      }
      return reader.count === before ? checks : undefined;
    },
  };

  function readNamed(name: string, node: JsonNode, reader: Reader): Check | undefined {
    const found = find(name, reader);
    const condition = read(node, reader, { name, isSingular: found?.isSingular ?? false });
    if (found === undefined || condition === undefined) return undefined;
    const { subject } = found;
    return {
      at: [place, name],
      subject,
      condition,
      source,
      readsBody: found.readsBody ?? readsBody,
      ...(found.pathNames !== undefined && { pathNames: found.pathNames }),
      values: (inspection) => found.values(inspection),
    };
  }
}

/** A place that is one thing, with one condition. */
export function placeOfOne(
  place: string,
  options: PlaceOptions & { readonly subject: string; values(inspection: Inspection): readonly JsonValue[] },
): Place {
  const { description, example, subject, source = "text", readsBody = false } = options;
  return {
    description,
    example,
    readsBody,
    json: CONDITION,
    read(node, reader) {
      const condition = readCondition(node, reader, source);
      if (condition === undefined) return undefined;
      return [
        { at: [place], subject, condition, source, readsBody, values: (inspection) => options.values(inspection) },
      ];
    },
  };
}
