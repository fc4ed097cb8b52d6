/*
 * Whether adding a Route takes longer the more there are: the first 1,000 single POSTs to an empty table, and the last
 * 1,000 to a table that holds 99,000, beside each other in rounds. The Routes between them are added as one array. The
 * first round is not counted.
 */
import { Agent, request } from "node:http";
import { tableNamed } from "./cases.mjs";
import { startServer } from "./processes.mjs";

const AT_A_TIME = 1000;
const ALL = 100_000;

const routeAt = (index) => ({ path: `/items/item${index}`, responses: [{ body: "Hello!" }] });
const routes = (from, to) => Array.from({ length: to - from }, (_, index) => routeAt(from + index));

function send(agent, url, { method, payload }) {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const sent = request(`${url}/internal/routes`, { method, agent, headers }, (response) => {
      response.resume();
      response.on("end", () => {
        if (response.statusCode === 201) resolve();
        else reject(new Error(`${method} is answered by ${response.statusCode}`));
      });
    });
    sent.on("error", reject);
    sent.end(JSON.stringify(payload));
  });
}

async function timePosts(agent, url, from) {
  const begin = performance.now();
  for (const payload of routes(from, from + AT_A_TIME)) await send(agent, url, { method: "POST", payload });
  return performance.now() - begin;
}

async function measureRound(agent, url) {
  await send(agent, url, { method: "PUT", payload: [] });
  const first = await timePosts(agent, url, 0);
  await send(agent, url, { method: "POST", payload: routes(AT_A_TIME, ALL - AT_A_TIME) });
  return { first, last: await timePosts(agent, url, ALL - AT_A_TIME) };
}

export async function measureSinglePosts(server, { timeout, startRounds }) {
  const [asked] = tableNamed("static").cases;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const started = await startServer(server, { routes: tableNamed("static").routes(), asked, timeout });
  const samples = [];
  try {
    for (let round = -1; round < startRounds; round += 1) {
      const sample = await measureRound(agent, started.url);
      if (round >= 0) samples.push(sample);
    }
    return { samples };
  } catch (error) {
    return { kind: "failed", reason: error.message };
  } finally {
    agent.destroy();
    await started.stop();
  }
}
