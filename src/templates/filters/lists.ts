import { areEqual } from "../operators.ts";
import type { Situation } from "../situation.ts";
import { Failure } from "../template-error.ts";
import { isNothing, isTruthy, readMember, toNumber } from "../values.ts";
import { type Filter, filter, listFilter, numberOf } from "./filter.ts";

const ONE = { least: 1 };
const LETTERS = "'a,b,c' | split: ','";
const ITEMS = `'[{"n":1,"k":"x"},{"n":2,"k":"y"}]' | parse_json`;

/** Names of a path to a member. */
const DEEPEST_PATH = 20;

/** Reads the member of this name of an element: `customer.name`. */
function memberReader(name: unknown, situation: Situation): (item: unknown) => unknown {
  const path = situation.text(name).split(".");
  if (path.length > DEEPEST_PATH) throw new Failure(`asks for a member by more than ${DEEPEST_PATH} names`);
  return (item) => {
    situation.use(path.length);
    return path.reduce<unknown>((value, key) => readMember(value, key), item);
  };
}

/** Whether an element has a member that is this; without a value, one that is there and not false. */
function hasMember([name, ...expected]: readonly unknown[], situation: Situation): (item: unknown) => boolean {
  const read = memberReader(name, situation);
  if (expected.length === 0) return (item) => isTruthy(read(item));
  const [value] = expected;
  return (item) => areEqual(read(item), value, situation);
}

/** Nothing is the last; numbers, and texts that are numbers, before other texts. */
function compare(one: unknown, other: unknown): number {
  if (isNothing(one) || isNothing(other)) return Number(isNothing(one)) - Number(isNothing(other));
  if (typeof one === "string" && typeof other === "string") return one < other ? -1 : Number(one > other);
  const [left, right] = [toNumber(one), toNumber(other)];
  if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
  return left - right;
}

function sortBy(
  items: readonly unknown[],
  name: unknown,
  situation: Situation,
  keyOf: (value: unknown) => unknown = (value) => value,
): unknown[] {
  const read = isNothing(name) ? (item: unknown) => item : memberReader(name, situation);
  const keyed = items.map((item) => {
    const key = keyOf(read(item));
    if (typeof key === "string") situation.use(key.length);
    return { item, key };
  });
  situation.use(items.length * Math.ceil(Math.log2(items.length + 1)));
  return keyed.toSorted((one, other) => compare(one.key, other.key)).map(({ item }) => item);
}

function group(items: readonly unknown[], name: unknown, situation: Situation): object[] {
  const read = memberReader(name, situation);
  const groups = new Map<unknown, unknown[]>();
  for (const item of items) {
    const key = read(item);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [item]);
    else known.push(item);
  }
  return [...groups].map(([key, members]) => ({ name: key, items: members }));
}

function slice(value: unknown, start: number, length: number): unknown {
  const items = Array.isArray(value) ? (value as unknown[]) : [...(typeof value === "string" ? value : "")];
  const from = start < 0 ? Math.max(0, items.length + start) : start;
  const part = items.slice(from, from + Math.max(0, length));
  return Array.isArray(value) ? part : part.join("");
}

