/*
 * What templates cost.
 *
 * Rates: servers of Trickster on the first core, `wrk` on the second one, asked in turn, round after round; a ratio is the
 * median of the ratios of each round. The same GET is sent to all, and the status of every answer is checked. Start-up:
 * the time from the first instruction of a program until a Route is added, and the memory of the process then, each in a
 * process of its own, in turn.
 *
 * node bench/templates.mjs [rounds]
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { hasWrk } from "./load.mjs";
import { measureInTurn, startOwn } from "./own-servers.mjs";
import { bindOwnProcess, exitOnSignals } from "./processes.mjs";
import { ownRoot } from "./servers/paths.mjs";
import { medianOf, medianRatio } from "./statistics.mjs";

const ROUNDS = Number(process.argv[2] ?? 7);
const SECONDS = 1;

const asked = { path: "/users/7?page=2" };
const json = { "content-type": "application/json" };
const route = (response) => [{ path: "/users/{id:integer}", responses: [response] }];

const servers = {
  static: route({ headers: json, body: { id: 7, page: "2", url: "/users/7?page=2" } }),
  typed: route({
    template: true,
    headers: json,
    body: { id: "{{ path.id }}", page: "{{ query.page }}", url: "{{ url }}" },
  }),
  text: route({ template: true, body: "User {{ path.id }}, page {{ query.page }}, at {{ url }}." }),
  filters: route({
    template: true,
    headers: { ...json, location: "/users/{{ path.id }}" },
    body: {
      id: "{{ path.id | plus: 1 }}",
      page: "{{ query.page | integer }}",
      at: "{{ now | iso }}",
      ref: "{{ uuid }}",
    },
  }),
  tags: route({ template: true, body: "{% if query.page %}Page {{ query.page }}{% else %}All{% endif %}" }),
  fake: route({ template: true, headers: json, body: { name: "{{ fake.person.fullName }}" } }),
};

const pairs = [
  ["a typed template of three values", "typed", 0.6],
  ["a text template of three values", "text", 0.6],
  ["filters, a date, a UUID and a header", "filters", null],
  ["a text template with a tag", "tags", null],
  ["a made-up name", "fake", null],
];

const programs = { "no template": servers.static, "a template": servers.typed, "a made-up name": servers.fake };

/** Milliseconds and megabytes of a program that adds Routes. */
function measureStart(routes) {
  const code = `
    const start = performance.now();
    const { createTrickster } = await import(${JSON.stringify(join(ownRoot, "dist/index.js"))});
    createTrickster({ routes: ${JSON.stringify(routes)} });
    console.log(JSON.stringify([performance.now() - start, process.memoryUsage().rss / 2 ** 20]));
  `;
  return JSON.parse(execFileSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" }));
}

async function main() {
  if (!hasWrk()) throw new Error("the load is sent by `wrk`, which is not installed: apt-get install wrk");
  exitOnSignals();
  const starts = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, routes] of Object.entries(programs)) starts[name].push(measureStart(routes));
  }
  bindOwnProcess();
  const samples = await measureInTurn(
    Object.fromEntries(Object.entries(servers).map(([name, routes]) => [name, () => startOwn(routes)])),
    { asked, rounds: ROUNDS, seconds: SECONDS },
  );
  for (const [title, name, goal] of pairs) {
    const ratio = medianRatio(samples[name], samples.static, ({ rate }) => rate).toFixed(2);
    process.stdout.write(`${ratio}  ${title}, to a static Route${goal === null ? "" : ` (goal: ${goal})`}\n`);
  }
  for (const [name, found] of Object.entries(starts)) {
    const [time, memory] = [0, 1].map((at) => medianOf(found, (each) => each[at]));
    process.stdout.write(`${time.toFixed(0)} ms, ${memory.toFixed(0)} MB  until a Route with ${name} is added\n`);
  }
}

await main();
