import type { Situation } from "../situation.ts";
import { Failure } from "../template-error.ts";
import { isNothing } from "../values.ts";
import { type Filter, filter, numberOf, textFilter } from "./filter.ts";

const ONE = { least: 1 };
const TWO = { least: 2 };

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

/** To look for one text in another may take a time of both lengths. */
function search(text: string, part: string, situation: Situation): void {
  situation.use((text.length * part.length) / 64);
}

/** The text with some of its parts replaced; refused before it is made if it is too long. */
function replaceAll(text: string, part: string, other: string, situation: Situation): string {
  search(text, part, situation);
  const parts = text.split(part);
  situation.refuseLong(text.length + (parts.length - 1) * (other.length - part.length));
  return parts.join(other);
}

function replaceAt(text: string, at: number, part: string, other: string): string {
  return at === -1 ? text : text.slice(0, at) + other + text.slice(at + part.length);
}

function first(text: string, part: string, situation: Situation): number {
  search(text, part, situation);
  return text.indexOf(part);
}

function last(text: string, part: string, situation: Situation): number {
  search(text, part, situation);
  return text.lastIndexOf(part);
}

function truncate(text: string, length: number, end: string): string {
  const characters = [...text];
  return characters.length <= length ? text : characters.slice(0, Math.max(0, length - [...end].length)).join("") + end;
}

function truncateWords(text: string, count: number, end: string): string {
  const words = text.trim().split(/\s+/);
  return words.length <= count ? text : words.slice(0, Math.max(1, count)).join(" ") + end;
}

/** What is left out of HTML: the first that begins at a place, up to its end. */
const BLOCKS = [
  ["<script", "</script>"],
  ["<style", "</style>"],
  ["<!--", "-->"],
  ["<", ">"],
] as const;

/** Looks for each end that is not there only once: other ways take the square of the length. */
function stripHtml(text: string): string {
  const missing = new Set<string>();
  const endOf = (open: number): number => {
    for (const [start, end] of BLOCKS) {
      if (missing.has(end) || !text.startsWith(start, open)) continue;
      const at = text.indexOf(end, open + start.length);
      if (at !== -1) return at + end.length;
      missing.add(end);
    }
    return -1;
  };
  let left = "";
  let at = 0;
  for (let open = text.indexOf("<"); open !== -1; open = text.indexOf("<", at)) {
    const end = endOf(open);
    if (end === -1) break;
    left += text.slice(at, open);
    at = end;
  }
  return left + text.slice(at);
}

function split(text: string, separator: string, situation: Situation): string[] {
  search(text, separator, situation);
  const parts = text === "" ? [] : text.split(separator);
  while (parts.at(-1) === "") parts.pop();
  return parts;
}

function decodeUrl(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw new Failure("is no percent-encoding of a text");
  }
}

/** Half of a surrogate pair is no character, and can't be encoded. */
function encodeUrl(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, "\ufffd")).replaceAll("%20", "+");
}

function isEmpty(value: unknown): boolean {
  if (isNothing(value) || value === "") return true;
  return Array.isArray(value) && value.length === 0;
}

