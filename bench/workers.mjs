/*
 * What several processes cost and bring: `--workers 2` beside a single process.
 *
 * The rate: `wrk` sends requests for one static Route over 64 kept connections, for some seconds at a time, the two
 * servers in turn; nothing is bound to a core, so that on a machine with two the client takes its share of them. The calls
 * of the internal API: one after the other over one kept connection, a read and a change of one Route. Medians are
 * compared.
 *
 * node bench/workers.mjs [rounds] [seconds]      after `npm run build`
 */
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { table } from "./markdown.mjs";
import { median } from "./statistics.mjs";

const ROUNDS = Number(process.argv[2] ?? 5);
const SECONDS = Number(process.argv[3] ?? 3);
const CALLS = 500;

const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const run = promisify(execFile);

const fleets = { "one process": [], "--workers 2": ["--workers", "2"] };

/** Starts a server; resolves when it listens. */
function start(name, args, routes) {
  return new Promise((resolve, reject) => {
    const given = [cli, "run", "--port", "0", "--routes", routes, ...args];
    const child = spawn(process.execPath, given, { stdio: ["ignore", "pipe", "inherit"] });
    child.on("error", reject);
    child.stdout.on("data", (chunk) => {
      const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(String(chunk))?.[1];
      if (port !== undefined) resolve({ name, child, port, rates: [], reads: [], changes: [] });
    });
  });
}

async function rateOf({ port }, seconds) {
  const { stdout } = await run("wrk", ["-t1", "-c64", `-d${seconds}s`, `http://127.0.0.1:${port}/hello`]);
  if (/Non-2xx/.test(stdout)) throw new Error(`the server answers with errors:\n${stdout}`);
  return Number(/(\d+) requests in/.exec(stdout)?.[1]) / seconds;
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** Milliseconds of one call. */
function timeCall({ port }, method, body = "") {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const headers = { "content-type": "application/json", "content-length": body.length };
    const call = request({ port, agent, method, path: "/internal/routes/hello", headers }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(performance.now() - started));
    });
    call.on("error", reject);
    call.end(body);
  });
}

async function measureCalls(server, count) {
  for (let call = 0; call < count; call += 1) {
    server.reads.push(await timeCall(server, "GET"));
    server.changes.push(await timeCall(server, "PATCH", '{"path":"/hello"}'));
  }
}

const folder = mkdtempSync(join(tmpdir(), "trickster-bench-"));
const routes = join(folder, "routes.json");
writeFileSync(routes, JSON.stringify([{ id: "hello", path: "/hello", responses: [{ body: "Hello!" }] }]));

const servers = [];
try {
  for (const [name, args] of Object.entries(fleets)) servers.push(await start(name, args, routes));
  for (const server of servers) await rateOf(server, 1);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const server of servers) server.rates.push(await rateOf(server, SECONDS));
    for (const server of servers) await measureCalls(server, CALLS / ROUNDS);
  }
} finally {
  for (const { child } of servers) child.kill("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
  agent.destroy();
}

process.stdout.write(`Medians of ${ROUNDS} rounds of ${SECONDS} s and ${CALLS} calls, Node.js ${process.version}\n\n`);
const rows = servers.map(({ name, rates, reads, changes }) => [
  name,
  median(rates).toFixed(0),
  `${median(reads).toFixed(2)} ms`,
  `${median(changes).toFixed(2)} ms`,
]);
process.stdout.write(`${table(["", "requests/s", "GET of a Route", "PATCH of a Route"], rows)}\n`);
