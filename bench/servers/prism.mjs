/** Prism: an OpenAPI document with one operation for each Route, and the body as its example. */
import { inModules, versionOf } from "./paths.mjs";
import { namedPath, namesIn, save, words } from "./routes.mjs";

function parameterOf({ name, expression }) {
  return { in: "path", name, required: true, schema: { type: "string", pattern: `^${expression}$` } };
}

function operationOf(route) {
  const content = { "text/plain": { schema: { type: "string" }, example: route.bodies[0] } };
  return {
    parameters: namesIn(route).map(parameterOf),
    responses: { 200: { description: "what the Route answers", content } },
  };
}

function documentOf(routes) {
  const paths = routes.map((route) => [namedPath(route, (name) => `{${name}}`), { get: operationOf(route) }]);
  return { openapi: "3.0.3", info: { title: "bench", version: "1" }, paths: Object.fromEntries(paths) };
}

export const prism = {
  name: "prism",
  title: "Prism",
  version: () => versionOf("@stoplight/prism-cli"),
  cannot: {
    auth: "it sees that credentials are sent, but not whether they are right",
    cycle: "it has no turns",
    repeat: "it has no counters",
    delay: "it has no delays",
  },
  prepare: ({ routes, folder, port }) => ({
    command: process.execPath,
    args: [
      inModules("@stoplight/prism-cli/dist/index.js"),
      ...words(`mock --host 127.0.0.1 --port ${port} --cors false --verboseLevel silent --multiprocess false`),
      save(folder, "openapi.json", documentOf(routes)),
    ],
  }),
};
