import { TricksterError } from "../errors.ts";

/** The parameter `limit`: a positive integer; without end if it is absent. */
export function readLimit(text: string | null): number {
  if (text === null) return Number.POSITIVE_INFINITY;
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new TricksterError(400, `limit must be a positive integer, got ${JSON.stringify(text.slice(0, 40))}.`);
}
