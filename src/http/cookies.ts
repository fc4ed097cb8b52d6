/**
 * The cookies of a request (RFC 6265, section 5.4). Of two with one name the first counts: clients send the more
 * specific one first. A value in double quotes is given without them.
 */
export function parseCookies(headers: readonly string[]): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of headers.join(";").split(";")) {
    const mark = pair.indexOf("=");
    const name = pair.slice(0, mark).trim();
    if (mark === -1 || cookies.has(name)) continue;
    cookies.set(name, unquote(pair.slice(mark + 1).trim()));
  }
  return cookies;
}

export function unquote(value: string): string {
  return /^".*"$/s.test(value) ? value.slice(1, -1) : value;
}
