import { constants, realpathSync, statSync } from "node:fs";
import { type FileHandle, open, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { SettingError } from "../config/resolve.ts";

/** The files that a `body_file` may name: those below one directory, and nothing else. */
export interface BodyFiles {
  /** What is wrong with a path, or `undefined` if the file can be read. */
  readonly fault: (path: string) => string | undefined;
  /** Opens the file. Rejects if it is gone, or leads out of the directory by now. */
  open(path: string): Promise<FileHandle>;
}

export function createBodyFiles(directory: string | null): BodyFiles {
  if (directory === null) {
    return {
      fault: () => "needs the directory that the file is in; start Trickster with --files DIR",
      open: () => Promise.reject(new Error("there is no directory of files")),
    };
  }
  const root = rootOf(directory);
  const isInside = (real: string): boolean => real.startsWith(root.endsWith(sep) ? root : root + sep);
  return {
    fault(path) {
      const real = tryRealPath(join(root, path));
      if (real === undefined) return `names no file below the directory given with --files: "${path}"`;
      if (!isInside(real)) return "leads out of the directory given with --files";
      return statSync(real).isFile() ? undefined : "must name a file, not a directory";
    },
    async open(path) {
      // Links are resolved, so that what is checked is what is opened; a link put there meanwhile is not followed.
      const real = await realpath(join(root, path));
      if (!isInside(real)) throw new Error("the file leads out of its directory");
      const handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      if ((await handle.stat()).isFile()) return handle;
      await handle.close();
      throw new Error("it is no file");
    },
  };
}

function rootOf(directory: string): string {
  const root = tryRealPath(directory);
  if (root !== undefined && statSync(root).isDirectory()) return root;
  throw new SettingError(`--files must be an existing directory, got ${JSON.stringify(directory)}`);
}

function tryRealPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
