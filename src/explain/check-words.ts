import { isForm } from "../http/form.ts";
import { mediaType } from "../http/media-type.ts";
import { type JsonNode, stringifyJson } from "../json/json-node.ts";
import { type JsonValue, isMembers, numberOf, typeOf, valueOf } from "../json/json-value.ts";
import type { Test } from "../matching/conditions/condition.ts";
import type { Inspection } from "../matching/inspection.ts";
import type { Check } from "../matching/places/place.ts";
import { shorten } from "../matching/words.ts";
import { firstDifference } from "./difference.ts";

export function nodeOf(value: JsonValue): JsonNode {
  if (Array.isArray(value)) return value.map((item: JsonValue) => nodeOf(item));
  if (!isMembers(value)) return value as JsonNode;
  return new Map(Object.entries(value).map(([name, member]) => [name, nodeOf(member)]));
}

/** "header x-tenant is missing", "query parameter page is "2", and must be 1". */
export function describeCheck(check: Check, values: readonly JsonValue[], inspection: Inspection): string {
  const { subject, condition } = check;
  const failed = condition.tests.filter((test) => !holds(test, values, inspection));
  const demands = (failed.length === 0 ? condition.tests : failed).map(({ demand }) => demand).join(" and ");
  const [only] = values;
  if (only === undefined) return describeMissing(check, demands, inspection);
  if (values.length > 1) return `${subject} has ${values.length} values, none of which fits: must ${demands}`;
  const why = reasonOf(failed, only, inspection);
  if (why !== undefined) return `${subject} ${why}`;
  return describeDifference(check, only) ?? `${subject} is ${show(only)}${hint(check, only)}, and must ${demands}`;
}

/** What a test says of a value, if it can say more than what it demands. */
function reasonOf(failed: readonly Test[], value: JsonValue, inspection: Inspection): string | undefined {
  const [only] = failed;
  if (failed.length !== 1 || only?.judges !== "one" || only.why === undefined) return undefined;
  let reason: string | undefined;
  inspection.inTime(only.demand, () => {
    reason = only.why?.(value);
    return true;
  });
  return reason;
}

function holds(test: Test, values: readonly JsonValue[], inspection: Inspection): boolean {
  return test.judges === "all" ? test.holds(values, inspection) : values.some((value) => test.holds(value, inspection));
}

function describeMissing({ subject, condition, at }: Check, demands: string, inspection: Inspection): string {
  const why = whyMissing(at[0] ?? "", inspection);
  if (condition.holds([], inspection)) return `${subject} must ${demands}`;
  const isAskedFor = condition.tests.every((test) => test.judges === "all" && test.demand === "be there");
  return `${subject} is missing${why}${isAskedFor ? "" : `, and must ${demands}`}`;
}

/** Why a place of the body has nothing in it. */
function whyMissing(place: string, { request }: Inspection): string {
  const { body } = request;
  if (!["json", "form", "xml", "graphql"].includes(place)) return "";
  if (body === undefined) return " (the body was not read)";
  if (body.bytes.length === 0) return " (the request has no body)";
  const type = mediaType(request.header("content-type"));
  const sent = type === "" ? "no content-type" : `content-type: ${type}`;
  if (place === "form") return isForm(type) ? "" : ` (the body is no form: ${sent})`;
  if (place === "xml") return /^\s*</.test(body.text) ? "" : ` (the body is no XML: ${sent})`;
  return body.json === null ? ` (the body is no JSON: ${sent})` : "";
}

/** Where a large value differs from the one that is asked for. */
function describeDifference({ subject, condition }: Check, actual: JsonValue): string | undefined {
  const { node } = condition;
  const isLike = node instanceof Map && node.has("like");
  const operand = node instanceof Map ? (node.get("like") ?? node.get("equals")) : node;
  if (operand === undefined || operand === null || typeof operand !== "object") return undefined;
  const difference = firstDifference(actual, valueOf(operand), isLike);
  if (difference === undefined) return undefined;
  const { at, expected, actual: found, isOrder } = difference;
  const place = at === "" ? subject : `${subject} at ${at}`;
  if (isOrder) return `${place} has the same elements in another order (any_order allows that)`;
  if (found === undefined) return `${place} is missing, and must be ${show(expected ?? null)}`;
  if (expected === undefined) return `${place} is ${show(found)}, and must not be there`;
  return `${place} is ${show(found)}, and must be ${show(expected)}${converted(found, expected)}`;
}

/** A value as people write it. */
function show(value: JsonValue): string {
  return shorten(stringifyJson(nodeOf(value)));
}

/** What is easily overlooked: that something is a string, and not the number that it looks like. */
function hint({ condition, source }: Check, value: JsonValue): string {
  const { scalar, node } = condition;
  if (scalar !== undefined && scalar !== null) return converted(value, scalar);
  const asksForNumber =
    node instanceof Map && ["gt", "gte", "lt", "lte"].some((name) => typeof node.get(name) === "number");
  const isText = source === "json" && typeof value === "string" && numberOf(value) !== undefined;
  return asksForNumber && isText ? " (a string, not a number)" : "";
}

function converted(actual: JsonValue, expected: JsonValue): string {
  if (typeof actual !== "object" && typeof expected !== "object" && String(actual) === String(expected)) {
    return ` (a ${typeOf(actual)}, not a ${typeOf(expected)})`;
  }
  return "";
}
