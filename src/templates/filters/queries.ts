import type { JsonValue } from "../../json/json-value.ts";
import type { Inspection } from "../../matching/inspection.ts";
import { JsonPathError, compileJsonPath, readSteps } from "../../matching/json-path.ts";
import { type XPath, XPathError, compileXPath } from "../../matching/xml.ts";
import { fakeSource } from "../fake.ts";
import type { Situation } from "../situation.ts";
import { Failure, TemplateFault } from "../template-error.ts";
import { isNothing } from "../values.ts";
import { type Apply, type Filter, type Known, filter } from "./filter.ts";

/** Compiles the first argument, which must be known; what is no query is refused when it is written. */
function prepareQuery(name: string, { plain }: Known, compile: (source: string) => Apply): Apply {
  const [source] = plain;
  if (typeof source !== "string") throw new TemplateFault(`gives the filter ${name} no text that is always the same`);
  try {
    return compile(source);
  } catch (error) {
    if (error instanceof JsonPathError || error instanceof XPathError) {
      throw new TemplateFault(`gives the filter ${name} what is none: ${error.message}`);
    }
    throw error;
  }
}

function findJson(source: string): Apply {
  const path = compileJsonPath(source);
  const isSingular = readSteps(source) !== null;
  return (value, _, situation) => {
    if (isNothing(value)) return isSingular ? undefined : [];
    // What a query takes depends on all of the value, unless it only goes one way.
    const size = isSingular ? 0 : situation.json(value).length;
    const found = inTime(situation, (inspection) => path.find(value as JsonValue, inspection, size));
    return isSingular ? found[0] : found;
  };
}

/** What a query finds; it fails if it was given up. */
function inTime<T>({ facts: { inspection } }: Situation, find: (inspection: Inspection) => T): T {
  const found = find(inspection);
  if (inspection.expired.length > 0) throw new Failure("takes too long to look for something");
  return found;
}

function findXml(path: XPath, value: unknown, situation: Situation): readonly string[] {
  if (isNothing(value)) return [];
  const text = situation.text(value);
  return inTime(situation, (inspection) => path.find(inspection, text));
}

function makeUp(value: unknown, args: Parameters<Apply>[1], situation: Situation): unknown {
  return prepareFake(situation.text(value))(value, args, situation);
}

function prepareFake(name: string): Apply {
  const make = fakeSource().find(name);
  return (_, { plain, named }, situation) => {
    const options = Object.keys(named).length > 0 ? [named] : [];
    return make([...plain, ...options], situation);
  };
}

/** Filters that look for something, or make it up. */
export const queries = {
  jsonpath: {
    least: 1,
    names: [],
    description:
      "What a JSONPath (RFC 9535) selects: the value, if the path can only lead to one, else an array of all.",
    example: [`{{ '{"a":[{"b":1},{"b":2}]}' | parse_json | jsonpath: '$.a[*].b' | join: ' ' }}`, "1 2"],
    prepare: (known) => prepareQuery("jsonpath", known, findJson),
  },
  xpath: {
    least: 1,
    names: [],
    description: "The text of the first node of an XML text, such as `xml`, that an XPath selects.",
    example: ["{{ xml | xpath: '/order/@id' }}", "7"],
    prepare: (known) =>
      prepareQuery("xpath", known, (source) => {
        const path = compileXPath(source);
        return (value, _, situation) => findXml(path, value, situation)[0];
      }),
  },
  xpath_all: {
    least: 1,
    names: [],
    description: "The texts of all of them.",
    example: ["{{ xml | xpath_all: '//item' | join: ' ' }}", "tea milk"],
    prepare: (known) =>
      prepareQuery("xpath_all", known, (source) => {
        const path = compileXPath(source);
        return (value, _, situation) => findXml(path, value, situation);
      }),
  },
  fake: {
    least: 0,
    names: "any",
    description: "Made-up data: a function of Faker by its name, with its arguments.",
    example: ["{{ 'number.int' | fake: min: 7, max: 7 }}", 7],
    prepare: ({ value }) => (typeof value === "string" ? prepareFake(value) : makeUp),
  },
  sample: filter(
    "One of the elements of an array, or of the characters of a text.",
    ["{{ 'aaa' | sample }}", "a"],
    (value, _, situation) => {
      if (typeof value === "string") situation.use(value.length);
      const items = typeof value === "string" ? [...value] : value;
      return Array.isArray(items) ? items[Math.floor(situation.facts.dice.draw() * items.length)] : undefined;
    },
  ),
} satisfies Record<string, Filter>;
