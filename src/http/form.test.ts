import { describe, expect, it } from "vitest";
import { isForm, parseForm } from "./form.ts";

const URLENCODED = "application/x-www-form-urlencoded";
const MULTIPART = 'multipart/form-data; boundary="b"';

async function fieldsOf(contentType: string | undefined, body: string | Uint8Array): Promise<object> {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return Object.fromEntries((await parseForm(contentType, bytes)).fields);
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
  ])("%s has these fields", async (body, fields) => {
    expect(await fieldsOf(URLENCODED, body)).toEqual(fields);
  });

  it("may name a character set in its type", async () => {
    expect(await fieldsOf("Application/X-WWW-Form-Urlencoded; charset=UTF-8", "a=1")).toEqual({ a: ["1"] });
  });
});

describe("A multipart form", () => {
  it("has every value of each field, files too", async () => {
    const type = "content-type: text/plain";
    const file = part("f", "data", `; filename="f.txt"\r\n${type}`);
    const body = `${part("a", "1")}${part("a", "2")}${part("b", "x\r\ny")}${file}--b--\r\n`;

    expect(await fieldsOf(MULTIPART, body)).toEqual({
      a: ["1", "2"],
      b: ["x\r\ny"],
      f: [{ filename: "f.txt", contentType: "text/plain", size: 4, text: "data" }],
    });
  });

  it("has no text of a file that is none", async () => {
    const head = part("f", "", '; filename="f.bin"\r\ncontent-type: x/y').slice(0, -2);
    const bytes = Buffer.concat([Buffer.from(head), Buffer.from([0xff, 0x00]), Buffer.from("\r\n--b--\r\n")]);

    expect(await fieldsOf(MULTIPART, bytes)).toEqual({
      f: [{ filename: "f.bin", contentType: "x/y", size: 2, text: undefined }],
    });
  });

  it("gives the first text of a field, and of a file none", async () => {
    const body = `${part("a", "data", '; filename="a"')}${part("a", "1")}${part("a", "2")}--b--\r\n`;
    const form = await parseForm(MULTIPART, new TextEncoder().encode(body));

    expect([form.text("a"), form.text("b")]).toEqual(["1", undefined]);
  });

  it.each([
    ["has no boundary", "multipart/form-data", `${part("a", "1")}--b--\r\n`],
    ["ends too early", MULTIPART, part("a", "1").slice(0, 30)],
    ["is empty", MULTIPART, ""],
    ["is something else", MULTIPART, "a=1"],
  ])("that %s has no fields", async (_, contentType, body) => {
    expect(await fieldsOf(contentType, body)).toEqual({});
  });
});

describe("What is no form", () => {
  it.each([undefined, "", "application/json", "text/plain"])("is told by its type: %s", (contentType) => {
    expect(isForm(contentType)).toBe(false);
  });
});
