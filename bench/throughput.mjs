/*
 * How many requests a second Trickster answers by one Route with a fixed body, beside a bare `node:http` server that
 * sends the same bytes.
 *
 * `wrk` sends the requests over 64 kept connections, for some seconds at a time. Server and client are bound to cores
 * of their own (`taskset`) where the machine has two. The servers take turns, and the medians are compared: what counts
 * is the ratio, since the numbers are those of the machine. On Linux the processor time that the server spends on a
 * request is shown too: whatever else the machine does disturbs it less.
 *
 * node bench/throughput.mjs [rounds] [seconds]      after `npm run build`
 */
import { execFile, spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
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

/** The processor time that a process has taken, in microseconds; not a number where that can't be told. */
function processorTime({ pid }) {
  if (!existsSync(`/proc/${pid}/stat`)) return Number.NaN;
  const [, fields = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ");
  const ticks = fields.split(" ").slice(11, 13).map(Number);
  return (ticks[0] + ticks[1]) * 10_000;
}

/** Requests a second, and the microseconds of processor time that each takes. */
async function load({ child, url }, seconds) {
  const before = processorTime(child);
  const [command, args] = onCore(1, "wrk", ["-t1", "-c64", `-d${seconds}s`, `${url}/hello`]);
  const { stdout } = await run(command, args);
  if (/Non-2xx/.test(stdout)) throw new Error(`the server answers with errors:\n${stdout}`);
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  return { rate: requests / seconds, cost: (processorTime(child) - before) / requests };
}

async function measure() {
  const results = Object.fromEntries(Object.keys(servers).map((name) => [name, []]));
  const started = [];
  for (const [name, args] of Object.entries(servers)) started.push({ name, ...(await start(args)) });
  try {
    for (const server of started) await load(server, 2);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const server of started) results[server.name].push(await load(server, SECONDS));
    }
  } finally {
    for (const { child } of started) child.kill("SIGKILL");
  }
  return results;
}

if (has("wrk")) {
  const results = await measure();
  const [plain, own] = Object.values(results).map((all) => ({
    rate: median(all.map(({ rate }) => rate)),
    cost: median(all.map(({ cost }) => cost)),
  }));
  const pinned = isBound ? "server and client on a core of their own" : "not bound to cores";
  printTable(`One Route with a fixed body: medians of ${ROUNDS} rounds of ${SECONDS} s, ${pinned}`, [
    ["", "requests/s", "µs/request"],
    ["node:http", plain.rate.toFixed(0), plain.cost.toFixed(1)],
    ["trickster", own.rate.toFixed(0), own.cost.toFixed(1)],
    ["ratio", (own.rate / plain.rate).toFixed(2), (own.cost / plain.cost).toFixed(2)],
  ]);
} else {
  process.stdout.write("Throughput is measured with wrk, which is not installed.\n");
}
