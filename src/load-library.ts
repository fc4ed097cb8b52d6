import { createRequire } from "node:module";

/** Loads a library when it is first needed, in the same step: a Route that needs it is added in one. */
export const loadLibrary: (name: string) => unknown = createRequire(import.meta.url);
