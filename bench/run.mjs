/*
 * The benchmarks of Trickster, beside plain `node:http` and other mock servers.
 *
 * Every server runs on the first core, `wrk` on the second one. For each case the servers are started, and then asked in
 * turn, round after round, while the others are halted; those close to `node:http` first and by themselves. Figures are medians of the rounds, and ratios are medians of the
 * ratios of each round, since what the rest of the machine does meets both sides of a ratio alike. The status of every
 * answer is checked. Logging is off everywhere. `cases.mjs` says what is asked, `servers/` how each server is set up,
 * `load.mjs` how it is measured.
 *
 * npm run bench -- --help
 */
import { servers as allServers } from "./servers/index.mjs";
import { otherCases, tableNamed, tables } from "./cases.mjs";
import { installDependencies } from "./dependencies.mjs";
import { measureLibrary } from "./library.mjs";
import { hasWrk } from "./load.mjs";
import { measureStarts, measureTable } from "./measure.mjs";
import { readOptions, USAGE, UsageError } from "./options.mjs";
import { writePage } from "./page.mjs";
import { bindOwnProcess, exitOnSignals } from "./processes.mjs";
import { compareReport, report } from "./report.mjs";
import { buildRevision } from "./revision.mjs";
import { trickster, tricksterAt } from "./servers/trickster.mjs";
import { measureSinglePosts } from "./single-posts.mjs";

/** Tables with which the peers are started even if it has to be quick. */
const QUICK_TABLES = new Set(["static"]);

const log = (line) => process.stderr.write(`${line}\n`);

/** The servers that can run here, and why the others can't. */
function chooseServers(names) {
  const chosen = allServers.filter(({ name }) => names.includes(name));
  const reasons = chosen.map((server) => [server, server.absent?.()]);
  const leftOut = reasons
    .filter(([, reason]) => reason !== undefined)
    .map(([{ title }, reason]) => `${title}: ${reason}`);
  for (const line of leftOut) log(`left out: ${line}`);
  return { servers: reasons.filter(([, reason]) => reason === undefined).map(([server]) => server), leftOut };
}

/** One Route, beside the table that is measured: what many Routes and features cost. */
function referenceFor(table, servers) {
  const isNeeded = servers.includes(trickster) && table.name !== "static" && table.name !== "delay";
  return isNeeded ? [{ name: "one-route", server: trickster, own: tableNamed("static") }] : [];
}

function contestantsFor(table, servers, { quick, compare: revision }) {
  const asked = quick && !QUICK_TABLES.has(table.name) ? servers.filter(({ isClose }) => isClose) : servers;
  const contestants = asked.map((server) => ({ name: server.name, server }));
  return revision === undefined ? [...contestants, ...referenceFor(table, servers)] : contestants;
}

async function measureLoads(servers, plan) {
  const results = {};
  for (const table of tables) {
    const cases = table.cases.filter(({ name }) => plan.cases.includes(name));
    if (cases.length === 0) continue;
    const contestants = contestantsFor(table, servers, plan);
    Object.assign(results, await measureTable({ ...table, cases: table.cases }, contestants, plan));
  }
  return results;
}

/** The cases without a load, by their names. */
function otherMeasures(servers, plan) {
  const own = servers.filter(({ root }) => root !== undefined);
  const roots = Object.fromEntries(own.map(({ name, root }) => [name, root]));
  const inTime = plan.quick ? servers.filter(({ isClose }) => isClose) : servers;
  return {
    "start-up": () => measureStarts(tableNamed("static"), servers, plan),
    "start-up-100000": () => measureStarts(tableNamed("literal-100000"), inTime, plan),
    library: () => measureLibrary(roots, plan),
    "single-posts": () => measureEach(own, (server) => measureSinglePosts(server, plan)),
  };
}

async function measureEach(servers, measure) {
  const results = {};
  for (const server of servers) results[server.name] = await measure(server);
  return results;
}

async function measureAll(servers, plan) {
  const measures = otherMeasures(servers, plan);
  const results = {};
  for (const name of otherCases.filter((one) => plan.cases.includes(one))) {
    log(name);
    results[name] = await measures[name]();
  }
  return { ...results, ...(await measureLoads(servers, plan)) };
}

async function compare(plan) {
  log(`building ${plan.compare}`);
  const { root, commit } = buildRevision(plan.compare);
  const earlier = tricksterAt(root, { name: "earlier", title: commit });
  const servers = [earlier, trickster];
  process.stdout.write(compareReport(await measureAll(servers, plan), { plan, servers }));
}

async function compareWithPeers(plan) {
  installDependencies();
  const { servers, leftOut } = chooseServers(plan.servers);
  const text = report(await measureAll(servers, plan), { plan, servers, leftOut });
  process.stdout.write(text);
  if (plan.write) writePage(text);
}

async function main() {
  const plan = { ...readOptions(process.argv.slice(2)), log };
  if (plan.help) return process.stdout.write(USAGE);
  if (!hasWrk()) throw new UsageError("the load is sent by `wrk`, which is not installed: apt-get install wrk");
  exitOnSignals();
  bindOwnProcess();
  await (plan.compare === undefined ? compareWithPeers(plan) : compare(plan));
}

try {
  await main();
} catch (error) {
  process.stderr.write(`bench: ${error instanceof UsageError ? error.message : error.stack}\n`);
  process.exitCode = 1;
}
