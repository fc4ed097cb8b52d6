import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { once } from "node:events";
import { inject } from "vitest";
import { root } from "./pages.ts";

const END = "\u001e";

/**
 * A shell in which the commands of one page are run, one after the other. `trickster` is the command that was built,
 * and every port that the page names is a free one, so that pages don't get into each other's way.
 */
export class ShellSession implements AsyncDisposable {
  readonly #shell: ChildProcess;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #ports: ReadonlyMap<string, string>;
  /** The servers that are running, by the port of the page. */
  readonly #servers = new Map<string, ChildProcess>();
  #output = "";
  #onOutput = (): void => {};

  private constructor(folder: string, ports: ReadonlyMap<string, string>) {
    this.#ports = ports;
    this.#environment = environmentIn(folder, ports);
    this.#shell = spawn("bash", ["--noprofile", "--norc"], { cwd: folder, env: this.#environment });
    this.#shell.stdin?.write("exec 2>&1\n");
    this.#shell.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      this.#output += chunk;
      this.#onOutput();
    });
  }

  static async open(folder: string, commands: readonly string[]): Promise<ShellSession> {
    const ports = new Map<string, string>();
    for (const port of portsIn(commands)) ports.set(port, await freePort());
    return new ShellSession(folder, ports);
  }

  /** Runs a command; resolves to what it prints. A server is left running. */
  async run(command: string): Promise<string> {
    const replaced = replaceAll(command, this.#ports);
    const printed = SERVER.test(command) ? await this.#serve(command, replaced) : await this.#evaluate(replaced);
    return replaceAll(printed, new Map([...this.#ports].map(([page, real]) => [real, page])));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const port of this.#servers.keys()) await this.#stop(port);
    const ended = once(this.#shell, "exit");
    this.#shell.stdin?.end();
    await ended;
  }

  async #evaluate(command: string): Promise<string> {
    this.#output = "";
    const printed = new Promise<string>((resolve) => {
      this.#onOutput = () => {
        if (this.#output.endsWith(END)) resolve(this.#output.slice(0, -1));
      };
    });
    this.#shell.stdin?.write(`${command}\nprintf '${END}'\n`);
    return printed;
  }

  /** Starts a server, in the place of one on the same port; resolves when it listens, or has ended. */
  async #serve(command: string, replaced: string): Promise<string> {
    const port = portOf(command);
    await this.#stop(port);
    const cwd = (await this.#evaluate("pwd")).trim();
    const server = spawn("bash", ["-c", `exec env ${replaced}`], { cwd, env: this.#environment });
    this.#servers.set(port, server);
    return new Promise((resolve) => {
      let printed = "";
      const take = (chunk: string): void => {
        printed += chunk;
        if (/listens on .*\n/.test(printed)) resolve(printed);
      };
      server.stdout.setEncoding("utf8").on("data", take);
      server.stderr.setEncoding("utf8").on("data", take);
      server.on("close", () => resolve(printed));
    });
  }

  async #stop(port: string): Promise<void> {
    const server = this.#servers.get(port);
    this.#servers.delete(port);
    if (server === undefined || server.exitCode !== null) return;
    const ended = once(server, "exit");
    server.kill("SIGTERM");
    await ended;
  }
}

const SERVER = /^(?:[A-Z_]+=\S+ )*trickster run\b/;
const DEFAULT_PORT = "8080";

function portOf(command: string): string {
  return /(?:--port|-p|TRICKSTER_PORT=)[ =]?(\d+)/.exec(command)?.[1] ?? DEFAULT_PORT;
}

/** The ports that commands name. */
export function portsIn(commands: readonly string[]): ReadonlySet<string> {
  const named = commands.flatMap((command) => [
    ...command.matchAll(/(?:(?:localhost|127\.0\.0\.1):|port[ =]|-p |PORT=)(\d{4,5})\b/g),
  ]);
  return new Set([DEFAULT_PORT, ...named.map(([, port]) => port ?? DEFAULT_PORT)]);
}

function replaceAll(text: string, words: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\d+/g, (word) => words.get(word) ?? word);
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? String(address.port) : DEFAULT_PORT;
}

function environmentIn(folder: string, ports: ReadonlyMap<string, string>): NodeJS.ProcessEnv {
  const chromium = inject("chromium");
  const bin = join(folder, ".bin");
  mkdirSync(bin);
  program(join(bin, "trickster"), `exec "${process.execPath}" "${join(root, "dist/cli.js")}" "$@"`);
  symlinkSync(process.execPath, join(bin, "node"));
  program(join(bin, "npx"), `PATH="$PATH:${join(root, "node_modules/.bin")}"; exec "$@"`);
  // A shell that is not interactive has curl show its progress, which people do not see.
  writeFileSync(join(folder, ".curlrc"), "silent\nshow-error\nmax-time = 60\n");
  return {
    PATH: `${bin}:${process.env["PATH"] ?? ""}`,
    HOME: folder,
    LANG: "C.UTF-8",
    NO_COLOR: "1",
    ...(chromium !== null && { CHROMIUM: chromium }),
    TRICKSTER_PORT: ports.get(DEFAULT_PORT),
  };
}

function program(path: string, line: string): void {
  writeFileSync(path, `#!/bin/sh\n${line}\n`);
  chmodSync(path, 0o755);
}
