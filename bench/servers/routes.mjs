/** What the adapters of several servers need of a Route. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** The path as a regular expression, which a literal path of the bench is, too. */
export const expressionOf = ({ path, pattern }) => path ?? `/${pattern.join("/")}`;

const NAMES = { "\\w+": "name", "\\d+": "number" };

/** The path in the way of a server that gives parts of it names; `write` says how a named part is written. */
export function namedPath({ path, pattern }, write) {
  if (path !== undefined) return path;
  return `/${pattern.map((part) => (part in NAMES ? write(NAMES[part], part) : part)).join("/")}`;
}

/** The named parts of a pattern. */
export const namesIn = ({ pattern = [] }) =>
  pattern.filter((part) => part in NAMES).map((part) => ({ name: NAMES[part], expression: part }));

/** Arguments of a command that have no spaces of their own. */
export const words = (text) => text.split(" ");

/** Writes a file into the folder of a server; gives its path. */
export function save(folder, name, content) {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}
