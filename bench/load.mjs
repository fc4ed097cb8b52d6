/*
 * The load: `wrk` with one thread on the core of the load. While a server warms up, a script counts the status of each
 * answer, and every one must be the expected one. Measured runs go without the script, which would slow `wrk` down;
 * `wrk` itself counts the answers that are neither 2xx nor 3xx: all of them where a miss is asked, else none.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { TooSlow, ask, processorTime, runOnLoadCore, scratch } from "./processes.mjs";

const CONNECTIONS = 64;
const MISS = 404;

const COUNT_STATUSES = `
local threads = {}
statuses = {}
function setup(thread) table.insert(threads, thread) end
function response(status) statuses[status] = (statuses[status] or 0) + 1 end
function done()
  for _, thread in ipairs(threads) do
    for status, count in pairs(thread:get("statuses")) do print("status " .. status .. ": " .. count) end
  end
end
`;

/** Whether the load can be sent at all. */
export const hasWrk = () => spawnSync("which", ["wrk"]).status === 0;

let script;

function countingScript() {
  if (script === undefined) {
    script = join(scratch, "count-statuses.lua");
    writeFileSync(script, COUNT_STATUSES);
  }
  return script;
}

function wrkArguments(url, asked, seconds) {
  const headers = Object.entries(asked.headers ?? {}).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  const connections = asked.connections ?? CONNECTIONS;
  const scripted = asked.script === undefined ? [] : ["-s", asked.script];
  const load = ["-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", "30s", "--latency"];
  return [...load, ...scripted, ...headers, url + asked.path];
}

const expectedStatus = ({ isMiss = false }) => (isMiss ? MISS : 200);

/** Warms a server up, and sees that it gives no other answer than it should; gives the number of its answers a second. */
export async function warmUp({ url, server }, asked, seconds) {
  const output = await runOnLoadCore("wrk", ["-s", countingScript(), ...wrkArguments(url, asked, seconds)]);
  const statuses = [...output.matchAll(/^status (\d+):/gm)].map(([, status]) => Number(status));
  const rate = Number(/(\d+) requests in/.exec(output)?.[1]) / seconds;
  const wrong = statuses.filter((status) => status !== expectedStatus(asked));
  if (wrong.length > 0) throw new Error(`it answers ${wrong.join(" and ")} instead of ${expectedStatus(asked)}`);
  if (asked.auth !== undefined && !server.isBase) await mustRefuse(url, asked);
  if (asked.bodies?.length > 1 && !server.isBase) await mustTakeTurns(url, asked);
  return rate;
}

async function mustRefuse(url, { path }) {
  const { status } = await ask(url + path);
  if (status < 400) throw new Error(`it answers ${status} without credentials`);
}

async function mustTakeTurns(url, { path, bodies }) {
  const seen = new Set();
  for (const _ of bodies) seen.add((await ask(url + path)).body);
  if (bodies.some((body) => !seen.has(body))) throw new Error("it does not take turns");
}

/** One measured run: requests a second, microseconds of processor time for each, and the 99th percentile of latency. */
export async function measureLoad({ url, child }, asked, seconds) {
  const before = processorTime(child);
  const output = await runOnLoadCore("wrk", wrkArguments(url, asked, seconds));
  const [, count, duration, unit] = /(\d+) requests in ([\d.]+)(m|s)/.exec(output) ?? [];
  const requests = Number(count);
  mustBeRight(output, requests, asked);
  if (requests === 0) throw new TooSlow(`it gives no answer in ${seconds} s`);
  return {
    rate: requests / (Number(duration) * (unit === "m" ? 60 : 1)),
    cost: (processorTime(child) - before) / requests,
    p99: milliseconds(/99%\s+([\d.]+)(us|ms|s|m)/.exec(output)),
  };
}

function mustBeRight(output, requests, asked) {
  const errors = Number(/Non-2xx or 3xx responses: (\d+)/.exec(output)?.[1] ?? 0);
  if (errors !== (expectedStatus(asked) < 400 ? 0 : requests))
    throw new Error(`${errors} of ${requests} answers were wrong`);
  const broken = /Socket errors: connect (\d+), read (\d+), write (\d+)/.exec(output)?.slice(1).map(Number) ?? [];
  if (broken.some((number) => number > 0)) throw new Error("it breaks connections off");
}

function milliseconds(found) {
  const [, value, unit] = found ?? [];
  return Number(value) * { us: 0.001, ms: 1, s: 1000, m: 60_000 }[unit ?? "ms"];
}
