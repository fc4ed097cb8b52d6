/** V8 looks for parts of at most so many characters in a time of the length of the text. */
const QUICK_LENGTH = 250;

/** Whether a text has this part, in a time of both lengths, whatever they hold. */
export function finderOf(part: string): (text: string) => boolean {
  if (part.length <= QUICK_LENGTH) return (text) => text.includes(part);
  const borders = bordersOf(part);
  return (text) => text.length >= part.length && find(part, borders, text);
}

/** Knuth, Morris and Pratt: no character of the text is looked at again but after a match before it. */
function find(part: string, borders: Uint32Array, text: string): boolean {
  let matched = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    while (matched > 0 && code !== part.charCodeAt(matched)) matched = borders[matched - 1] ?? 0;
    if (code === part.charCodeAt(matched)) matched += 1;
    if (matched === part.length) return true;
  }
  return false;
}

/** For each beginning of a text, the length of the longest shorter one that it ends with. */
function bordersOf(part: string): Uint32Array {
  const borders = new Uint32Array(part.length);
  for (let at = 1, length = 0; at < part.length; at += 1) {
    while (length > 0 && part.charCodeAt(at) !== part.charCodeAt(length)) length = borders[length - 1] ?? 0;
    if (part.charCodeAt(at) === part.charCodeAt(length)) length += 1;
    borders[at] = length;
  }
  return borders;
}
