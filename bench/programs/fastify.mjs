/** Fastify with a route for each Route, and its default 404. */
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { fastify } from "fastify";
import { AUTHORIZATION } from "../cases.mjs";
import { namedPath } from "../servers/routes.mjs";

const app = fastify({ logger: false, exposeHeadRoutes: false });

function demandCredentials(request, reply, done) {
  if (request.headers.authorization === AUTHORIZATION) done();
  else reply.code(401).header("www-authenticate", "Basic").send();
}

function handlerOf({ bodies, delay }) {
  let turns = 0;
  const send = (reply) => reply.header("content-type", "text/plain").send(bodies[turns++ % bodies.length]);
  if (delay === undefined) return (_request, reply) => send(reply);
  return async (_request, reply) => {
    await wait(delay);
    return send(reply);
  };
}

for (const route of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  app.get(
    namedPath(route, (name, expression) => `:${name}(^${expression}$)`),
    route.auth ? { onRequest: demandCredentials } : {},
    handlerOf(route),
  );
}

const url = await app.listen({ port: 0, host: "127.0.0.1" });
process.stdout.write(`${url}\n`);
