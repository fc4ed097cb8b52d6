import { type Regex, parseRegex } from "./parse-regex.ts";

/** No example is longer. */
const LONGEST = 10_000;

/** A text that a regular expression matches, of those that can be reasoned about; `null` for the others. */
export function exampleOf(pattern: string): string | null {
  const tree = parseRegex(pattern, { dotAll: true });
  return tree === null ? null : exampleOfTree(tree);
}

export function exampleOfTree(tree: Regex): string | null {
  const text = write(tree);
  return text === null || text.length > LONGEST ? null : text;
}

function write(regex: Regex): string | null {
  switch (regex.kind) {
    case "set":
      return writeSet(regex.set);
    case "sequence":
      return regex.items.reduce<string | null>((text, item) => append(text, write(item)), "");
    case "choice":
      return regex.options.map(write).find((text) => text !== null) ?? null;
    case "capture":
      return write(regex.item);
    case "repeat": {
      const item = write(regex.item);
      // One of what may come often reads better than none: `.*` is "a", and not nothing.
      const times = regex.min === 0 && regex.max > 1 ? 1 : regex.min;
      if (item === null || item.length * times > LONGEST) return regex.min === 0 ? "" : null;
      return item.repeat(times);
    }
  }
}

function append(text: string | null, more: string | null): string | null {
  return text === null || more === null || text.length + more.length > LONGEST ? null : text + more;
}

/** What people like to see first: a letter, a digit, and only then anything else. */
const NICE = ["a", "0", "A", "-", "_", " "].map((char) => char.codePointAt(0) ?? 0);

function writeSet(set: Extract<Regex, { kind: "set" }>["set"]): string | null {
  const nice = NICE.find((point) => set.some(([from, to]) => from <= point && point <= to));
  const point = nice ?? set.find(([from]) => from > 0x20)?.[0] ?? set[0]?.[0];
  return point === undefined ? null : String.fromCodePoint(point);
}
