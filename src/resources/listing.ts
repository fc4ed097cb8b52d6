import { TricksterError } from "../errors.ts";
import { type JsonValue, fold, isMembers, numberOf } from "../json/json-value.ts";
import { didYouMean } from "../schema/nearest.ts";
import type { Item } from "./item.ts";

/** Which items of a collection are asked for, as json-server's users ask. */
export interface Listing {
  readonly filters: readonly Filter[];
  readonly order: readonly Order[];
  /** From which item on, and before which one; beyond those that are there stands for the end. */
  readonly start: number;
  readonly end: number;
  /** `null`: the list is not in pages. */
  readonly page: Page | null;
}

export interface Page {
  readonly number: number;
  readonly size: number;
}

type Filter = (item: Item) => boolean;

interface Order {
  readonly path: Path;
  readonly isDescending: boolean;
}

/** A member, or one below others: `address.city`. */
type Path = { readonly name: string; readonly below: readonly string[] };

/** Items of a page that says nothing of its size. */
const PAGE = 10;

const words = ["_sort", "_order", "_page", "_limit", "_start", "_end", "q"] as const;
type Word = (typeof words)[number];

/** Parameters that a query may have: of more nobody means all, and each is asked of every item. */
const MOST_PARAMETERS = 50;

/** Members by which a list is sorted, and texts that are looked for: each costs a look at all values. */
const MOST_KEYS = 5;
const MOST_TEXTS = 5;

/** Reads a query. Throws a 400. */
export function readListing(query: Iterable<[string, string]>): Listing {
  const given = new Map<string, string[]>();
  let count = 0;
  for (const [name, value] of query) {
    count += 1;
    if (count > MOST_PARAMETERS) throw refusal("", `must have at most ${MOST_PARAMETERS} parameters`);
    given.set(name, [...(given.get(name) ?? []), value]);
  }
  const texts: Partial<Record<Word, string>> = {};
  const filters: Filter[] = [];
  const textCount = [...given].filter(([name]) => name.endsWith("_like")).length;
  for (const [name, values] of given) {
    if (isWord(name)) texts[name] = values.at(-1) ?? "";
    else filters.push(filterOf(name, values));
  }
  if (textCount > MOST_TEXTS) throw refusal("", `must look for at most ${MOST_TEXTS} texts with _like`);
  if (texts.q !== undefined && texts.q !== "") filters.push(searchFor(texts.q));
  return { filters, order: readOrder(texts), ...readSlice(texts) };
}

function isWord(name: string): name is Word {
  return (words as readonly string[]).includes(name);
}

function readOrder({ _sort: sort = "", _order: order = "" }: Partial<Record<Word, string>>): Order[] {
  if (sort === "") return [];
  const directions = order === "" ? [] : order.split(",");
  const wrong = directions.find((each) => each !== "asc" && each !== "desc");
  if (wrong !== undefined) throw refusal("_order", `must be asc or desc, got ${JSON.stringify(wrong)}`);
  const names = sort.split(",");
  if (names.length > MOST_KEYS) throw refusal("_sort", `must name at most ${MOST_KEYS} members`);
  return names.map((name, at) => ({ path: pathOf(name), isDescending: directions[at] === "desc" }));
}

function readSlice(texts: Partial<Record<Word, string>>): Pick<Listing, "start" | "end" | "page"> {
  const [page, limit] = [readNumber(texts, "_page", 1), readNumber(texts, "_limit", 0)];
  const [start = 0, end] = [readNumber(texts, "_start", 0), readNumber(texts, "_end", 0)];
  if (page !== undefined) {
    const size = limit ?? PAGE;
    return { start: (page - 1) * size, end: page * size, page: { number: page, size } };
  }
  return { start, end: end ?? start + (limit ?? Number.POSITIVE_INFINITY), page: null };
}

function readNumber(texts: Partial<Record<Word, string>>, word: Word, least: number): number | undefined {
  const text = texts[word];
  if (text === undefined || text === "") return undefined;
  if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
  throw refusal(word, `must be a whole number from ${least} on, got ${JSON.stringify(text.slice(0, 100))}`);
}

function refusal(word: string, message: string): TricksterError {
  return new TricksterError(400, `The query ${word === "" ? "" : `${word} `}${message}.`);
}

const comparisons = {
  _gte: (order: number) => order >= 0,
  _lte: (order: number) => order <= 0,
} as const;

