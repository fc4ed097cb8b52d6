import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { SettingError } from "../config/resolve.ts";
import { createBodyFiles } from "./body-files.ts";

describe("the directory of body files", () => {
  it.each(["/no/such/directory", fileURLToPath(import.meta.url)])("must be there, and a directory: %s", (path) => {
    expect(() => createBodyFiles(path)).toThrow(SettingError);
    expect(() => createBodyFiles(path)).toThrow(`--files must be an existing directory, got ${JSON.stringify(path)}`);
  });
});
