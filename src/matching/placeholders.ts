import { didYouMean } from "../schema/nearest.ts";
import { PatternError } from "./pattern-error.ts";

/** What a placeholder may stand for: the expression of its text, and how its value is read from that. */
interface PlaceholderType {
  readonly expression: string;
  readonly description: string;
  readonly read?: (text: string) => PathValue;
}

/** The value of a placeholder. */
export type PathValue = string | number | boolean;

const HEX = "[0-9a-fA-F]";

export const placeholderTypes = {
  string: { expression: "[^/]+", description: "one or more characters, no `/`; the default" },
  integer: { expression: "-?\\d+", description: "`7`, `-12`", read: readNumber },
  number: { expression: "-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?", description: "`7`, `0.5`, `1e3`", read: readNumber },
  boolean: { expression: "true|false", description: "`true` or `false`", read: (text) => text === "true" },
  uuid: { expression: `${HEX}{8}-${HEX}{4}-${HEX}{4}-${HEX}{4}-${HEX}{12}`, description: "a UUID (RFC 9562)" },
  path: { expression: "[\\s\\S]+", description: "one or more characters of any kind, `/` too" },
} satisfies Record<string, PlaceholderType>;

export type PlaceholderName = keyof typeof placeholderTypes;

/** A path whose placeholders are groups with names. */
export interface Spelled {
  readonly regex: string;
  /** The names of its parts, placeholders or not. */
  readonly names: ReadonlySet<string>;
  /** The types of the placeholders, by their names. */
  readonly types: ReadonlyMap<string, PlaceholderName>;
}

/** An escape, a character class, the name of a group, or a placeholder: `{` name `:` type `}`. */
const TOKEN =
  /\\[pPux]\{[^{}]*\}|\\[\s\S]|\[\^?(?:\\[\s\S]|[^\]\\])*\]?|\(\?P?<([A-Za-z_]\w*)>|\{([A-Za-z_]\w*)(?::([^{}]*))?\}/g;

/** Writes placeholders as groups with names. Throws a `PatternError` for a type that there is not. */
export function spellPlaceholders(path: string): Spelled {
  if (!path.includes("{") && !path.includes("(")) return { regex: path, names: NO_NAMES, types: NONE };
  const types = new Map<string, PlaceholderName>();
  const names = new Set<string>();
  const regex = path.replaceAll(
    TOKEN,
    (token, group: string | undefined, given: string | undefined, type = "string") => {
      const name = group ?? given;
      if (name === undefined) return token;
      if (names.has(name)) throw new PatternError(`the name ${name} is given twice`);
      names.add(name);
      if (given === undefined) return token;
      if (!isType(type)) throw new PatternError(unknownType(name, type));
      types.set(name, type);
      return `(?P<${name}>${placeholderTypes[type].expression})`;
    },
  );
  return { regex, names, types };
}

/** Shared by the paths that have no placeholder. */
const NONE: Spelled["types"] = new Map();
const NO_NAMES: Spelled["names"] = new Set();

function isType(type: string): type is PlaceholderName {
  return Object.hasOwn(placeholderTypes, type);
}

function unknownType(name: string, type: string): string {
  const names = Object.keys(placeholderTypes);
  return `{${name}:${type}} has none of the types ${names.join(", ")}${didYouMean(type, names)}`;
}

/** The value of a placeholder of this type; that of any other named part of a path is its text. */
export function readPlaceholder(text: string, type: PlaceholderName | undefined): PathValue {
  const { read }: PlaceholderType = placeholderTypes[type ?? "string"];
  return read === undefined ? text : read(text);
}

/** Significant digits that every double can hold. */
const EXACT_DIGITS = 15;

/** A number that a double can't hold exactly stays a string. */
function readNumber(text: string): PathValue {
  const value = Number(text);
  if (!Number.isFinite(value)) return text;
  const digits = text
    .replace(/[eE].*$/, "")
    .replaceAll(/^-?0*|\./g, "")
    .replace(/^0+/, "");
  if (digits.length <= EXACT_DIGITS) return value;
  return /^-?\d+$/.test(text) && BigInt(text) === BigInt(value) ? value : text;
}
