import type * as Multipart from "@remix-run/multipart-parser";
import { loadLibrary } from "../load-library.ts";
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

/** Whether this `Content-Type` is that of a form. */
export function isForm(contentType: string | undefined): boolean {
  const type = mediaType(contentType);
  return type === "application/x-www-form-urlencoded" || type === "multipart/form-data";
}

/** Reads a urlencoded or multipart body. One that can't be read has no fields, and nor has any other body. */
export function parseForm(contentType: string | undefined, body: Uint8Array): Form {
  if (!isForm(contentType)) return NO_FORM;
  if (mediaType(contentType) === "multipart/form-data") return parseMultipart(contentType ?? "", body);
  return parseUrlencoded(lenient.decode(body));
}

const NO_FORM = new Form([]);

/** Forms of more fields, or parts, are none: taking them apart would hold everybody up. */
const MOST_FIELDS = 10_000;
const MOST_PARTS = 1000;

const lenient = new TextDecoder();
const strict = new TextDecoder("utf-8", { fatal: true });

function parseUrlencoded(text: string): Form {
  return isTooMuch(text, "&", MOST_FIELDS) ? NO_FORM : new Form(new URLSearchParams(text));
}

function isTooMuch(text: string, separator: string, most: number): boolean {
  let count = 0;
  for (let at = text.indexOf(separator); at !== -1; at = text.indexOf(separator, at + 1)) {
    count += 1;
    if (count > most) return true;
  }
  return false;
}

/** Multipart forms (RFC 7578) are rare: what reads them is loaded with the first one. */
function parseMultipart(contentType: string, body: Uint8Array): Form {
  const { getMultipartBoundary, parseMultipart: parse } = loadLibrary(
    "@remix-run/multipart-parser",
  ) as typeof Multipart;
  try {
    const boundary = getMultipartBoundary(contentType);
    if (boundary === null || boundary.length > LONGEST_BOUNDARY) return NO_FORM;
    const entries: [string, FormValue][] = [];
    for (const part of parse(body, { boundary: boundary.trim(), ...LIMITS })) {
      if (part.name === undefined) return NO_FORM;
      entries.push([unescapeName(part.name), part.isFile ? fileOf(part) : lenient.decode(part.bytes)]);
    }
    return new Form(entries);
  } catch {
    return NO_FORM;
  }
}

/** By RFC 2046, section 5.1.1. */
const LONGEST_BOUNDARY = 70;

/** The body as a whole was bounded before it came here. Of long heads, reading takes longer than of long files. */
const LIMITS = { maxParts: MOST_PARTS, maxHeaderSize: 2048, maxFileSize: Infinity, maxTotalSize: Infinity };

function fileOf({
  filename = "",
  mediaType: contentType = UNKNOWN_TYPE,
  size,
  bytes,
}: Multipart.MultipartPart): FormFile {
  return { filename: unescapeName(filename), contentType, size, text: decode(bytes) };
}

/** What browsers escape in the names of fields and files, and nothing else (HTML, section 4.10.21.8). */
function unescapeName(name: string): string {
  return name.replaceAll(/%(?:0[ad]|22)/gi, decodeURIComponent);
}

/** Of a file that does not say what it is. */
const UNKNOWN_TYPE = "application/octet-stream";

function decode(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Fields as the body of a form of this type, and the type with what a client adds to it. */
export function writeForm(
  contentType: string | undefined,
  fields: readonly (readonly [string, string])[],
): { readonly bytes: Uint8Array; readonly type: string } {
  if (mediaType(contentType) !== "multipart/form-data") {
    const bytes = encoder.encode(new URLSearchParams(fields.map(([name, value]) => [name, value])).toString());
    return { bytes, type: contentType ?? "application/x-www-form-urlencoded" };
  }
  const boundary = /boundary="?([^";]+)/i.exec(contentType ?? "")?.[1]?.trim() ?? "form-boundary";
  const parts = fields.map(([name, value]) => {
    return `--${boundary}\r\ncontent-disposition: form-data; name="${escapeName(name)}"\r\n\r\n${value}\r\n`;
  });
  return {
    bytes: encoder.encode(`${parts.join("")}--${boundary}--\r\n`),
    type: `multipart/form-data; boundary=${boundary}`,
  };
}

function escapeName(name: string): string {
  return name.replaceAll(/["\r\n]/g, encodeURIComponent);
}

const encoder = new TextEncoder();
