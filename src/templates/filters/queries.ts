import type { JsonValue } from "../../json/json-value.ts";
import { JsonPathError, compileJsonPath, readSteps } from "../../matching/json-path.ts";
import { XPathError, compileXPath } from "../../matching/xml.ts";
import { fakeSource } from "../fake.ts";
import type { Situation } from "../situation.ts";
import { TemplateFault } from "../template-error.ts";
import { isNothing, toText } from "../values.ts";
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
  return (value, _, { facts }) => {
    const found = isNothing(value) ? [] : path.find(value as JsonValue, facts.inspection);
    return isSingular ? found[0] : found;
  };
}

function makeUp(value: unknown, args: Parameters<Apply>[1], situation: Situation): unknown {
  return prepareFake(toText(value))(value, args, situation);
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
    description:
      "What a JSONPath (RFC 9535) selects: the value, if the path can only lead to one, else an array of all.",
    example: [`{{ '{"a":[{"b":1},{"b":2}]}' | parse_json | jsonpath: '$.a[*].b' | join: ' ' }}`, "1 2"],
    prepare: (known) => prepareQuery("jsonpath", known, findJson),
  },
  xpath: {
    description: "The text of the first node of `xml` that an XPath selects.",
    example: ["{{ xml | xpath: '/order/@id' }}", "7"],
    prepare: (known) =>
      prepareQuery("xpath", known, (source) => {
        const path = compileXPath(source);
        return (_, __, { facts }) => path.find(facts.inspection)[0];
      }),
  },
  xpath_all: {
    description: "The texts of all of them.",
    example: ["{{ xml | xpath_all: '//item' | join: ' ' }}", "tea milk"],
    prepare: (known) =>
      prepareQuery("xpath_all", known, (source) => {
        const path = compileXPath(source);
        return (_, __, { facts }) => path.find(facts.inspection);
      }),
  },
  fake: {
    description: "Made-up data: a function of Faker by its name, with its arguments.",
    example: ["{{ 'number.int' | fake: min: 7, max: 7 }}", 7],
    prepare: ({ value }) => (typeof value === "string" ? prepareFake(value) : makeUp),
  },
  sample: filter(
    "One of the elements of an array, or of the characters of a text.",
    ["{{ 'aaa' | sample }}", "a"],
    (value, _, { facts }) => {
      const items = typeof value === "string" ? [...value] : value;
      return Array.isArray(items) ? items[Math.floor(facts.dice.draw() * items.length)] : undefined;
    },
  ),
} satisfies Record<string, Filter>;
