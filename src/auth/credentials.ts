import type { HttpRequest } from "../http/request.ts";

/** The header `Authorization`, RFC 9110, section 11.6.2. */
export function credentials(request: HttpRequest): { scheme: string; value: string } | undefined {
  const header = request.header("authorization");
  if (header === undefined || header === "") return undefined;
  const space = header.indexOf(" ");
  if (space === -1) return { scheme: header, value: "" };
  return { scheme: header.slice(0, space), value: header.slice(space + 1).trim() };
}
