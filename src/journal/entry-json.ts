import { describeAnswer } from "../http/describe-answer.ts";
import { describeRequest } from "../http/describe-request.ts";
import type { JsonNode, JsonObject } from "../json/json-node.ts";
import { parseJson } from "../json/parse-json.ts";
import { writeDateTime } from "../matching/date-time.ts";
import type { Entry } from "./entry.ts";

export interface EntryJsonOptions {
  /** The id of the world. */
  readonly sandbox: string;
  /** Bytes of a body that are shown. */
  readonly mostBody: number;
}

/** An entry as the internal API shows it. */
export function entryToJson(entry: Entry, { sandbox, mostBody }: EntryJsonOptions): JsonObject {
  const { body, chosen, answer, ending, explanation } = entry;
  const node: JsonObject = new Map<string, JsonNode>([
    ["id", String(entry.serial)],
    ["at", writeDateTime(entry.at)],
    ["sandbox", sandbox],
    ["outcome", entry.outcome],
    ["route", chosen.route],
    ["response", chosen.response],
    ["request", describeRequest(entry.request())],
  ]);
  if (!entry.isWhole) node.set("request_length", body?.length ?? 0);
  if (answer !== null) node.set("answer", describeAnswer(answer, mostBody));
  if (ending !== null) {
    node.set("ended", ending);
    node.set("ms", entry.duration);
  }
  if (explanation !== null) node.set("explanation", parseJson(explanation, { maxDepth: Number.POSITIVE_INFINITY }));
  return node;
}
