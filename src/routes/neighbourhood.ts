/** A Route by its path. */
interface Placed {
  readonly path: { readonly literal: string | null; readonly shapes: readonly { readonly prefix: string }[] };
}

/** Of a folder with very many Routes only so many are looked at. */
const MOST_LOOKED_AT = 200;

/** Longer paths are not misspelt on purpose: looking for what may be meant costs a time quadratic in the length. */
const LONGEST = 100;

/** The variants of a folder are eighty times as many as its characters. */
const LONGEST_VARIED = 40;

/** So many folders above a path are looked into. */
const MOST_FOLDERS = 4;

/**
 * Routes by the folder of their path, so that what is near to a path is found in a time that does not grow with their
 * number. The folder of `/users/{id}/orders` is `/users`.
 */
export class Neighbourhood<Route extends Placed> {
  readonly #folders = new Map<string, Set<Route>>();

  add(route: Route): void {
    const folder = folderOfRoute(route);
    const known = this.#folders.get(folder);
    if (known === undefined) this.#folders.set(folder, new Set([route]));
    else known.add(route);
  }

  remove(route: Route): void {
    const folder = folderOfRoute(route);
    const known = this.#folders.get(folder);
    known?.delete(route);
    if (known?.size === 0) this.#folders.delete(folder);
  }

  /** Routes whose path may be meant by this one: some in its folders, and in folders that are spelt nearly like them. */
  *near(path: string): Generator<Route> {
    if (path.length > LONGEST) return;
    for (const folder of foldersOf(path)) {
      yield* this.#someOf(folder);
      if (folder.length > LONGEST_VARIED) continue;
      for (const variant of variantsOf(folder)) yield* this.#someOf(variant);
    }
  }

  *#someOf(folder: string): Generator<Route> {
    let count = 0;
    for (const route of this.#folders.get(folder) ?? []) {
      if (count >= MOST_LOOKED_AT) return;
      count += 1;
      yield route;
    }
  }
}

function folderOfRoute({ path }: Placed): string {
  return folderOf(path.literal ?? path.shapes[0]?.prefix ?? "");
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** The path as a folder, and the folders above it, the deepest first. */
function foldersOf(path: string): string[] {
  const folders = [path];
  for (let folder = path; folder !== "" && folders.length < MOST_FOLDERS;) {
    folder = folderOf(folder);
    folders.push(folder);
  }
  return folders;
}

const ALPHABET = [..."abcdefghijklmnopqrstuvwxyz0123456789-_./"];

/** Every text that differs in one place: a character too many, one too few, another one, or two that are swapped. */
export function* variantsOf(text: string): Generator<string> {
  for (let at = 0; at <= text.length; at += 1) {
    const [before, after] = [text.slice(0, at), text.slice(at + 1)];
    const rest = text.slice(at);
    if (at < text.length) yield before + after;
    if (at + 1 < text.length) yield `${before}${text[at + 1]}${text[at]}${text.slice(at + 2)}`;
    for (const char of ALPHABET) {
      yield before + char + rest;
      if (at < text.length) yield before + char + after;
    }
  }
}
