import { type JsonNode, type JsonObject, describeJson } from "../../json/json-node.ts";
import { type JsonValue, isMembers } from "../../json/json-value.ts";
import type { FormValue } from "../../http/form.ts";
import { didYouMean } from "../../schema/nearest.ts";
import type { Reader } from "../../schema/reader.ts";
import type { Condition } from "../conditions/condition.ts";
import { demandsOf } from "../conditions/length.ts";
import { conditionOf, readCondition } from "../conditions/read-condition.ts";
import { placeOfNames } from "./place.ts";

const NONE = [] as const;

export const form = placeOfNames("form", {
  description:
    "The fields of a form, urlencoded or multipart. A file has `file` instead of a condition: with conditions on its `filename`, " +
    "`content_type`, `size` in bytes, and `text`.",
  example: { username: "ann" },
  readsBody: true,
  find: (name) => ({
    subject: `form field ${name}`,
    values: ({ request }) => request.body?.form.fields.get(name)?.map(valueOf) ?? NONE,
  }),
  readCondition: (node, reader) =>
    node instanceof Map && node.has("file") ? readFile(node, reader) : readCondition(node, reader, "text"),
});

function valueOf(value: FormValue): JsonValue {
  if (typeof value === "string") return value;
  const { filename, contentType, size, text } = value;
  return { filename, content_type: contentType, size, ...(text !== undefined && { text }) };
}

const members = ["filename", "content_type", "size", "text"];

function readFile(node: JsonObject, reader: Reader): Condition | undefined {
  for (const name of node.keys()) if (name !== "file") reader.failAt(name, "can't stand beside file");
  const asked = reader.child("file", { read: readMembers }, node.get("file") ?? null);
  if (asked === undefined) return undefined;
  const demands = [...asked].map(([name, condition]) => `whose ${name} must ${demandsOf(condition)}`);
  return conditionOf(node, [
    {
      judges: "one",
      demand: ["be a file", ...demands].join(" "),
      holds: (value, inspection) =>
        isMembers(value) &&
        [...asked].every(([name, condition]) =>
          condition.holds(Object.hasOwn(value, name) ? [value[name] ?? null] : [], inspection),
        ),
      suggest: () => [],
    },
  ]);
}

function readMembers(node: JsonNode, reader: Reader): ReadonlyMap<string, Condition> | undefined {
  if (!(node instanceof Map)) return reader.fail(`must be an object, got ${describeJson(node)}`);
  const before = reader.count;
  const conditions = new Map<string, Condition>();
  for (const [name, member] of node) {
    if (!members.includes(name)) reader.failAt(name, `is not part of a file${didYouMean(name, members)}`);
    const source = name === "size" ? "json" : "text";
    const condition = reader.child(name, { read: (each, own) => readCondition(each, own, source) }, member);
    if (condition !== undefined) conditions.set(name, condition);
  }
  return reader.count === before ? conditions : undefined;
}
