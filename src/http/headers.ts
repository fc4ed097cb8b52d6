/** Header fields (RFC 9110, section 5) as they travel: name, value, name, value, … */
export type FieldList = readonly string[];

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// Latin-1 is what Node.js and most clients read and write; control characters could end the line.
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/;

/** What is wrong with a field name, or `undefined`. */
export function headerNameFault(name: string): string | undefined {
  return TOKEN.test(name) ? undefined : "is no header name; use letters, digits and !#$%&'*+-.^_`|~";
}

/** What is wrong with a field value, or `undefined`. */
export function headerValueFault(value: string): string | undefined {
  const at = value.search(UNSENDABLE);
  if (at === -1) return undefined;
  const code = (value.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `holds the character U+${code}, which HTTP can't carry in a header; leave it out or percent-encode it`;
}

/** The values of every line with this (lower-case) name. */
export function headerValues(fields: FieldList, name: string): string[] {
  const values: string[] = [];
  for (let at = 0; at < fields.length; at += 2) {
    const field = fields[at] ?? "";
    if (field.length === name.length && field.toLowerCase() === name) values.push(fields[at + 1] ?? "");
  }
  return values;
}

/** The first value, as Node.js takes it where a header must not be repeated. */
export function headerValue(fields: FieldList, name: string): string | undefined {
  for (let at = 0; at < fields.length; at += 2) {
    const field = fields[at] ?? "";
    if (field.length === name.length && field.toLowerCase() === name) return fields[at + 1];
  }
  return undefined;
}

/** Whether a value is this text: Node.js reads headers as Latin-1, and many clients write them as UTF-8. */
export function readsAs(value: string, text: string): boolean {
  return value === text || Buffer.from(value, "latin1").toString("utf8") === text;
}

/** Compares scheme names, tokens and the like: without case. */
export function equalIgnoringCase(a: string, b: string): boolean {
  return a.length === b.length && a.toLowerCase() === b.toLowerCase();
}