/** Filters of texts: anything else is taken as it stands in a text. */
export const texts = {
  append: textFilter(
    "The text with another one behind it.",
    ["{{ 'a' | append: 'b' }}", "ab"],
    (text, [other = ""]) => text + other,
    ONE,
  ),
  base64_decode: textFilter("The text that this is the base64 of.", ["{{ 'YWJj' | base64_decode }}", "abc"], (text) =>
    Buffer.from(text, "base64").toString("utf8"),
  ),
  base64_encode: textFilter("The text in base64 (RFC 4648).", ["{{ 'abc' | base64_encode }}", "YWJj"], (text) =>
    Buffer.from(text).toString("base64"),
  ),
  capitalize: textFilter(
    "The first letter large, the others small.",
    ["{{ 'aBC' | capitalize }}", "Abc"],
    (text) => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase(),
  ),
  default: filter(
    "The value, or this one if it is nothing, false or empty; with `allow_false: true`, false stays.",
    ["{{ query.none | default: 'x' }}", "x"],
    (value, { plain: [other], named }) => {
      const isMissing = isEmpty(value) || (value === false && named["allow_false"] !== true);
      return isMissing ? other : value;
    },
    { least: 1, names: ["allow_false"] },
  ),
  downcase: textFilter("The text in small letters.", ["{{ 'AB' | downcase }}", "ab"], (text) => text.toLowerCase()),
  escape: textFilter(
    "The text with the characters escaped that mean something in HTML.",
    ["{{ '<a>' | escape }}", "&lt;a&gt;"],
    escape,
  ),
  escape_once: textFilter(
    "The same, but for what is escaped already.",
    ["{{ '&lt;<' | escape_once }}", "&lt;&lt;"],
    (text) =>
      escape(
        text.replaceAll(
          /&(?:amp|lt|gt|#34|#39);/g,
          (entity) => Object.keys(ESCAPES).find((each) => ESCAPES[each] === entity) ?? entity,
        ),
      ),
  ),
  lstrip: textFilter("The text without white space in front.", ["{{ ' a ' | lstrip }}", "a "], (text) =>
    text.trimStart(),
  ),
  newline_to_br: textFilter(
    "The text with `<br />` before each end of a line.",
    ["{{ 'a' | newline_to_br }}", "a"],
    (text) => text.replaceAll(/\r?\n/g, "<br />\n"),
  ),
  prepend: textFilter(
    "The text with another one in front of it.",
    ["{{ 'a' | prepend: 'b' }}", "ba"],
    (text, [other = ""]) => other + text,
    ONE,
  ),
  remove: textFilter(
    "The text without all of these parts.",
    ["{{ 'abab' | remove: 'a' }}", "bb"],
    (text, [part = ""], situation) => replaceAll(text, part, "", situation),
    ONE,
  ),
  remove_first: textFilter(
    "The text without the first of these parts.",
    ["{{ 'abab' | remove_first: 'a' }}", "bab"],
    (text, [part = ""], situation) => replaceAt(text, first(text, part, situation), part, ""),
    ONE,
  ),
  remove_last: textFilter(
    "The text without the last of these parts.",
    ["{{ 'abab' | remove_last: 'a' }}", "abb"],
    (text, [part = ""], situation) => replaceAt(text, last(text, part, situation), part, ""),
    ONE,
  ),
  replace: textFilter(
    "The text with all of these parts replaced.",
    ["{{ 'abab' | replace: 'a', 'x' }}", "xbxb"],
    (text, [part = "", other = ""], situation) => replaceAll(text, part, other, situation),
    TWO,
  ),
  replace_first: textFilter(
    "The text with the first of them replaced.",
    ["{{ 'abab' | replace_first: 'a', 'x' }}", "xbab"],
    (text, [part = "", other = ""], situation) => replaceAt(text, first(text, part, situation), part, other),
    TWO,
  ),
  replace_last: textFilter(
    "The text with the last of them replaced.",
    ["{{ 'abab' | replace_last: 'a', 'x' }}", "abxb"],
    (text, [part = "", other = ""], situation) => replaceAt(text, last(text, part, situation), part, other),
    TWO,
  ),
  rstrip: textFilter("The text without white space behind.", ["{{ ' a ' | rstrip }}", " a"], (text) => text.trimEnd()),
  split: textFilter(
    "The parts of a text between these, as an array.",
    ["{{ 'a b' | split: ' ' | json }}", '["a","b"]'],
    (text, [separator = ""], situation) => split(text, separator, situation),
    ONE,
  ),
  strip: textFilter("The text without white space around it.", ["{{ ' a ' | strip }}", "a"], (text) => text.trim()),
  strip_html: textFilter("The text without HTML tags.", ["{{ '<b>a</b>' | strip_html }}", "a"], stripHtml),
  strip_newlines: textFilter("The text in one line.", ["{{ 'a' | strip_newlines }}", "a"], (text) =>
    text.replaceAll(/\r?\n/g, ""),
  ),
  truncate: textFilter(
    "The text cut to this length, `...` included.",
    ["{{ 'abcdefg' | truncate: 5 }}", "ab..."],
    (text, [length = "50", end = "..."]) => truncate(text, numberOf(length), end),
  ),
  truncatewords: textFilter(
    "The text cut to so many words.",
    ["{{ 'a b c' | truncatewords: 2 }}", "a b..."],
    (text, [count = "15", end = "..."]) => truncateWords(text, numberOf(count), end),
  ),
  upcase: textFilter("The text in large letters.", ["{{ 'ab' | upcase }}", "AB"], (text) => text.toUpperCase()),
  url_decode: textFilter("The text without percent-encoding.", ["{{ 'a%20b+c' | url_decode }}", "a b c"], decodeUrl),
  url_encode: textFilter(
    "The text with percent-encoding, as in a query string.",
    ["{{ 'a b&c' | url_encode }}", "a+b%26c"],
    encodeUrl,
  ),
} satisfies Record<string, Filter>;