/** Filters of arrays; nothing is an empty one. */
export const lists = {
  compact: listFilter(
    "The array without nothings.",
    ["{{ '[1,null]' | parse_json | compact | json }}", "[1]"],
    (items) => items.filter((item) => !isNothing(item)),
  ),
  concat: listFilter(
    "The array with another one behind it.",
    [`{{ ${LETTERS} | concat: query.none | size }}`, 3],
    (items, [other], situation) => {
      const more = Array.isArray(other) ? (other as unknown[]) : [];
      situation.use(more.length);
      return [...items, ...more];
    },
    ONE,
  ),
  find: listFilter(
    "The first element whose member is this.",
    [`{{ ${ITEMS} | find: 'k', 'y' | json }}`, '{"n":2,"k":"y"}'],
    (items, args, situation) => items.find(hasMember(args, situation)),
    ONE,
  ),
  find_index: listFilter(
    "The index of that element.",
    [`{{ ${ITEMS} | find_index: 'k', 'y' }}`, 1],
    (items, args, situation) => {
      const at = items.findIndex(hasMember(args, situation));
      return at === -1 ? undefined : at;
    },
    ONE,
  ),
  first: filter("The first element.", [`{{ ${LETTERS} | first }}`, "a"], (value) => readMember(value, "first")),
  group_by: listFilter(
    "Arrays of the elements that have the same member: each with `name` and `items`.",
    [`{{ ${ITEMS} | group_by: 'k' | map: 'name' | join: ' ' }}`, "x y"],
    (items, [name], situation) => group(items, name, situation),
    ONE,
  ),
  has: listFilter(
    "Whether an element has a member that is this.",
    [`{{ ${ITEMS} | has: 'k', 'z' }}`, false],
    (items, args, situation) => items.some(hasMember(args, situation)),
    ONE,
  ),
  join: listFilter(
    "The elements as one text, with this between them.",
    [`{{ ${LETTERS} | join: '-' }}`, "a-b-c"],
    (items, [separator = " "], situation) => {
      const between = situation.text(separator);
      let text = "";
      for (const [at, item] of items.entries()) {
        text += (at === 0 ? "" : between) + situation.text(item);
        situation.refuseLong(text.length);
      }
      return text;
    },
  ),
  last: filter("The last element.", [`{{ ${LETTERS} | last }}`, "c"], (value) => readMember(value, "last")),
  map: listFilter(
    "The members of this name of all elements.",
    [`{{ ${ITEMS} | map: 'n' | json }}`, "[1,2]"],
    (items, [name], situation) => items.map(memberReader(name, situation)),
    ONE,
  ),
  pop: listFilter("The array without its last element.", [`{{ ${LETTERS} | pop | join }}`, "a b"], (items) =>
    items.slice(0, -1),
  ),
  push: listFilter(
    "The array with one more element.",
    [`{{ ${LETTERS} | push: 'd' | join }}`, "a b c d"],
    (items, [more]) => [...items, more],
    ONE,
  ),
  reject: listFilter(
    "The elements whose member is not this.",
    [`{{ ${ITEMS} | reject: 'k', 'y' | map: 'n' | json }}`, "[1]"],
    (items, args, situation) => {
      const has = hasMember(args, situation);
      return items.filter((item) => !has(item));
    },
    ONE,
  ),
  reverse: listFilter("The array from its end.", [`{{ ${LETTERS} | reverse | join }}`, "c b a"], (items) =>
    items.toReversed(),
  ),
  shift: listFilter("The array without its first element.", [`{{ ${LETTERS} | shift | join }}`, "b c"], (items) =>
    items.slice(1),
  ),
  size: filter(
    "How many characters, elements or members there are.",
    ["{{ 'abc' | size }}", 3],
    (value) => readMember(value, "size") ?? 0,
  ),
  slice: filter(
    "A part of a text or an array: from this place on, so many.",
    ["{{ 'abcd' | slice: 1, 2 }}", "bc"],
    (value, { plain: [start, length = 1] }, situation) => {
      situation.use(typeof value === "string" || Array.isArray(value) ? value.length : 0);
      return slice(value, numberOf(start), numberOf(length));
    },
    ONE,
  ),
  sort: listFilter(
    "The array in order, by a member if one is named.",
    [`{{ ${ITEMS} | sort: 'n' | map: 'k' | join }}`, "x y"],
    (items, [name], situation) => sortBy(items, name, situation),
  ),
  sort_natural: listFilter(
    "The same, whatever the case of letters.",
    ["{{ 'b,A' | split: ',' | sort_natural | join }}", "A b"],
    (items, [name], situation) =>
      sortBy(items, name, situation, (value) => (typeof value === "string" ? value.toLowerCase() : value)),
  ),
  sum: listFilter(
    "The sum of the elements, or of their members of this name.",
    [`{{ ${ITEMS} | sum: 'n' }}`, 3],
    (items, [name], situation) => {
      const read = isNothing(name) ? (item: unknown) => item : memberReader(name, situation);
      return items.reduce<number>((sum, item) => sum + numberOf(read(item)), 0);
    },
  ),
  uniq: listFilter(
    "The array with equal elements once.",
    ["{{ 'a,b,a' | split: ',' | uniq | join }}", "a b"],
    (items) => [...new Set(items)],
  ),
  unshift: listFilter(
    "The array with one more element in front.",
    [`{{ ${LETTERS} | unshift: 'z' | join }}`, "z a b c"],
    (items, [more]) => [more, ...items],
    ONE,
  ),
  where: listFilter(
    "The elements whose member is this.",
    [`{{ ${ITEMS} | where: 'k', 'y' | map: 'n' | json }}`, "[2]"],
    (items, args, situation) => items.filter(hasMember(args, situation)),
    ONE,
  ),
} satisfies Record<string, Filter>;
