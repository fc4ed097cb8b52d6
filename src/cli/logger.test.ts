import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Logger, createLogger } from "./logger.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "trickster-log-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a logger writes that is flushed once. */
async function written(name: string, work: (log: Logger) => void): Promise<string> {
  const path = join(folder, name);
  const fd = openSync(path, "w");
  const log = createLogger({ level: "info", format: "json", fd });
  work(log);
  await log.flush();
  closeSync(fd);
  return readFileSync(path, "utf8");
}

function messages(text: string): string[] {
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { message: string }).message);
}

describe("the log", () => {
  it("is complete and in order when it is flushed, though nobody waited for its lines", async () => {
    for (let round = 0; round < 50; round += 1) {
      const text = await written(`order-${round}`, (log) => {
        log.info("stopping");
        log.info("stopped");
      });

      expect(messages(text)).toEqual(["stopping", "stopped"]);
    }
  });

  it("has nothing to wait for if nothing was logged", async () => {
    expect(await written("empty", (log) => log.debug("too fine"))).toBe("");
  });
});
