import { describe, expect, it } from "vitest";
import { isForm, parseForm, writeForm } from "./form.ts";

const URLENCODED = "application/x-www-form-urlencoded";
const MULTIPART = 'multipart/form-data; boundary="b"';

function fieldsOf(contentType: string | undefined, body: string | Uint8Array): object {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return Object.fromEntries(parseForm(contentType, bytes).fields);
}

function part(name: string, value: string, more = ""): string {
  return `--b\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
}

describe("A urlencoded form", () => {
  it.each([
    ["a=1&b=2", { a: ["1"], b: ["2"] }],
    ["a=1&a=2", { a: ["1", "2"] }],
    ["a=x+y%21", { a: ["x y!"] }],
    ["a", { a: [""] }],
    ["n%C3%A9=%C3%A9", { né: ["é"] }],
    ["a=%zz", { a: ["%zz"] }],
    ["", {}],
  ])("%s has these fields", (body, fields) => {
    expect(fieldsOf(URLENCODED, body)).toEqual(fields);
  });

  it("may name a character set in its type", () => {
    expect(fieldsOf("Application/X-WWW-Form-Urlencoded; charset=UTF-8", "a=1")).toEqual({ a: ["1"] });
  });
});

describe("A multipart form", () => {
  it("has every value of each field, files too", () => {
    const type = "content-type: text/plain";
    const file = part("f", "data", `; filename="f.txt"\r\n${type}`);
    const body = `${part("a", "1")}${part("a", "2")}${part("b", "x\r\ny")}${file}--b--\r\n`;

    expect(fieldsOf(MULTIPART, body)).toEqual({
      a: ["1", "2"],
      b: ["x\r\ny"],
      f: [{ filename: "f.txt", contentType: "text/plain", size: 4, text: "data" }],
    });
  });

  it("has no text of a file that is none", () => {
    const head = part("f", "", '; filename="f.bin"\r\ncontent-type: x/y').slice(0, -2);
    const bytes = Buffer.concat([Buffer.from(head), Buffer.from([0xff, 0x00]), Buffer.from("\r\n--b--\r\n")]);

    expect(fieldsOf(MULTIPART, bytes)).toEqual({
      f: [{ filename: "f.bin", contentType: "x/y", size: 2, text: undefined }],
    });
  });

  it("gives the first text of a field, and of a file none", () => {
    const body = `${part("a", "data", '; filename="a"')}${part("a", "1")}${part("a", "2")}--b--\r\n`;
    const form = parseForm(MULTIPART, new TextEncoder().encode(body));

    expect([form.text("a"), form.text("b")]).toEqual(["1", undefined]);
  });

  it("has names as browsers escape them", () => {
    const body = `${part("a%22%0D%0a%41", "data", '; filename="%22.txt"')}--b--\r\n`;

    expect(fieldsOf(MULTIPART, body)).toMatchObject({ 'a"\r\n%41': [{ filename: '".txt' }] });
  });

  it.each([
    ["has no boundary", "multipart/form-data", `${part("a", "1")}--b--\r\n`],
    ["ends too early", MULTIPART, part("a", "1").slice(0, 30)],
    ["is empty", MULTIPART, ""],
    ["has too long a boundary", `multipart/form-data; boundary=${"b".repeat(71)}`, "--".padEnd(73, "b")],
    ["has a part with too long a head", MULTIPART, `${part("a".repeat(3000), "1")}--b--\r\n`],
    ["has a part without a name", MULTIPART, "--b\r\ncontent-type: text/plain\r\n\r\n1\r\n--b--\r\n"],
    ["has too many parts", MULTIPART, `${part("a", "1").repeat(1001)}--b--\r\n`],
    ["is something else", MULTIPART, "a=1"],
  ])("that %s has no fields", (_, contentType, body) => {
    expect(fieldsOf(contentType, body)).toEqual({});
  });
});

describe("What is no form", () => {
  it.each([undefined, "", "application/json", "text/plain"])("is told by its type: %s", (contentType) => {
    expect(isForm(contentType)).toBe(false);
  });
});

describe("A form that is written", () => {
  it.each([undefined, URLENCODED, MULTIPART, "multipart/form-data"])("as %s is read again", (contentType) => {
    const { bytes, type } = writeForm(contentType, [
      ["a", "1"],
      ["a", "x\r\n--y"],
      ['"é\n', ""],
    ]);

    expect(fieldsOf(type, bytes)).toEqual({ a: ["1", "x\r\n--y"], '"é\n': [""] });
  });
});
