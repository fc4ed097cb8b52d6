import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { send } from "../support/http-client.ts";

const command = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

/** Their lines are more than a pipe, and what reads ahead of it, can hold. */
const REQUESTS = 2000;
const LONG_PATH = `/${"a".repeat(250)}`;

it("a log that nobody reads holds up neither a request nor the end of the process", async () => {
  const server = spawn(process.execPath, [command, "run", "--port", "0", "--log-level", "debug"]);
  const [started] = (await once(server.stdout, "data")) as [Buffer];
  const port = Number(/listens on http:\/\/127\.0\.0\.1:(\d+)/.exec(started.toString())?.[1]);
  server.stdout.pause();

  const answers = await Promise.all(Array.from({ length: REQUESTS }, () => send(port, { url: LONG_PATH })));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));

  server.kill("SIGTERM");
  expect(await once(server, "exit")).toEqual([0, null]);
});
