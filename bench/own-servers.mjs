/*
 * Several Tricksters that are compared with each other: each on the first core, asked in turn, round after round; those
 * that are not asked are halted.
 */
import { join } from "node:path";
import { measureLoad } from "./load.mjs";
import { goOn, halt, startServer } from "./processes.mjs";
import { ownRoot } from "./servers/paths.mjs";
import { save, words } from "./servers/routes.mjs";

const TIMEOUT = 60_000;
const READY = { path: "/ready", responses: [{ body: "ready" }] };

/** Starts a Trickster with these Routes, and one more that tells that it is up. */
export function startOwn(routes, ...options) {
  const server = {
    announces: true,
    hasOwnBodies: true,
    prepare: ({ folder }) => ({
      command: process.execPath,
      args: [
        join(ownRoot, "dist/cli.js"),
        ...words("run --port 0 --log-level info"),
        ...options,
        "--routes",
        save(folder, "routes.json", [...routes, READY]),
      ],
    }),
  };
  return startServer(server, { asked: { path: READY.path }, timeout: TIMEOUT });
}

/** Samples of servers that are started by these functions, by their names, round by round. */
export async function measureInTurn(starts, { asked, rounds, seconds }) {
  const samples = Object.fromEntries(Object.keys(starts).map((name) => [name, []]));
  const started = {};
  try {
    for (const [name, start] of Object.entries(starts)) {
      started[name] = await start();
      await measureLoad(started[name], asked, seconds);
      halt(started[name]);
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, server] of Object.entries(started)) {
        await goOn(server);
        samples[name][round] = await measureLoad(server, asked, seconds);
        halt(server);
      }
    }
  } finally {
    for (const server of Object.values(started)) await server.stop();
  }
  return samples;
}
