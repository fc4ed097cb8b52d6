import { authSchema } from "../../src/auth/auth.ts";
import { operators } from "../../src/matching/conditions/operators.ts";
import { modifiers } from "../../src/matching/conditions/read-condition.ts";
import { matchSchema } from "../../src/matching/match.ts";
import { places } from "../../src/matching/places/places.ts";
import { effectSchema } from "../../src/responses/effect.ts";
import { memoryPlaces, whenSchema } from "../../src/responses/when.ts";
import { responseSchema } from "../../src/responses/response.ts";
import { routeSchema } from "../../src/routes/route.ts";
import { code, json, page, table } from "./markdown.ts";

/** The keywords of JSON Schema that the wire model uses. */
interface Shape {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly items?: Shape;
  readonly prefixItems?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: Shape;
  readonly required?: readonly string[];
  readonly readOnly?: boolean;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
}

export function routesPage(): string {
  const { oneOf: auth = [], description = "" } = authSchema.json as Shape;
  const refusal = auth[0]?.properties?.["unauthorized_response"] ?? {};
  return page(
    "Routes",
    "What a Route can say, in Routes files, over the [internal API](internal-api.md) and in the library. A field that is not listed is " +
      "refused; the read-only ones are accepted and ignored, so that what was read can be sent back.",
    ...model("Route", routeSchema.json),
    ...model("Response", responseSchema.json),
    "A Response has exactly one of `body`, `body_base64` and `body_file`. Without `headers` its `headers` are `{}`, or " +
      '`{"content-type": "application/json"}` if `body` is not a string. An answer with a body and no `content-type` is sent as ' +
      "`text/html; charset=utf-8`; bytes as `application/octet-stream`, and a file by its extension.",
    ...matchSection(),
    ...whenSection(),
    ...conditionSection(),
    ...model("Scenario", routeSchema.fields.scenario.schema.json),
    "[Remember what came](../how-to/memory.md) shows it in use.",
    ...model("Resource", routeSchema.fields.resource.schema.json),
    "[Offer a collection](../how-to/resources.md) shows what can be asked of it.",
    ...model("Effect", effectSchema.json),
    "Several effects are an array.",
    ...model("Expectation", routeSchema.fields.expect.schema.json),
    "[Verify calls](../how-to/verify-calls.md) shows how it is checked.",
    "## Auth",
    `${description} [Authentication](../how-to/authentication.md) shows every method in use.`,
    ...auth.flatMap((kind) => model(methodOf(kind), kind, "###")),
    ...model("UnauthorizedResponse", refusal, "###"),
    "It is never counted. If it is not given, the answer is a 401 whose message says what was missing or wrong.",
  );
}

function matchSection(): string[] {
  const { description = "", examples = [] } = matchSchema.json as Shape;
  return [
    "## Match",
    description,
    table(
      ["place", "what it is about", "for example"],
      Object.entries(places).map(([name, place]) => [
        code(name),
        place.description,
        code(JSON.stringify({ [name]: place.example })),
      ]),
    ),
    "Beside places may stand `all` and `any`, arrays of matches, and `not`, one match. What is cheap is looked at first, and the body last; it is parsed " +
      "once, however many Routes look at it.",
    json(examples[0]),
  ];
}

function whenSection(): string[] {
  const { description = "", examples = [] } = whenSchema.json as Shape;
  return [
    "## When",
    `${description} Beside the places of a Match it has those of what the world remembers:`,
    table(
      ["place", "what it is about", "for example"],
      Object.entries(memoryPlaces).map(([name, place]) => [
        code(name),
        place.description,
        code(JSON.stringify({ [name]: place.example })),
      ]),
    ),
    json(examples[0]),
  ];
}

function conditionSection(): string[] {
  return [
    "## Condition",
    "A string, number, boolean, `null` or an array, which a value must equal; or an object of operators, all of which must hold.",
    table(
      ["operator", "holds when the value", "for example"],
      Object.entries(operators).map(([name, { description, example }]) => [
        code(name),
        description,
        code(JSON.stringify({ [name]: example })),
      ]),
    ),
    "Modifiers stand beside operators:",
    table(
      ["modifier", "what it changes", "beside"],
      Object.entries(modifiers).map(([name, { description, with: allowed }]) => [
        code(name),
        description,
        allowed.map(code).join(", "),
      ]),
    ),
    "Where values are text (all places but `json` and the variables of `graphql`), a number or boolean operand compares with the text read as that number or " +
      'boolean: `3` is satisfied by `3` and `3.0`. In JSON nothing is converted: `"3"` is never 3.',
    "If there are several values (a name sent twice, several nodes), all operators of a condition must hold for one and the same; `not`, `none`, `exists`, `count`, and " +
      "`equals` with an array judge all values together.",
  ];
}

function methodOf(kind: Shape): string {
  return kind.properties?.["method"]?.enum?.[0] ?? "";
}

function model(title: string, schema: Shape, level = "##"): string[] {
  const rows = Object.entries(schema.properties ?? {}).map(([name, property]) => [
    code(name),
    typeOf(property),
    presence(name, property, schema),
    notes(property),
  ]);
  const [example] = schema.examples ?? [];
  return [
    `${level} ${title}`,
    schema.description ?? "",
    table(["field", "type", "", "what it means"], rows),
    ...(example === undefined ? [] : [json(example)]),
  ];
}

function presence(name: string, property: Shape, schema: Shape): string {
  if (property.readOnly) return "read only";
  if (schema.required?.includes(name)) return "required";
  if (!("default" in property)) return "optional";
  return name === "headers" || name === "unauthorized_response"
    ? "optional, see below"
    : `optional, ${code(JSON.stringify(property.default))}`;
}

function notes({ title, description, anyOf = [] }: Shape): string {
  if (title !== undefined) return "";
  return description ?? anyOf.find((one) => one.description !== undefined)?.description ?? "";
}

/** A type in a few words. */
function typeOf(schema: Shape): string {
  const { title, type, enum: words, anyOf, items, additionalProperties } = schema;
  if (title !== undefined) return link(title);
  if (words !== undefined) return words.map(code).join(", ");
  if (anyOf !== undefined) return anyOf.map(typeOf).join(" or ");
  if (schema.prefixItems !== undefined) return "[min, max]";
  if (items !== undefined) return `array of ${typeOf(items)}`;
  if (additionalProperties !== undefined) return `object of ${typeOf(additionalProperties)}`;
  return type === undefined ? "any JSON value" : `${type}${range(schema)}`;
}

/** Every model has a heading on this page. */
function link(title: string): string {
  return `[${title}](#${title.toLowerCase()})`;
}

function range({ minimum, maximum }: Shape): string {
  if (minimum === undefined) return "";
  const isOpen = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER;
  return isOpen ? `, at least ${minimum}` : `, ${minimum} to ${maximum}`;
}
