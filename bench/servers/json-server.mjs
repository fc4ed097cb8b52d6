/** json-server: a resource for a path of one segment, a collection with ids for one of two. It answers with JSON. */
import { inModules, versionOf } from "./paths.mjs";
import { save, words } from "./routes.mjs";

const SHORT = 1000;

/** About as many bytes as the body has. */
const resourceOf = (body) => ({ text: body.length < SHORT ? "" : body });

function databaseOf(routes) {
  const database = {};
  for (const { path, bodies } of routes) {
    const [collection, id] = path.slice(1).split("/");
    if (id === undefined) database[collection] = resourceOf(bodies[0]);
    else (database[collection] ??= []).push({ id });
  }
  return database;
}

export const jsonServer = {
  name: "json-server",
  title: "json-server",
  hasOwnBodies: true,
  version: () => versionOf("json-server"),
  cannot: {
    pattern: "its paths are those of its data",
    auth: "it has no authentication",
    cycle: "it has no turns",
    repeat: "it has no counters",
  },
  prepare: ({ routes, folder, port }) => ({
    command: process.execPath,
    args: [
      inModules("json-server/lib/cli/bin.js"),
      ...words(`--quiet --read-only --no-cors --no-gzip --host 127.0.0.1 --port ${port}`),
      ...(routes[0].delay ? ["--delay", String(routes[0].delay)] : []),
      save(folder, "db.json", databaseOf(routes)),
    ],
  }),
};
