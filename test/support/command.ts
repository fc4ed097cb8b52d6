import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { send } from "./http-client.ts";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

export interface CommandOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** How the command is connected to the world; pipes by default. */
  readonly stdio?: StdioOptions;
}

/** The built command in a process of its own. */
export class Command implements AsyncDisposable {
  readonly process: ChildProcess;
  stdout = "";
  stderr = "";
  readonly #ended: Promise<unknown[]>;

  constructor(args: readonly string[], { environment = {}, stdio = "pipe" }: CommandOptions = {}) {
    // Nothing of the environment in which the tests run may decide how they end.
    const env = { PATH: process.env["PATH"] ?? "", ...environment };
    this.process = spawn(process.execPath, [CLI, ...args], { env, stdio });
    this.process.stdout?.on("data", (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.process.stderr?.on("data", (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.#ended = once(this.process, "close");
  }

  /** Resolves as soon as its standard output matches; rejects if it ends before that, or says nothing of it for long. */
  async until(expected: RegExp): Promise<RegExpExecArray> {
    const deadline = performance.now() + 20_000;
    for (;;) {
      const match = expected.exec(this.stdout);
      if (match !== null) return match;
      if (this.process.exitCode !== null || performance.now() > deadline) {
        throw new Error(`no ${expected} in ${this.stdout}${this.stderr}`);
      }
      await new Promise((resolve) => void setTimeout(resolve, 5));
    }
  }

  /** Resolves to the port on which it listens, once it does. */
  async port(): Promise<number> {
    const [, port] = await this.until(/listens on http:\/\/[^ ]*:(\d+)/);
    return Number(port);
  }

  signal(name: "SIGINT" | "SIGTERM"): void {
    this.process.kill(name);
  }

  /** The exit status, once it has ended; the name of the signal if one has ended it. */
  async status(): Promise<unknown> {
    const [status, signal] = await this.#ended;
    return status ?? signal;
  }

  /** Calls the internal API; resolves to what it answers. */
  async call(method: string, path: string, payload?: unknown): Promise<unknown> {
    const body = payload === undefined ? "" : JSON.stringify(payload);
    const answer = await send(await this.port(), {
      method,
      url: `/internal${path}`,
      headers: { "content-type": "application/json" },
      body,
    });
    if (answer.status >= 400) throw new Error(answer.text());
    return answer.status === 204 ? undefined : answer.json();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.process.kill("SIGKILL");
    await this.#ended;
  }
}

export interface Finished {
  readonly status: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command to its end. */
export async function runCommand(args: readonly string[], options?: CommandOptions): Promise<Finished> {
  await using command = new Command(args, options);
  const status = await command.status();
  return { status, stdout: command.stdout, stderr: command.stderr };
}

/** `trickster run` on a free port. */
export function startServer(args: readonly string[] = [], options?: CommandOptions): Command {
  return new Command(["run", "--port", "0", ...args], options);
}
