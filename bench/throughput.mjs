/*
 * How many requests a second Trickster answers by one Route with a fixed body, beside a bare `node:http` server that
 * sends the same bytes.
 *
 * `wrk` sends the requests over 64 kept connections, for some seconds at a time. Server and client are bound to cores
 * of their own (`taskset`) where the machine has two. The servers take turns, and the medians are compared: what counts
 * is the ratio, since the numbers are those of the machine.
 *
 * node bench/throughput.mjs [rounds] [seconds]      after `npm run build`
 */
import { execFile, spawn, spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { median, printTable } from "./table.mjs";

const ROUNDS = Number(process.argv[2] ?? 5);
const SECONDS = Number(process.argv[3] ?? 4);

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const run = promisify(execFile);

const has = (command) => spawnSync("which", [command]).status === 0;
const isBound = has("taskset") && availableParallelism() > 1;

/** Has a command run on one core. */
function onCore(core, command, args) {
  return isBound ? ["taskset", ["-c", String(core), command, ...args]] : [command, args];
}

const servers = {
  "node:http": [path("bench/plain-server.mjs")],
  trickster: [path("dist/cli.js"), "run", "--port", "0", "--routes", path("examples/hello/routes.json")],
};

/** Starts a server; resolves when it listens. */
function start(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(...onCore(0, process.execPath, args), { stdio: ["ignore", "pipe", "inherit"] });
    child.on("error", reject);
    child.stdout.on("data", (chunk) => {
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(String(chunk))?.[0];
      if (url !== undefined) resolve({ child, url });
    });
  });
}

/** Requests a second. */
async function load(url, seconds) {
  const [command, args] = onCore(1, "wrk", ["-t1", "-c64", `-d${seconds}s`, `${url}/hello`]);
  const { stdout } = await run(command, args);
  if (/Non-2xx/.test(stdout)) throw new Error(`the server answers with errors:\n${stdout}`);
  return Number(/Requests\/sec:\s*([\d.]+)/.exec(stdout)?.[1]);
}

async function measure() {
  const results = Object.fromEntries(Object.keys(servers).map((name) => [name, []]));
  const started = [];
  for (const [name, args] of Object.entries(servers)) started.push({ name, ...(await start(args)) });
  try {
    for (const { url } of started) await load(url, 2);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const { name, url } of started) results[name].push(await load(url, SECONDS));
    }
  } finally {
    for (const { child } of started) child.kill("SIGKILL");
  }
  return results;
}

if (has("wrk")) {
  const results = await measure();
  const [plain, own] = Object.values(results).map(median);
  const pinned = isBound ? "server and client on a core of their own" : "not bound to cores";
  printTable(`Requests a second, medians of ${ROUNDS} rounds of ${SECONDS} s, ${pinned}`, [
    ["node:http", plain.toFixed(0)],
    ["trickster", own.toFixed(0)],
    ["ratio", (own / plain).toFixed(2)],
  ]);
} else {
  process.stdout.write("Throughput is measured with wrk, which is not installed.\n");
}
