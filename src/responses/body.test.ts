import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "../json/parse-json.ts";
import { Reader } from "../schema/reader.ts";
import { type BodyDefinition, bodyFields, prepareBody } from "./body.ts";
import { responseSchema } from "./response.ts";

function read(text: string) {
  const reader = new Reader();
  const value = responseSchema.read(parseJson(text, { maxDepth: 200 }), reader);
  if (value !== undefined) return responseSchema.write(value);
  return reader.faults.map(({ at, message }) => `${at} ${message}`);
}

function sent(definition: BodyDefinition): [string, string] {
  const { body, contentType } = prepareBody(definition);
  if (typeof body === "string") return [body, contentType];
  return [body instanceof Uint8Array ? new TextDecoder("latin1").decode(body) : `file ${body.file}`, contentType];
}

describe("A body", () => {
  it.each<[BodyDefinition, string, string]>([
    [{ body: "Hello!" }, "Hello!", "text/html; charset=utf-8"],
    [{ body: "é" }, "Ã©", "text/html; charset=utf-8"],
    [{ body: "" }, "", "text/html; charset=utf-8"],
    [{ body: null }, "null", "text/html; charset=utf-8"],
    [{ body: [1, "x"] }, '[1,"x"]', "text/html; charset=utf-8"],
    [{ body: parseJson('{"b": 1.0, "1": 2}', { maxDepth: 9 }) }, '{"b":1.0,"1":2}', "text/html; charset=utf-8"],
    [{ body_base64: "AP8=" }, "\0ÿ", "application/octet-stream"],
    [{ body_base64: "" }, "", "application/octet-stream"],
    [{ body_file: "a/logo.png" }, "file a/logo.png", "image/png"],
  ])("%j is sent as it should be", (definition, text, contentType) => {
    expect(sent(definition)).toEqual([text, contentType]);
  });

  it.each([
    ['{"body": "x"}', '"headers":{}'],
    ['{"body": 1}', '"headers":{"content-type":"application/json"}'],
    ['{"body": null}', '"headers":{"content-type":"application/json"}'],
    ['{"body": {}, "headers": {}}', '"headers":{}'],
    ['{"body_base64": ""}', '"headers":{}'],
    ['{"body_file": "a.json"}', '"headers":{}'],
  ])("gives a Response its headers: %s", (text, headers) => {
    expect(read(text)).toContain(headers);
  });

  it.each(["12345678901234567890", "1.0", '{"b":1,"1":2}', '{"__proto__":1}', '"\\u0000"', "[[],{},null,-0]"])(
    "reads back as it was written: %s",
    (body) => {
      expect(read(`{"body": ${body}}`)).toContain(`"body":${body},`);
    },
  );

  it("may be megabytes of base64", () => {
    expect(read(`{"body_base64": "${"A".repeat(10_000_000)}"}`)).toContain('"status":200');
    expect(read(`{"body_base64": "${"A".repeat(10_000_001)}"}`)).toHaveLength(1);
  });

  it("is base64 exactly where its JSON Schema says so", () => {
    const pattern = new RegExp(String(bodyFields.body_base64.schema.json["pattern"]));
    const text = fc.string({ unit: fc.constantFrom("A", "/", "=", "\n", "-"), maxLength: 9 });

    fc.assert(
      fc.property(text, (given) => {
        expect(typeof read(JSON.stringify({ body_base64: given })) === "string").toBe(pattern.test(given));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["{}", ' is missing the required field "body" (or "body_base64" or "body_file")'],
    ['{"body": 1, "body_file": "a"}', " must have one of body and body_file, not both"],
    ['{"body_base64": "A"}', '/body_base64 must be base64 (RFC 4648, with padding), got "A"'],
    ['{"body_base64": "AA==\\n"}', String.raw`/body_base64 must be base64 (RFC 4648, with padding), got "AA==\n"`],
    ['{"body_base64": 1}', "/body_base64 must be base64 (RFC 4648, with padding), got 1"],
    ['{"body_file": ""}', "/body_file must be the path of a file"],
    ['{"body_file": "a\\u0000"}', "/body_file must be the path of a file"],
    [
      '{"body_file": "/etc/passwd"}',
      "/body_file must be relative to the directory given with --files, with / between its parts",
    ],
    [
      '{"body_file": "C:a"}',
      "/body_file must be relative to the directory given with --files, with / between its parts",
    ],
    [
      '{"body_file": "a\\\\b"}',
      "/body_file must be relative to the directory given with --files, with / between its parts",
    ],
    ['{"body_file": "a/../../b"}', '/body_file must stay below the directory given with --files, without ".."'],
    ['{"body": 1, "fault": "reset"}', "/fault is reserved for a later version of Trickster"],
  ])("is refused in %s", (text, message) => {
    expect(read(text)).toEqual([message]);
  });
});
