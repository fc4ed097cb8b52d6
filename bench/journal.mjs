/*
 * What the journal and sandboxes cost, and whether they count right.
 *
 * Rates: a server with a journal and one without, on the first core, `wrk` on the second one, asked in turn, round after
 * round; the ratio is the median of the ratios of each round, of requests a second and of processor time a request.
 * Sandboxes: how long it takes to make one, and by how much the memory of the process grows with each. Exactness: so
 * many requests from 64 connections over 16 sandboxes, each with a Response that may be served a thousand times; then
 * counters, verification and journal of each are asked. Memory: full load for so many minutes; the slope of a line
 * through the resident memory, beginning after a quarter of the time.
 *
 * node bench/journal.mjs [rounds [requests [minutes]]]
 */
import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { hasWrk } from "./load.mjs";
import { measureInTurn, startOwn } from "./own-servers.mjs";
import { bindOwnProcess, exitOnSignals, runOnLoadCore, scratch } from "./processes.mjs";
import { medianRatio } from "./statistics.mjs";

const [ROUNDS = 15, REQUESTS = 1_000_000, MINUTES = 10] = process.argv.slice(2).map(Number);
const SECONDS = 1;
const CONNECTIONS = 64;
const WORLDS = 16;
const REPEATS = 1000;

const asked = { path: "/hello" };
const script = join(scratch, "post.lua");
const askedWithBody = { path: "/post", script };
const routes = [
  { id: "hello", path: "/hello", responses: [{ body: "Hello!\n" }] },
  { id: "post", path: "/post", method: "POST", responses: [{ body: "Hello!\n" }] },
  { id: "once", path: "/once", responses: [{ body: "once", repeat: REPEATS }] },
];

const start = (...options) => startOwn(routes, ...options);

async function call(url, method, path, payload) {
  const body =
    payload === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(payload) };
  const answer = await fetch(url + path, { method, ...body });
  const text = await answer.text();
  return text === "" ? null : JSON.parse(text);
}

const STATUS_LINE = "HTTP/1.1 ";

/** Sends so many requests on one connection, some at a time. */
function send(port, count, requestOf) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let [sent, answered, rest] = [0, 0, ""];
    const more = () => {
      let text = "";
      for (let at = 0; at < 16 && sent < count; at += 1, sent += 1) text += requestOf(sent);
      if (text !== "") socket.write(text);
    };
    socket.on("data", (chunk) => {
      const text = rest + chunk.toString("latin1");
      answered += text.split(STATUS_LINE).length - 1;
      // A status line may come in two pieces.
      rest = text.slice(-STATUS_LINE.length + 1);
      if (answered === count) {
        socket.destroy();
        resolve();
      } else if (answered === sent) more();
    });
    socket.on("error", reject);
    more();
  });
}

async function checkCounts() {
  const server = await start("--journal", String(REQUESTS * 2), "--journal-bytes", "4GiB");
  const port = Number(new URL(server.url).port);
  try {
    for (let world = 0; world < WORLDS; world += 1) await call(server.url, "PUT", `/internal/sandboxes/w${world}`);
    const each = Math.floor(REQUESTS / CONNECTIONS);
    const requestOf = (connection) => (at) => {
      const world = (connection + at) % WORLDS;
      const path = at % 4 === 0 ? "/once" : "/hello";
      return `GET ${path} HTTP/1.1\r\nhost: localhost\r\ntrickster-sandbox: w${world}\r\n\r\n`;
    };
    const all = Array.from({ length: CONNECTIONS }, (_, connection) => send(port, each, requestOf(connection)));
    await Promise.all(all);
    const expected = countExpected(each);
    const wrong = [];
    for (let world = 0; world < WORLDS; world += 1) {
      const found = await countsOf(server.url, world);
      if (JSON.stringify(found) !== JSON.stringify(expected[world]))
        wrong.push({ world, found, expected: expected[world] });
    }
    return { total: each * CONNECTIONS, wrong };
  } finally {
    await server.stop();
  }
}

function countExpected(each) {
  const expected = Array.from({ length: WORLDS }, () => ({ hello: 0, once: 0, missed: 0, journal: 0 }));
  for (let connection = 0; connection < CONNECTIONS; connection += 1) {
    for (let at = 0; at < each; at += 1) {
      const world = expected[(connection + at) % WORLDS];
      world.journal += 1;
      if (at % 4 !== 0) world.hello += 1;
      else if (world.once < REPEATS) world.once += 1;
      else world.missed += 1;
    }
  }
  return expected;
}

