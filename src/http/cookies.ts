/**
 * The cookies of a request (RFC 6265, section 5.4), each with all of its values: clients send the more specific one
 * first. A value in double quotes is given without them.
 */
export function parseCookies(headers: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const cookies = new Map<string, string[]>();
  for (const pair of headers.join(";").split(";")) {
    const mark = pair.indexOf("=");
    const name = pair.slice(0, mark).trim();
    if (mark === -1) continue;
    const value = unquote(pair.slice(mark + 1).trim());
    const known = cookies.get(name);
    if (known === undefined) cookies.set(name, [value]);
    else known.push(value);
  }
  return cookies;
}

export function unquote(value: string): string {
  return /^".*"$/s.test(value) ? value.slice(1, -1) : value;
}
