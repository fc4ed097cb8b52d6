/** mountebank: one imposter from a file. Without a header of its own it would close the connection after each answer. */
import { AUTHORIZATION } from "../cases.mjs";
import { freePort } from "../processes.mjs";
import { inModules, versionOf } from "./paths.mjs";
import { expressionOf, save, words } from "./routes.mjs";

const headersOf = (body) => ({
  "content-type": "text/plain",
  "content-length": String(Buffer.byteLength(body)),
  connection: "keep-alive",
});

const answer = (statusCode, body) => ({ statusCode, headers: headersOf(body), body });

function predicatesOf(route) {
  const equals = { method: "GET" };
  if (route.path) equals.path = route.path;
  if (route.auth) equals.headers = { Authorization: AUTHORIZATION };
  return [{ equals }, ...(route.pattern ? [{ matches: { path: `^${expressionOf(route)}$` } }] : [])];
}

function stubOf(route) {
  const behaviors = route.delay ? [{ wait: route.delay }] : [];
  const responses = route.bodies.map((body) => ({ is: answer(200, body), behaviors }));
  return { predicates: predicatesOf(route), responses };
}

function imposter(port, routes) {
  return {
    protocol: "http",
    port,
    host: "127.0.0.1",
    recordRequests: false,
    stubs: routes.map(stubOf),
    defaultResponse: answer(404, "nothing\n"),
  };
}

export const mountebank = {
  name: "mountebank",
  title: "mountebank",
  version: () => versionOf("mountebank"),
  cannot: { repeat: "its `repeat` is a turn of a cycle, and not how often a response may be served" },
  prepare: async ({ routes, folder, port }) => ({
    command: process.execPath,
    args: [
      inModules("mountebank/bin/mb"),
      ...words(`start --host 127.0.0.1 --localOnly --port ${await freePort()} --loglevel error --nologfile --noParse`),
      "--configfile",
      save(folder, "imposters.json", { imposters: [imposter(port, routes)] }),
    ],
  }),
};
