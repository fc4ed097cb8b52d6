import { mediaType } from "./media-type.ts";

/** The first value of every field of a form; a file is no text and has none. */
export type Form = ReadonlyMap<string, string>;

const EMPTY: Form = new Map();

export function isForm(contentType: string | undefined): boolean {
  const type = mediaType(contentType);
  return type === "application/x-www-form-urlencoded" || type === "multipart/form-data";
}

/** Reads a urlencoded or multipart body. One that can't be read has no fields. */
export async function parseForm(contentType: string | undefined, body: Uint8Array): Promise<Form> {
  if (!isForm(contentType)) return EMPTY;
  if (mediaType(contentType) === "multipart/form-data") return parseMultipart(contentType ?? "", body);
  return firstValues(new URLSearchParams(new TextDecoder().decode(body)));
}

async function parseMultipart(contentType: string, body: Uint8Array): Promise<Form> {
  try {
    const data = await new Response(body as Uint8Array<ArrayBuffer>, {
      headers: { "content-type": contentType },
    }).formData();
    return firstValues(data);
  } catch {
    return EMPTY;
  }
}

function firstValues(entries: Iterable<[string, unknown]>): Form {
  const form = new Map<string, string>();
  for (const [name, value] of entries) {
    if (!form.has(name) && typeof value === "string") form.set(name, value);
  }
  return form;
}
