import { describe, expect, it } from "vitest";
import { isForm, parseForm } from "./form.ts";

const URLENCODED = "application/x-www-form-urlencoded";
const MULTIPART = 'multipart/form-data; boundary="b"';

async function fieldsOf(contentType: string | undefined, body: string | Uint8Array): Promise<object> {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return Object.fromEntries(await parseForm(contentType, bytes));
}

function part(name: string, value: string, more = ""): string {
  return `--b\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
}

describe("A urlencoded form", () => {
  it.each([
    ["a=1&b=2", { a: "1", b: "2" }],
    ["a=1&a=2", { a: "1" }],
    ["a=x+y%21", { a: "x y!" }],
    ["a", { a: "" }],
    ["n%C3%A9=%C3%A9", { né: "é" }],
    ["a=%zz", { a: "%zz" }],
    ["", {}],
  ])("%s has these fields", async (body, fields) => {
    expect(await fieldsOf(URLENCODED, body)).toEqual(fields);
  });

  it("may name a character set in its type", async () => {
    expect(await fieldsOf("Application/X-WWW-Form-Urlencoded; charset=UTF-8", "a=1")).toEqual({ a: "1" });
  });
});

describe("A multipart form", () => {
  it("has the first text of each field, and no file", async () => {
    const body = `${part("a", "1")}${part("a", "2")}${part("b", "x\r\ny")}${part("f", "data", '; filename="f.txt"')}--b--\r\n`;

    expect(await fieldsOf(MULTIPART, body)).toEqual({ a: "1", b: "x\r\ny" });
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
  it.each([undefined, "", "application/json", "text/plain"])("has no fields: %s", async (contentType) => {
    expect(isForm(contentType)).toBe(false);
    expect(await fieldsOf(contentType, "a=1")).toEqual({});
  });
});
