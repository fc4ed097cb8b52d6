/*
 * Measures in rounds. Servers are started with a table, and asked one after the other within a round; those that aren't
 * asked are halted (SIGSTOP). Those that are close to `node:http` come first and by themselves: even a halted process
 * costs the others something, by the memory that it holds. What a server can't do, or can't do in time, becomes a result
 * as well: `{ reason }`.
 *
 * A result is `{ samples }`, one for each round, with holes where a server was not measured in a round.
 */
import { measureLoad, warmUp } from "./load.mjs";
import { NOT_UP, TooSlow, goOn, halt, startServer } from "./processes.mjs";

const PEERS_EVERY = 4;

/** Servers with fewer answers a second than this are measured once, and for longer. */
const SLOW_RATE = 100;
const SLOW_SECONDS = 5;

/** Servers that have not come up with a table, so that nobody waits for them twice. */
const tooSlow = new Set();

/** Why a server can't be asked the cases of a table. */
function cannot(server, table) {
  const need = table.needs.find((name) => name in server.cannot);
  if (need !== undefined) return { kind: "cannot", reason: server.cannot[need] };
  if (tooSlow.has(`${server.name} ${table.name}`)) return { kind: "slow", reason: NOT_UP };
}

/** Starts a server with a table; gives the started server, or why there is none. */
async function startWith(server, table, { timeout }) {
  const refusal = cannot(server, table);
  if (refusal !== undefined) return refusal;
  try {
    return await startServer(server, { routes: table.routes(), asked: table.cases[0], timeout });
  } catch (error) {
    if (error instanceof TooSlow) tooSlow.add(`${server.name} ${table.name}`);
    return failure(error);
  }
}

function failure(error) {
  if (error instanceof TooSlow) return { kind: "slow", reason: error.message };
  return { kind: "failed", reason: error.message };
}

function isMeasured({ contestant, result }, round) {
  if (result.samples === undefined) return false;
  return result.isSlow ? round === 0 : contestant.server.isClose || round % PEERS_EVERY === 0;
}

/** Measures all cases of a table; gives for each case the results by the names of the contestants. */
export async function measureTable(table, contestants, plan) {
  const results = Object.fromEntries(table.cases.map(({ name }) => [name, {}]));
  const close = contestants.filter(({ server }) => server.isClose);
  await measureGroup(table, close, { plan, results });
  await measureGroup(
    table,
    contestants.filter((contestant) => !close.includes(contestant)),
    { plan, results },
  );
  return results;
}

async function measureGroup(table, contestants, { plan, results }) {
  const runs = [];
  try {
    for (const contestant of contestants) {
      runs.push(...(await prepareRuns(contestant, table, { plan, results })));
    }
    const rounds = runs.length === 0 ? 0 : Math.min(plan.rounds, table.cases[0].rounds ?? plan.rounds);
    for (let round = 0; round < rounds; round += 1) {
      plan.log(`${table.name}: round ${round + 1}`);
      for (const run of runs) if (isMeasured(run, round)) await measureRun(run, round, plan);
    }
  } finally {
    for (const started of new Set(runs.map((run) => run.started))) await started.stop();
  }
}

/** Starts a contestant and warms it up; gives what there is to measure of it. */
async function prepareRuns(contestant, table, { plan, results }) {
  const { name, server, own = table } = contestant;
  plan.log(`${table.name}: ${name}`);
  const started = await startWith(server, own, plan);
  const runs = [];
  for (const asked of own === table ? table.cases : [{ ...own.cases[0], name: table.cases[0].name }]) {
    const result = started.url === undefined ? started : await warm(started, asked, plan);
    results[asked.name][name] = result;
    if (result.samples !== undefined) runs.push({ contestant, started, asked, result });
  }
  if (runs.length === 0) await started.stop?.();
  else halt(started);
  return runs;
}

async function warm(started, asked, plan) {
  try {
    const rate = await warmUp(started, asked, Math.ceil(plan.warmUp * (started.server.warmUp ?? 1)));
    return { samples: [], isSlow: rate < SLOW_RATE };
  } catch (error) {
    return failure(error);
  }
}

async function measureRun({ started, asked, result }, round, { seconds }) {
  const factor = asked.seconds ?? (result.isSlow ? SLOW_SECONDS : 1);
  try {
    await goOn(started);
    result.samples[round] = await measureLoad(started, asked, seconds * factor);
  } catch (error) {
    delete result.samples;
    Object.assign(result, failure(error));
  } finally {
    halt(started);
  }
}

/** Starts each server with a table several times, in turns; a peer only once if the table is large. */
export async function measureStarts(table, all, plan) {
  const results = Object.fromEntries(all.map(({ name }) => [name, { samples: [] }]));
  for (let round = 0; round < plan.startRounds; round += 1) {
    for (const server of all) {
      const isAsked = server.isClose || round === 0 || table.name === "static";
      if (!isAsked || results[server.name].samples === undefined) continue;
      plan.log(`start with ${table.name}: ${server.name}, round ${round + 1}`);
      const started = await startWith(server, table, plan);
      if (started.url === undefined) results[server.name] = started;
      else results[server.name].samples[round] = { time: started.startedIn, memory: started.memory };
      await started.stop?.();
    }
  }
  return results;
}
