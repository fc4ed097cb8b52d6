/*
 * What a collection costs.
 *
 * Rates: a Trickster with a Route whose resource has 10,000 items, and one with 100, beside one with a static Route of the
 * same answer, on the first core; `wrk` on the second one asks each in turn for one item, round after round. A ratio is the
 * median of the ratios of each round. Lists: the time of a call in a program, the median of many, of a list of the 10,000
 * items that is filtered by one member, and of one that is sorted as well.
 *
 * node bench/resources.mjs [rounds]
 */
import { join } from "node:path";
import { hasWrk } from "./load.mjs";
import { measureInTurn, startOwn } from "./own-servers.mjs";
import { bindOwnProcess, exitOnSignals } from "./processes.mjs";
import { ownRoot } from "./servers/paths.mjs";
import { median, medianRatio } from "./statistics.mjs";

const ROUNDS = Number(process.argv[2] ?? 7);
const SECONDS = 1;
const CALLS = 200;

const item = (id) => ({ id, name: `user ${id}`, role: id % 10 === 0 ? "admin" : "guest", age: (id * 37) % 90 });
const items = (count) => Array.from({ length: count }, (_, at) => item(at + 1));
const resource = (count) => [{ path: "/users", resource: { seed: items(count) } }];

const servers = {
  static: [{ path: "/users/{id}", responses: [{ headers: { "content-type": "application/json" }, body: item(77) }] }],
  many: resource(10_000),
  few: resource(100),
};

async function timeList(query) {
  const { createTrickster } = await import(join(ownRoot, "dist/index.js"));
  const trickster = createTrickster({ routes: resource(10_000) });
  const times = [];
  for (let call = 0; call < CALLS; call += 1) {
    const start = performance.now();
    const { status } = await trickster.handle({ method: "GET", url: `/users?${query}` });
    times.push(performance.now() - start);
    if (status !== 200) throw new Error(`a list was answered with ${status}`);
  }
  return median(times);
}

async function main() {
  if (!hasWrk()) throw new Error("the load is sent by `wrk`, which is not installed: apt-get install wrk");
  exitOnSignals();
  for (const query of ["role=admin", "role=admin&_sort=name&_order=desc", "_page=500&_limit=20"]) {
    process.stdout.write(`${(await timeList(query)).toFixed(2)} ms  a list of 10,000 items: ${query}\n`);
  }
  bindOwnProcess();
  const samples = await measureInTurn(
    Object.fromEntries(Object.entries(servers).map(([name, routes]) => [name, () => startOwn(routes)])),
    { asked: { path: "/users/77" }, rounds: ROUNDS, seconds: SECONDS },
  );
  const ratio = (a, b) => medianRatio(samples[a], samples[b], ({ rate }) => rate).toFixed(2);
  process.stdout.write(`${ratio("many", "static")}  one of 10,000 items, to a static Route (goal: 0.6)\n`);
  process.stdout.write(`${ratio("many", "few")}  one of 10,000 items, to one of 100\n`);
}

await main();