/** A parameter that is no word is about a member. Several values are alternatives. */
function filterOf(name: string, values: readonly string[]): Filter {
  if (name.startsWith("_")) {
    const hint = didYouMean(name, words);
    if (hint !== "") throw refusal(name, `is no parameter of a list${hint}`);
  }
  const [, member = "", operator = ""] = /^(.+)(_gte|_lte|_ne|_like)$/s.exec(name) ?? [];
  const path = pathOf(member === "" ? name : member);
  switch (operator) {
    case "_gte":
    case "_lte": {
      const holds = comparisons[operator];
      return ({ value }) => {
        const found = find(value, path);
        return (
          found !== undefined &&
          values.every((text) => {
            const order = compareWith(found, text);
            return order !== undefined && holds(order);
          })
        );
      };
    }
    case "_ne":
      return ({ value }) => !isOneOf(find(value, path), values);
    case "_like": {
      const parts = values.map(fold);
      return ({ value }) => {
        const found = find(value, path);
        return found !== undefined && holdsText(found, parts);
      };
    }
    default:
      return ({ value }) => isOneOf(find(value, path), values);
  }
}

function pathOf(name: string): Path {
  return { name, below: name.includes(".") ? name.split(".") : [] };
}

/** What is at a place; a member whose name has dots is found, too. */
function find(value: JsonValue, { name, below }: Path): JsonValue | undefined {
  if (isMembers(value) && Object.hasOwn(value, name)) return value[name];
  if (below.length === 0) return undefined;
  let found: JsonValue | undefined = value;
  for (const each of below) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, each)) return undefined;
    found = (found as Readonly<Record<string, JsonValue>>)[each];
  }
  return found;
}

/** Whether it is one of these texts; of an array, whether an element is. */
function isOneOf(value: JsonValue | undefined, texts: readonly string[]): boolean {
  if (value === undefined) return false;
  if (typeof value === "string") return texts.includes(value);
  if (typeof value === "number") return texts.some((text) => text === String(value) || numberOf(text) === value);
  if (Array.isArray(value)) return value.some((each: JsonValue) => isOneOf(each, texts));
  return typeof value !== "object" || value === null ? texts.includes(String(value)) : false;
}

function compareWith(value: JsonValue, text: string): number | undefined {
  if (typeof value === "number") {
    const number = numberOf(text);
    return number === undefined ? undefined : value - number;
  }
  return typeof value === "string" ? compareTexts(value, text) : undefined;
}

/** Whether one of these parts, in lower case, stands in a text, whatever its case. */
function holdsText(value: JsonValue, parts: readonly string[]): boolean {
  if (typeof value === "object" && value !== null) {
    return Object.values(value).some((each: JsonValue) => holdsText(each, parts));
  }
  const text = fold(String(value));
  return parts.some((part) => text.includes(part));
}

function searchFor(text: string): Filter {
  const parts = [fold(text)];
  return ({ value }) => holdsText(value, parts);
}

/** Items in the order that is asked for; those without such a member come last. */
export function sorted(items: readonly Item[], order: readonly Order[]): readonly Item[] {
  if (order.length === 0) return items;
  const rows = items.map((item) => ({ item, keys: order.map(({ path }) => find(item.value, path)) }));
  rows.sort((a, b) => {
    for (const [at, { isDescending }] of order.entries()) {
      const compared = compareKeys(a.keys[at], b.keys[at], isDescending);
      if (compared !== 0) return compared;
    }
    return 0;
  });
  return rows.map(({ item }) => item);
}

function compareKeys(a: JsonValue | undefined, b: JsonValue | undefined, isDescending: boolean): number {
  const [rankA, rankB] = [rankOf(a), rankOf(b)];
  if (rankA !== rankB) return rankA - rankB;
  const compared = compareLike(a, b);
  return isDescending ? -compared : compared;
}

function compareLike(a: JsonValue | undefined, b: JsonValue | undefined): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") return compareTexts(a, b);
  return typeof a === "boolean" && typeof b === "boolean" ? Number(a) - Number(b) : 0;
}

/** Kinds of values are not compared with each other. */
function rankOf(value: JsonValue | undefined): number {
  if (typeof value === "number") return 0;
  if (typeof value === "string") return 1;
  if (typeof value === "boolean") return 2;
  return value === undefined || value === null ? 4 : 3;
}

/** By their UTF-16 code units: the same on every machine. */
function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