async function countsOf(url, world) {
  const below = `${url}/~w${world}/internal`;
  const used = async (id) => (await call(below, "GET", `/routes/${id}`)).used_count;
  const count = async (what) => (await call(below, "POST", "/verify", { ...what, count: { gte: 0 } })).count;
  const [hello, once] = [await used("hello"), await used("once")];
  const verified = [await count({ route: "hello" }), await count({ route: "once" }), await count({ path: "/hello" })];
  if (verified.join() !== [hello, once, hello].join())
    throw new Error(`verified ${verified.join(", ")} of ${hello}, ${once}`);
  return { hello, once, missed: await count({ outcome: "unmatched" }), journal: await count({ path: "/.*" }) };
}

async function measureSandboxes() {
  const server = await start();
  try {
    const before = memoryOf(server);
    const count = 9000;
    const begin = performance.now();
    for (let at = 0; at < count; at += 1) await call(server.url, "PUT", `/internal/sandboxes/s${at}`);
    const time = (performance.now() - begin) / count;
    return { time, memory: (memoryOf(server) - before) / count };
  } finally {
    await server.stop();
  }
}

async function measureMemory() {
  const server = await start();
  const points = [];
  try {
    const seconds = Math.round(MINUTES * 60);
    const load = runOnLoadCore("wrk", ["-t1", `-c${CONNECTIONS}`, `-d${seconds}s`, server.url + asked.path]);
    const begin = performance.now();
    const timer = setInterval(() => points.push([(performance.now() - begin) / 60_000, memoryOf(server)]), 2000);
    await load;
    clearInterval(timer);
  } finally {
    await server.stop();
  }
  return slopeOf(points.filter(([minute]) => minute > MINUTES / 4));
}

/** Resident memory, in bytes. */
function memoryOf({ child }) {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}

/** Of the line of the least squares: by how much it rises in a minute, and where it ends. */
function slopeOf(points) {
  const mean = (at) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const rise = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  const run = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  return { slope: rise / run, last: points.at(-1)?.[1] ?? 0 };
}

const MB = 1e6;

const print = (line) => process.stdout.write(`${line}\n`);

async function main() {
  if (!hasWrk()) throw new Error("the load is sent by `wrk`, which is not installed: apt-get install wrk");
  exitOnSignals();
  bindOwnProcess();
  print(`Node.js ${process.versions.node}`);
  const starts = { on: () => start(), off: () => start("--journal", "off") };
  const { on, off } = await measureInTurn(starts, { asked, rounds: ROUNDS, seconds: SECONDS });
  writeFileSync(script, `wrk.method = "POST"\nwrk.body = [[${"x".repeat(1024)}]]\n`);
  const withBody = await measureInTurn(starts, { asked: askedWithBody, rounds: ROUNDS, seconds: SECONDS });
  const rate = medianRatio(on, off, ({ rate: perSecond }) => perSecond);
  const work = medianRatio(off, on, ({ cost }) => cost);
  print(
    `a static Route with a journal, to one without: ${rate.toFixed(2)} of the rate, ${work.toFixed(2)} by processor time (goal: at least 0.95)`,
  );
  const posted = medianRatio(withBody.on, withBody.off, ({ rate: perSecond }) => perSecond);
  print(`the same, sent a body of 1 KiB, which only a journal reads: ${posted.toFixed(2)} of the rate`);
  const { time, memory } = await measureSandboxes();
  print(
    `a sandbox: made in ${time.toFixed(2)} ms over HTTP (goal: 1 ms), ${(memory / 1e3).toFixed(1)} KB (goal: 20 KB)`,
  );
  const { total, wrong } = await checkCounts();
  print(
    `${total} requests from ${CONNECTIONS} connections over ${WORLDS} sandboxes: ${wrong.length === 0 ? "all counts agree" : JSON.stringify(wrong)}`,
  );
  if (MINUTES === 0) return;
  const { slope, last } = await measureMemory();
  print(
    `${MINUTES} minutes of full load: ${(last / MB).toFixed(0)} MB at the end, ${(slope / MB).toFixed(2)} MB more each minute`,
  );
}

await main();
