/** mockttp, without its record of requests. It knows no address to listen on: that is added to what it asks of Node.js. */
import { readFileSync } from "node:fs";
import { Server } from "node:net";
import { getLocal } from "mockttp";
import { AUTHORIZATION } from "../cases.mjs";
import { expressionOf } from "../servers/routes.mjs";

const listen = Reflect.get(Server.prototype, "listen");
Server.prototype.listen = function listenLocally(port, ...rest) {
  return Reflect.apply(listen, this, Number.isInteger(port) ? [port, "127.0.0.1", ...rest] : [port, ...rest]);
};

const server = getLocal({ recordTraffic: false, suggestChanges: false, http2: false, cors: false });

/** With headers given, mockttp adds none: without a length the connection would be closed after each answer. */
const headersOf = (body) => ({ "content-type": "text/plain", "content-length": String(Buffer.byteLength(body)) });

function ruleFor(route) {
  let rule = server.forGet(route.path ?? new RegExp(`^${expressionOf(route)}$`));
  if (route.auth) rule = rule.withHeaders({ authorization: AUTHORIZATION });
  return route.delay ? rule.delay(route.delay) : rule;
}

function add(route) {
  const { bodies } = route;
  const rule = ruleFor(route);
  if (bodies.length === 1) return rule.thenReply(200, bodies[0], headersOf(bodies[0]));
  let turns = 0;
  return rule.thenCallback(() => {
    const body = bodies[turns++ % bodies.length];
    return { statusCode: 200, headers: headersOf(body), body };
  });
}

await server.start(0);
for (const route of JSON.parse(readFileSync(process.argv[2], "utf8"))) await add(route);
await server.forUnmatchedRequest().thenReply(404, "nothing\n", headersOf("nothing\n"));
process.stdout.write(`http://127.0.0.1:${server.port}\n`);
