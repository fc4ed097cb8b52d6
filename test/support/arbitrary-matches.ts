import * as fc from "fast-check";

/** Generators of valid conditions and matches, as values that JSON can hold. */
const name = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9-]{0,6}$/),
  fc.constantFrom("__proto__", "constructor", "toString"),
);
const text = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom("", "1", "1.0", "true", "a", "abc", "\u00e9"));
const number = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom(0.5, 1e3, -0.1));
const scalar = fc.oneof(text, number, fc.boolean());

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.oneof(scalar, fc.constant(null)),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(name, tie("value"), { maxKeys: 3 }),
  ),
}));

const pattern = fc.constantFrom("a.*", "[0-9]+", "\\w{1,3}", "(?=a).+", "a|b", "");
const date = fc.constantFrom("2026-01-01", "2026-01-01T12:00:00Z", "1999-12-31T23:59:59.5+02:00");
const comparison = fc.oneof(number, date);
const count = fc.nat(3);

const ofText = {
  equals: scalar,
  starts_with: text,
  ends_with: text,
  contains: text,
  matches: pattern,
  one_of: fc.array(scalar, { minLength: 1, maxLength: 3 }),
  type: fc.constantFrom("string", "number", "integer", "boolean"),
};
const ofBoth = {
  exists: fc.boolean(),
  gt: comparison,
  gte: comparison,
  lt: comparison,
  lte: comparison,
  length: count,
  count,
  schema: fc.constantFrom<unknown>(true, false, { type: "string" }, { minimum: 1 }, { minLength: 2 }),
};
const ofJson = {
  equals: value,
  like: value,
  contains: value.filter((given) => typeof given !== "object" || given === null),
  each: scalar,
  one_of: fc.array(value, { minLength: 1, maxLength: 3 }),
  size: count,
  type: fc.constantFrom("string", "number", "integer", "boolean", "array", "object", "null"),
};

type Operands = Readonly<Record<string, fc.Arbitrary<unknown>>>;

function conditions(own: Operands, short: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.letrec<{ condition: unknown }>((tie) => {
    const nested = fc.array(tie("condition"), { minLength: 1, maxLength: 2 });
    const operands: Operands = { ...ofBoth, ...own, not: tie("condition"), all: nested, any: nested, none: nested };
    const operators = fc
      .uniqueArray(fc.constantFrom(...Object.keys(operands)), { minLength: 1, maxLength: 2 })
      .chain((names) =>
        fc.record(Object.fromEntries(names.map((each) => [each, operands[each] as fc.Arbitrary<unknown>]))),
      );
    return { condition: fc.oneof({ maxDepth: 2 }, short, operators) };
  }).condition;
}

const anyTextCondition = conditions(ofText, scalar);
const anyJsonCondition = conditions(ofJson, fc.oneof(scalar, fc.constant(null), fc.array(scalar, { maxLength: 2 })));

const few = (names: fc.Arbitrary<string>, condition: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.dictionary(names, condition, { minKeys: 1, maxKeys: 2 });

const query = fc.constantFrom("$", "$.a", "$.a.b", "$[0]", "$.a[*]", "$..a", "$[?@.a]", "$['x y']");
const xpath = fc.constantFrom("/a", "//a/@b", "count(//a)", "string(/a)", "/a[b='1']");

const places: Operands = {
  method: anyTextCondition,
  host: anyTextCondition,
  query: few(fc.constantFrom("a", "b", "page"), anyTextCondition),
  headers: few(fc.constantFrom("x-a", "X-B", "accept"), anyTextCondition),
  cookies: few(fc.constantFrom("a", "session"), anyTextCondition),
  form: few(fc.constantFrom("a", "user"), anyTextCondition),
  json: few(query, anyJsonCondition),
  xml: few(xpath, anyTextCondition),
  graphql: fc.record({ operation: anyTextCondition, variables: few(query, anyJsonCondition) }, { requiredKeys: [] }),
  body: anyTextCondition,
};

/** A match about places that every Route has. */
export const anyMatch: fc.Arbitrary<object> = fc.letrec<{ match: object }>((tie) => ({
  match: fc.oneof(
    { maxDepth: 2 },
    fc
      .uniqueArray(fc.constantFrom(...Object.keys(places)), { maxLength: 2 })
      .chain((names) =>
        fc.record(Object.fromEntries(names.map((each) => [each, places[each] as fc.Arbitrary<unknown>]))),
      ),
    fc.record(
      {
        all: fc.array(tie("match"), { minLength: 1, maxLength: 2 }),
        any: fc.array(tie("match"), { minLength: 1, maxLength: 2 }),
        not: tie("match"),
      },
      { requiredKeys: [] },
    ),
  ),
})).match;

const manyValues = fc.oneof(text, fc.array(text, { maxLength: 2 }));

/** A request that is written down. */
export const anyRequest: fc.Arbitrary<Record<string, unknown>> = fc
  .record({
    query: fc.option(fc.dictionary(fc.constantFrom("a", "b", "page"), manyValues), { nil: undefined }),
    headers: fc.option(
      fc.dictionary(fc.constantFrom("x-a", "x-b", "accept"), fc.oneof(text, fc.constant("application/json"))),
      { nil: undefined },
    ),
    cookies: fc.option(fc.dictionary(fc.constantFrom("a", "session"), fc.stringMatching(/^[a-z0-9.]{0,5}$/)), {
      nil: undefined,
    }),
    body: fc.oneof(
      fc.constant({}),
      value.map((json) => ({ json })),
      fc.dictionary(fc.constantFrom("a", "user"), manyValues).map((form) => ({ form })),
      fc
        .oneof(text, fc.constantFrom("<a b='1'>x</a>", "<a><b>1</b></a>", "{", '{"query": "query A { x }"}'))
        .map((body) => ({ body })),
    ),
  })
  .map(({ body, ...rest }) => Object.assign(rest, body));
