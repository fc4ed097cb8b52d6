/*
 * Server processes: started on a core of their own, watched until they answer, ended by their process ids whatever
 * happens. The clock of a start runs from the start of the process to the end of the first right answer.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const SERVER_CORE = 0;
const LOAD_CORE = 1;
const POLL_EVERY = 5;
const WRONG_ANSWERS_FOR = 15_000;
const SETTLE_STEP = 50;
const SETTLE_WITHIN = 5000;

const has = (command) => spawnSync("which", [command]).status === 0;
export const cores = cpus().length;
export const isBound = has("taskset") && cores > 1;

const running = new Set();

/** A folder for what is needed while this process runs. What was started ends with it. */
export const scratch = mkdtempSync(join(tmpdir(), "trickster-bench-"));
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(scratch, { recursive: true, force: true });
});

let folders = 0;

export class TooSlow extends Error {}
export const NOT_UP = "it has not come up in time";

/** Leaves the server's core to the servers. */
export function bindOwnProcess() {
  if (isBound) spawnSync("taskset", ["-acp", String(LOAD_CORE), String(process.pid)]);
}

/** Lets signals end this process in the orderly way, too. */
export function exitOnSignals() {
  for (const [signal, status] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ]) {
    process.on(signal, () => process.exit(status));
  }
}

function onCore(core, command, args) {
  return isBound ? ["taskset", ["-c", String(core), command, ...args]] : [command, args];
}

/** Starts a process that is ended at the latest when this one ends. */
function launch(core, { command, args, ...options }) {
  const child = spawn(...onCore(core, command, args), options);
  running.add(child);
  child.on("close", () => running.delete(child));
  return child;
}

/** Runs a command on the core of the load; resolves with what it printed. */
export function runOnLoadCore(command, args) {
  return new Promise((resolve, reject) => {
    const child = launch(LOAD_CORE, { command, args, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk) => (output += String(chunk)));
    child.stderr.on("data", (chunk) => (output += String(chunk)));
    child.on("error", reject);
    child.on("close", (status) => (status === 0 ? resolve(output) : reject(new Error(`${command}: ${output.trim()}`))));
  });
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** One request on a connection of its own. */
export function ask(url, { method = "GET", headers = {}, signal } = {}) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false, signal }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => (body += chunk));
      response.on("end", () => resolve({ status: response.statusCode, body }));
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end();
  });
}

/** Starts a server with these Routes; resolves when it gives the right answer to what is asked. */
export async function startServer(server, { routes, asked, timeout, root }) {
  folders += 1;
  const folder = join(scratch, String(folders));
  mkdirSync(folder);
  const port = await freePort();
  const prepared = await server.prepare({ routes, folder, port, root });
  const begin = performance.now();
  const child = launch(SERVER_CORE, {
    cwd: folder,
    ...prepared,
    env: { ...process.env, NODE_ENV: "production", ...prepared.env },
    stdio: ["pipe", server.announces ? "pipe" : "ignore", "pipe"],
  });
  const started = { server, child, stop: () => stop(child, folder) };
  try {
    const deadline = begin + timeout;
    started.url = server.announces ? await announced(child, deadline) : `http://127.0.0.1:${port}`;
    await untilRight(started, asked, deadline);
  } catch (error) {
    await started.stop();
    throw error;
  }
  return { ...started, startedIn: performance.now() - begin, memory: memoryOf(child) };
}

/** Halts a server, so that nothing that it still has to do disturbs the one that is measured. */
export const halt = ({ child }) => child.kill("SIGSTOP");

/** Has a server go on, and waits until it has done what was left of its last turn. */
export async function goOn({ child }) {
  child.kill("SIGCONT");
  const deadline = performance.now() + SETTLE_WITHIN;
  let spent = processorTime(child);
  while (performance.now() < deadline) {
    await wait(SETTLE_STEP);
    const before = spent;
    spent = processorTime(child);
    if (!(spent > before)) return;
  }
}

async function stop(child, folder) {
  if (child.exitCode === null && child.signalCode === null) {
    const closed = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGKILL");
    await closed;
  }
  rmSync(folder, { recursive: true, force: true });
}

/** The address in what a server prints first. */
function announced(child, deadline) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TooSlow(NOT_UP)), deadline - performance.now());
    let output = "";
    child.stdout.on("data", (chunk) => {
      output = (output + String(chunk)).slice(-2000);
      const url = /(http:\/\/127\.0\.0\.1:\d+)\D/.exec(output)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.on("error", reject);
    child.once("close", () => reject(new Error(`it ended at once: ${output.trim()}`)));
    child.stdout.once("close", () => clearTimeout(timer));
    child.stdout.once("data", () => clearTimeout(timer));
  });
}

/** Asks until the answer is the right one. */
async function untilRight({ server, child, url }, asked, deadline) {
  let errors = "";
  child.stderr.on("data", (chunk) => (errors = (errors + String(chunk)).slice(-2000)));
  let firstWrong = Number.POSITIVE_INFINITY;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`it ended at once: ${errors.trim().split("\n").slice(-3).join(" ")}`);
    const answer = await askInTime(url + asked.path, asked, deadline);
    if (answer !== undefined) {
      if (isRight(server, asked, answer)) return;
      firstWrong = Math.min(firstWrong, performance.now());
      if (performance.now() - firstWrong > WRONG_ANSWERS_FOR) throw new Error(`it answers ${answer.status}`);
    }
    await wait(POLL_EVERY);
  }
  throw new TooSlow(NOT_UP);
}

/** The answer, or undefined where there is none. */
async function askInTime(url, { headers }, deadline) {
  const signal = AbortSignal.timeout(Math.max(1, Math.ceil(deadline - performance.now())));
  return ask(url, { headers, signal }).catch(() => undefined);
}

function isRight(server, asked, { status, body }) {
  return status === 200 && (server.hasOwnBodies || asked.bodies.includes(body));
}

/** The resident memory of a process in bytes; not a number where that can't be told. */
function memoryOf({ pid }) {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readProc(pid, "status"))?.[1];
  return kilobytes === undefined ? Number.NaN : Number(kilobytes) * 1024;
}

/** The processor time that a process has taken, in microseconds; not a number where that can't be told. */
export function processorTime({ pid }) {
  const stat = readProc(pid, "stat");
  const [user, system] = stat.slice(stat.lastIndexOf(")")).split(" ").slice(12, 14).map(Number);
  return (user + system) * 10_000;
}

function readProc(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return "";
  }
}
