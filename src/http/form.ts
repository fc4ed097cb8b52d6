import { mediaType } from "./media-type.ts";

/** A file in a form. */
export interface FormFile {
  readonly filename: string;
  readonly contentType: string;
  /** In bytes. */
  readonly size: number;
  /** What it holds, if that is text in UTF-8. */
  readonly text: string | undefined;
}

export type FormValue = string | FormFile;

/** The fields of a form, each with all of its values. */
export class Form {
  readonly fields = new Map<string, FormValue[]>();

  constructor(entries: Iterable<readonly [string, FormValue]>) {
    for (const [name, value] of entries) {
      const known = this.fields.get(name);
      if (known === undefined) this.fields.set(name, [value]);
      else known.push(value);
    }
  }

  /** The first value of a field that is text. */
  text(name: string): string | undefined {
    return this.fields.get(name)?.find((value) => typeof value === "string");
  }
}

export function isForm(contentType: string | undefined): boolean {
  if (contentType === undefined || contentType === "application/json") return false;
  const type = mediaType(contentType);
  return type === "application/x-www-form-urlencoded" || type === "multipart/form-data";
}

/** Reads a urlencoded or multipart body. One that can't be read has no fields. */
export async function parseForm(contentType: string | undefined, body: Uint8Array): Promise<Form> {
  if (mediaType(contentType) === "multipart/form-data") return parseMultipart(contentType ?? "", body);
  return parseUrlencoded(new TextDecoder().decode(body));
}

/** Forms of more fields, or parts, are none: taking them apart would hold everybody up. */
const MOST_FIELDS = 10_000;
const MOST_PARTS = 1000;

export function parseUrlencoded(text: string): Form {
  return new Form(isTooMuch(text, "&", MOST_FIELDS) ? [] : new URLSearchParams(text));
}

function isTooMuch(text: string, separator: string, most: number): boolean {
  let count = 0;
  for (let at = text.indexOf(separator); at !== -1; at = text.indexOf(separator, at + 1)) {
    count += 1;
    if (count > most) return true;
  }
  return false;
}

async function parseMultipart(contentType: string, body: Uint8Array): Promise<Form> {
  if (isTooMuch(Buffer.from(body).toString("latin1"), "\r\n--", MOST_PARTS)) return new Form([]);
  try {
    const headers = { "content-type": contentType };
    const data = await new Response(body as Uint8Array<ArrayBuffer>, { headers }).formData();
    const entries: [string, FormValue][] = [];
    for (const [name, value] of data) entries.push([name, typeof value === "string" ? value : await readFile(value)]);
    return new Form(entries);
  } catch {
    return new Form([]);
  }
}

const strict = new TextDecoder("utf-8", { fatal: true });

async function readFile(file: File): Promise<FormFile> {
  return { filename: file.name, contentType: file.type, size: file.size, text: decode(await file.arrayBuffer()) };
}

function decode(bytes: ArrayBuffer): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}
