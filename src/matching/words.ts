/** Values and texts in messages are cut here. */
const LONGEST = 200;

/** A text as far as people read it. */
export function shorten(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
