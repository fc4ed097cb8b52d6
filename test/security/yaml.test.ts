import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RoutesFileError, createTrickster } from "../../src/index.ts";

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "trickster-"));
  file = join(folder, "routes.yaml");
});

afterEach(() => rm(folder, { recursive: true }));

/** What is wrong with a file that holds this text; its name is cut off. */
async function faultOf(text: string | Uint8Array): Promise<string> {
  await writeFile(file, text);
  await using trickster = createTrickster();
  const error: unknown = await trickster.load(file).then(
    () => "no fault",
    (reason: unknown) => reason,
  );
  return error instanceof RoutesFileError ? error.message.replaceAll(file, "") : String(error);
}

/** The body that a Route from a file answers with. */
async function bodyOf(yaml: string): Promise<string> {
  await writeFile(file, `- path: /\n  responses:\n    - body: ${yaml}\n`);
  await using trickster = createTrickster();
  await trickster.load(file);
  return (await trickster.handle({ url: "/" })).text();
}

const nested = (depth: number): string =>
  `- path: /\n  responses:\n    - body: ${"[".repeat(depth)}${"]".repeat(depth)}\n`;

describe("A Routes file in YAML", () => {
  it("that grows without measure by its aliases is refused", async () => {
    const levels = Array.from({ length: 30 }, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at},`.repeat(10)}]`);
    const laughs = `- path: /\n  responses:\n    - body:\n        a0: &a0 [lol]\n        ${levels.join("\n        ")}\n`;

    expect(await faultOf(laughs)).toMatch(/^:\d+:\d+ holds more than 250000 values by its aliases$/);
  });

  it("that holds itself is refused", async () => {
    expect(await faultOf("- path: /\n  responses:\n    - body: &a [*a]\n")).toMatch(/nested deeper than 200 levels/);
  });

  it("may use aliases like anybody", async () => {
    expect(await bodyOf("{a: &x [1, 2], b: *x}")).toBe('{"a":[1,2],"b":[1,2]}');
    expect(await faultOf("- path: /\n  responses: *nobody\n")).toMatch(/^:2:14 /);
  });

  it("that is nested too deep is refused, and does not crash", async () => {
    expect(await faultOf(nested(190))).toBe("no fault");
    expect(await faultOf(nested(300))).toMatch(/nested deeper than 200 levels/);
    expect(await faultOf(nested(50_000))).toMatch(/^:\d+:\d+ .*(?:deep|stack)/);
  });

  it("must not give a member twice", async () => {
    expect(await faultOf("- path: /\n  path: /\n  responses: []\n")).toMatch(/^:2:3 is no YAML: .*unique/i);
    expect(await faultOf('- path: /\n  responses: [{body: {a: 1, "a": 2}}]\n')).toMatch(
      /^:2:\d+ is no YAML: .*unique/i,
    );
  });

  it("must have plain names, which may be numbers and words", async () => {
    expect(await bodyOf("{1: a, true: b, null: c, 1.50: d}")).toBe('{"1":"a","true":"b","null":"c","1.50":"d"}');
    expect(await faultOf("- path: /\n  responses: [{body: {[a]: 1}}]\n")).toMatch(
      /has a member whose name is no plain text/,
    );
    expect(await faultOf("- path: /\n  responses: [{body: {? {a: 1} : 1}}]\n")).toMatch(/no plain text/);
  });

  it("means by its words what JSON can say, and nothing that runs", async () => {
    expect(await bodyOf("[yes, no, on, 0o14, 2026-01-01, ~, 1_000]")).toBe(
      '["yes","no","on",12,"2026-01-01",null,"1_000"]',
    );
    expect(await bodyOf("{<<: {a: 1}, __proto__: {b: 1}}")).toBe('{"<<":{"a":1},"__proto__":{"b":1}}');
    for (const word of [".nan", ".inf", "-.inf"]) {
      expect(await faultOf(`- path: /\n  responses: [{body: ${word}}]\n`)).toMatch(/which JSON has no word for/);
    }
    for (const tag of [
      "!!js/function 'function(){}'",
      "!!python/object/apply:os.system ['ls']",
      "!ruby/object {}",
      "!x y",
    ]) {
      const text = await faultOf(`- path: /\n  responses: [{body: ${tag}}]\n`);
      expect([tag, /^(?:no fault|:2:\d+ .*)$/.test(text)]).toEqual([tag, true]);
    }
  });

  it("keeps the digits of its numbers", async () => {
    expect(await bodyOf("[1.0, 12345678901234567890, 1e5, -0.10]")).toBe("[1.0,12345678901234567890,1e5,-0.10]");
  });

  it("must be UTF-8, one document, and a list", async () => {
    expect(await faultOf(Buffer.from([0x2d, 0x20, 0xff, 0xfe]))).toMatch(/is no valid UTF-8/);
    expect(await faultOf("- path: /\n  responses: []\n---\n- path: /b\n  responses: []\n")).toMatch(
      /^:3:1 holds several documents; put all Routes into one/,
    );
    expect(await faultOf("path: /\n")).toBe(":1:1 must hold an array of Routes");
    expect(await faultOf("")).toMatch(/must hold an array of Routes/);
    expect(await faultOf("\t- x\n")).toMatch(/^:1:\d+ is no YAML/);
  });
});
