import { errorNames } from "../../errors.ts";
import { failedToJson, joined } from "../../explain/explain-json.ts";
import type { Failure } from "../../explain/failure.ts";
import type { Entry } from "../../journal/entry.ts";
import type { Journal } from "../../journal/journal.ts";
import type { JournalLimits } from "../../journal/journal-space.ts";
import type { JsonNode, JsonObject } from "../../json/json-node.ts";
import { shorten } from "../../matching/words.ts";
import type { RequestFilter } from "../request-filter.ts";

/** Requests that are looked at for those that may have been meant: the newest. */
const MOST_LOOKED_AT = 200;

/** Requests that are named. */
const MOST_NAMED = 3;

/** A request, and what of it is not as it is asked for. */
export interface Found {
  readonly entry: Entry;
  /** From 0 to 1: only the order says something. */
  readonly score: number;
  readonly failures: readonly Failure[];
}

/** Those of the newest that were most likely meant, the nearest first; that came with this serial or later. */
export function nearestOf(journal: Journal, filter: RequestFilter, from = 1): Found[] {
  const start = Math.max(from, journal.nextSerial - MOST_LOOKED_AT);
  const found: Found[] = [];
  for (const entry of journal.from(start)) {
    const { failures, likeness } = filter.differences(entry);
    if (failures.length === 0) continue;
    const score = Math.round((likeness / (failures.length + 1)) * 100) / 100;
    found.push({ entry, score, failures });
  }
  return found.toSorted((a, b) => b.score - a.score || b.entry.serial - a.entry.serial).slice(0, MOST_NAMED);
}

/** The newest of those that are there. */
export function newestOf(journal: Journal, isMeant: (entry: Entry) => boolean): Found[] {
  const start = journal.nextSerial - MOST_LOOKED_AT;
  return [...journal.from(start)]
    .filter(isMeant)
    .toReversed()
    .slice(0, MOST_NAMED)
    .map((entry) => ({ entry, score: 1, failures: [] }));
}

/** "Expected at least 1 request, got 0." */
export function countMessage(words: string, count: number): string {
  return `Expected ${words} ${words.endsWith(" 1") || words === "1" ? "request" : "requests"}, got ${count}.`;
}

export function incompleteMessage(unknown: number, limits: JournalLimits | undefined): string {
  const kept =
    limits === undefined
      ? ""
      : ` (it keeps ${limits.entries} requests, ${limits.bytes} bytes in all, and ${limits.body} bytes of a body)`;
  return (
    `But ${unknown} more may have been meant, of which nothing can be told: they are not in the journal any more, or their bodies are not whole${kept}. ` +
    "Raise --journal, --journal-bytes or --journal-body, or verify by route alone, which is counted."
  );
}

/** The answer of a verification: so many have come. */
export function verified(count: number): JsonObject {
  return new Map<string, JsonNode>([
    ["verified", true],
    ["count", count],
  ]);
}

export interface Unverified {
  readonly count: number;
  readonly message: string;
  readonly isIncomplete: boolean;
  readonly found: readonly Found[];
}

/** The answer of a verification that has failed. */
export function notVerified({ count, message, isIncomplete, found }: Unverified): JsonObject {
  const [nearest] = found;
  const closest = nearest === undefined || nearest.failures.length === 0 ? "" : ` Closest: ${describe(nearest)}.`;
  const json: JsonObject = new Map<string, JsonNode>([
    ["error", errorNames[422]],
    ["verified", false],
    ["count", count],
    ["message", message + closest],
  ]);
  if (isIncomplete) json.set("incomplete", true);
  return json.set("explain", found.map(toJson));
}

function describe({ entry, failures }: Found): string {
  const words = failures.map((failure) => failure.words);
  return `the request "${entry.serial}" (${nameOf(entry)}), but ${joined(words)}`;
}

export function nameOf(entry: Entry): string {
  const { method, target } = entry.head;
  return `${method} ${shorten(target)}`;
}

function toJson({ entry, score, failures }: Found): JsonObject {
  const { method, target } = entry.head;
  return new Map<string, JsonNode>([
    ["request", String(entry.serial)],
    ["method", method],
    ["path", target],
    ["score", score],
    ["failed", failures.map((failure) => failedToJson(failure, Number.POSITIVE_INFINITY))],
  ]);
}
