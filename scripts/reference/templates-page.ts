import { filters } from "../../src/templates/filters/filters.ts";
import { tagDescriptions } from "../../src/templates/liquid.ts";
import { names } from "../../src/templates/names.ts";
import { operators } from "../../src/templates/operators.ts";
import { code, page, table } from "./markdown.ts";

export function templatesPage(): string {
  return page(
    "Templates",
    "What may stand in the templates of a Response; [Answer with what was asked](../how-to/templates.md) tells how. A name, filter, tag or function that there is not is a " +
      "400 when the Route is written.",
    "## Names",
    table(
      ["name", "what it stands for"],
      [
        ...Object.entries(names).map(([name, { description }]) => [code(name), description]),
        [
          code("fake"),
          "Made-up data, by [Faker](https://fakerjs.dev/api/): `fake.person.fullName`; with arguments as a filter, `'number.int' | fake: min: 1, max: 6`. Its module `helpers` is left out.",
        ],
      ],
    ),
    "Names that `let` has given stand beside these, and in a `$for` that of its element, and `forloop` with `index`, `index0`, `first`, `last`, `length`, `rindex` and `rindex0`.",
    "## Operators",
    table(
      ["operator", "holds when", "for example"],
      Object.entries(operators).map(([name, { description, example }]) => [code(name), description, code(example)]),
    ),
    "Everything holds but `false` and nothing. There are no parentheses.",
    "## Structures",
    table(
      ["structure", "what it stands for"],
      [
        [
          '`{"$for": "item in json.items", "do": …}`',
          "An array with one element for each; as an element of an array, its elements.",
        ],
        [
          '`{"$if": "json.total > 100", "then": …, "else": …}`',
          "One of the two; if that is not given, the element or member is left out.",
        ],
        ['`{"$$name": …}`', "The member `$name`; others that begin with `$` are a 400."],
      ],
    ),
    "## Tags",
    table(
      ["tag", "what it does"],
      Object.entries(tagDescriptions).map(([name, description]) => [code(name), description]),
    ),
    "## Filters",
    table(
      ["filter", "what comes of a value", "for example"],
      [...filters].map(([name, { description, example }]) => [
        code(name),
        description,
        `${code(example[0])}: ${code(JSON.stringify(example[1]))}`,
      ]),
    ),
  );
}
