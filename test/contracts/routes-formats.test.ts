import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringifyJson } from "../../src/json/json-node.ts";
import { formats } from "../../src/routes-files/load-routes.ts";
import { FormatError, type RoutesFormat } from "../../src/routes-files/routes-format.ts";
import { readFormat } from "../support/read-format.ts";

/** One document in every format, by its first extension. */
const samples: Record<string, { readonly text: string; readonly broken: string }> = {
  ".json": {
    text: `[
  {"id": "big", "path": "/big", "responses": [{"body": 12345678901234567890}]},
  {"path": "/é", "responses": [
    {"body": {"b": 1.0, "1": [true, null, "two\\nlines\\n"], "__proto__": "x"}, "status": 99}
  ]}
]`,
    broken: '[\n  {"path": "/a"},\n  {"path": /b}\n]',
  },
  ".yaml": {
    text: `# The same in YAML
- id: big
  path: /big
  responses: [{ body: 12345678901234567890 }]
- path: "/\\u00e9"
  responses:
    - body:
        b: 1.0
        1:
          - true
          - ~
          - |
            two
            lines
        __proto__: x
      status: 99
`,
    broken: '- path: /a\n- path: "/b\n',
  },
};

const EXPECTED =
  '[{"id":"big","path":"/big","responses":[{"body":12345678901234567890}]},{"path":"/é","responses":' +
  String.raw`[{"body":{"b":1.0,"1":[true,null,"two\nlines\n"],"__proto__":"x"},"status":99}]}]`;

const byExtension = formats.map((format) => [format.extensions[0] ?? "", format] as const);

function sampleOf(extension: string): { text: string; broken: string } {
  const sample = samples[extension];
  if (sample === undefined) throw new Error(`the format ${extension} needs a sample here`);
  return sample;
}

async function faultOf(format: RoutesFormat, text: string, maxDepth = 200): Promise<FormatError> {
  try {
    await readFormat(format, text, maxDepth);
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error("the text was read, and should not be");
}

describe.each(byExtension)("Routes in %s files", (extension, format) => {
  const { text, broken } = sampleOf(extension);
  const lines = text.split("\n");

  it("are the same Routes in every format: no digit, no order and no name is lost", async () => {
    const { node } = await readFormat(format, text);

    expect(stringifyJson(node)).toBe(EXPECTED);
  });

  it("are found again in the text, each value at its place", async () => {
    const document = await readFormat(format, text);
    const at = (pointer: string): string => {
      const { line, column } = document.locate(pointer) ?? { line: 0, column: 0 };
      return (lines[line - 1] ?? "").slice(column - 1);
    };

    expect(at("/0/path")).toMatch(/^"?\/big/);
    expect(at("/0/responses/0/body")).toMatch(/^12345678901234567890/);
    expect(at("/1/responses/0/body/1/0")).toMatch(/^true/);
    expect(at("/1/responses/0/body/__proto__")).toMatch(/^"?x/);
    expect(at("/1/responses/0/status")).toMatch(/^99/);
  });

  it("are found by the nearest place above, if a value is missing", async () => {
    const document = await readFormat(format, text);

    expect(document.locate("/1/responses/0/headers/x")).toEqual(document.locate("/1/responses/0"));
    expect(document.locate("/0/x/y")).toEqual(document.locate("/0"));
  });

  it("that are broken are refused with the place", async () => {
    const { position, message } = await faultOf(format, broken);

    expect(position.line).toBeGreaterThan(1);
    expect(position.line).toBeLessThanOrEqual(broken.split("\n").length);
    expect(position.column).toBeGreaterThan(0);
    expect(message).toMatch(/^is no [A-Z]+: /);
  });

  it("that name a member twice are refused", async () => {
    const { position } = await faultOf(format, '[{"a": 1,\n "b": 2,\n "a": 3}]');

    expect(position).toEqual({ line: 3, column: 2 });
  });

  it.each(['{"path": "/"}', "7", ""])("must be an array: %j", async (given) => {
    expect((await faultOf(format, given)).message).toBe("must hold an array of Routes");
  });

  it("that are nested too deep are refused", async () => {
    expect((await faultOf(format, "[[[[[]]]]]", 3)).message).toContain("nested deeper than 3 levels");
  });

  it("may be written as JSON", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(undefined, 1), async (value, indent) => {
        const { node } = await readFormat(format, JSON.stringify([value], null, indent));

        expect(JSON.parse(stringifyJson(node))).toEqual(JSON.parse(JSON.stringify([value])));
      }),
      { numRuns: 300 },
    );
  });
});

describe("The list of formats", () => {
  it("names each extension once", () => {
    const extensions = formats.flatMap((format) => format.extensions);

    expect(new Set(extensions).size).toBe(extensions.length);
    for (const extension of extensions) expect(extension).toMatch(/^\.[a-z]+$/);
  });
});
