import type { FormValue } from "../http/form.ts";
import type { Situation } from "./situation.ts";

/** A name that templates know. */
export interface Name {
  readonly description: string;
  /** Whether the body must be there. */
  readonly readsBody?: true;
  read(situation: Situation): unknown;
  /** One of its members, where the others need not be worked out. */
  readonly member?: (situation: Situation, name: string) => unknown;
}

type Values<T> = readonly T[] | undefined;

/** A value, or an array of several. */
function oneOrMany<T>(values: Values<T>): T | readonly T[] | undefined {
  return values === undefined || values.length < 2 ? values?.[0] : values;
}

/** An object of names and values, that has no other members. */
function dictionary<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  const object = Object.create(null) as Record<string, T>;
  for (const [name, value] of entries) object[name] = value;
  return object;
}

function gathered(pairs: Iterable<readonly [string, string]>): Map<string, string[]> {
  const all = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const known = all.get(name);
    if (known === undefined) all.set(name, [value]);
    else known.push(value);
  }
  return all;
}

function valuesOf(all: ReadonlyMap<string, readonly unknown[]>): object {
  return dictionary([...all].map(([name, values]) => [name, oneOrMany(values)]));
}

function* headerPairs({ facts }: Situation): Generator<readonly [string, string]> {
  const { fields } = facts.inspection.request.source;
  for (let at = 0; at < fields.length; at += 2) yield [(fields[at] ?? "").toLowerCase(), fields[at + 1] ?? ""];
}

/** A file of a form, as conditions see it. */
function formValue(value: FormValue): unknown {
  if (typeof value === "string") return value;
  const { filename, contentType, size, text } = value;
  return { filename, content_type: contentType, size, ...(text !== undefined && { text }) };
}

const bodyOf = ({ facts }: Situation) => facts.inspection.request.body;

export const names = {
  method: { description: "The method of the request.", read: ({ facts }) => facts.inspection.request.method },
  url: {
    description: "Path and query string, as they were sent.",
    read: ({ facts }) => facts.inspection.request.head.target,
  },
  host: {
    description: "The name of the host in lower case, without its port.",
    read: ({ facts }) => facts.inspection.request.host,
  },
  path: {
    description: "The placeholders and other named parts of the path, of their types.",
    read: ({ facts }) => dictionary(facts.inspection.pathValues),
    member: ({ facts }, name) => facts.inspection.pathValues.get(name),
  },
  query: {
    description: "The query parameters: texts; of several of one name an array.",
    read: ({ facts }) => valuesOf(gathered(facts.inspection.request.query)),
    member: ({ facts }, name) => oneOrMany(facts.inspection.request.query.getAll(name)),
  },
  headers: {
    description: "The headers, by their names in lower case; of several lines of one name an array.",
    read: (situation) => valuesOf(gathered(headerPairs(situation))),
    member: ({ facts }, name) => oneOrMany(facts.inspection.request.headers(name.toLowerCase())),
  },
  cookies: {
    description: "The cookies.",
    read: ({ facts }) => valuesOf(facts.inspection.request.cookies),
    member: ({ facts }, name) => oneOrMany(facts.inspection.request.cookies.get(name)),
  },
  form: {
    description: "The fields of a form; a file is `{filename, content_type, size, text}`.",
    readsBody: true,
    read: (situation) => {
      const fields = bodyOf(situation)?.form.fields ?? new Map<string, FormValue[]>();
      return valuesOf(new Map([...fields].map(([name, values]) => [name, values.map(formValue)])));
    },
    member: (situation, name) => oneOrMany(bodyOf(situation)?.form.fields.get(name)?.map(formValue)),
  },
  json: {
    description: "The body as JSON; nothing if it is none.",
    readsBody: true,
    read: (situation) => bodyOf(situation)?.json?.value,
  },
  xml: {
    description: "The body, for the filter `xpath`.",
    readsBody: true,
    read: (situation) => bodyOf(situation)?.text,
  },
  body: { description: "The body as text.", readsBody: true, read: (situation) => bodyOf(situation)?.text },
  route: {
    description: "The Route, as the internal API shows it before this answer is counted.",
    read: ({ facts }) => facts.route(),
  },
  response: {
    description: "The Response, likewise.",
    read: ({ facts }) => facts.response(),
  },
  nth: { description: "Which answer of the Route it is: 1 for the first.", read: ({ facts }) => facts.nth },
  state: {
    description: "The state of the Route's `scenario`, as it is just now; nothing if it has none.",
    read: ({ facts }) => facts.state,
  },
  data: { description: "What the world remembers, as it is just now.", read: ({ facts }) => facts.data },
  now: {
    description: "The time by the clock of the world, the same in all of the answer.",
    read: ({ now }) => now,
  },
  uuid: { description: "A new UUID each time.", read: ({ facts }) => facts.dice.uuid() },
  random: {
    description: "A new number each time, from 0 up to, not including, 1.",
    read: ({ facts }) => facts.dice.draw(),
  },
} satisfies Record<string, Name>;

/** Names whose values may be others the next time. */
export const FRESH: ReadonlySet<string> = new Set(["uuid", "random", "state", "data"]);

/** Names that draw, and so may not be asked while it is decided who answers. */
export const DRAWN: ReadonlySet<string> = new Set(["uuid", "random", "fake"]);

/** All names that a template may use. */
export const NAMES: readonly string[] = [...Object.keys(names), "fake"];
