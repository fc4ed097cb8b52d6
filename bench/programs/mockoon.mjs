/** The server of Mockoon's CLI, without the CLI, which logs every request and can't be told not to. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { AUTHORIZATION } from "../cases.mjs";
import { namedPath, namesIn } from "../servers/routes.mjs";

const requireOfCli = createRequire(createRequire(import.meta.url).resolve("@mockoon/cli/package.json"));
const { MockoonServer } = requireOfCli("@mockoon/commons-server");
const { BuildEnvironment, BuildHTTPRoute, BuildRouteResponse } = requireOfCli("@mockoon/commons");

const headers = [{ key: "content-type", value: "text/plain" }];

const rule = (target, modifier, comparison) => ({ target, modifier, invert: false, ...comparison });

/** What its paths can't say is said by rules: credentials, and the expressions of a path. */
function rulesOf({ auth, ...route }) {
  const parts = namesIn(route).map(({ name, expression }) =>
    rule("params", name, { operator: "regex", value: `^${expression}$` }),
  );
  return auth ? [rule("header", "Authorization", { operator: "equals", value: AUTHORIZATION }), ...parts] : parts;
}

const answer = (more) => Object.assign(BuildRouteResponse(), { disableTemplating: true, rulesOperator: "AND" }, more);

function routeOf(route) {
  const { bodies, delay = 0, auth } = route;
  const rules = rulesOf(route);
  const responses = bodies.map((body) => answer({ body, headers, rules, latency: delay }));
  if (rules.length > 0) responses.push(answer({ statusCode: auth ? 401 : 404, body: "" }));
  responses.at(-1).default = true;
  return {
    ...BuildHTTPRoute(false),
    endpoint: namedPath(route, (name) => `:${name}`).slice(1),
    responses,
    responseMode: bodies.length > 1 ? "SEQUENTIAL" : null,
  };
}

const routes = JSON.parse(readFileSync(process.argv[2], "utf8")).map(routeOf);
const environment = {
  ...BuildEnvironment({ hasDefaultHeader: false, hasDefaultRoute: false }),
  hostname: "127.0.0.1",
  port: Number(process.argv[3]),
  cors: false,
  routes,
  rootChildren: routes.map(({ uuid }) => ({ type: "route", uuid })),
};

const server = new MockoonServer(environment, {
  environmentDirectory: ".",
  envVarsPrefix: "MOCKOON_",
  enableAdminApi: false,
  disableTls: true,
  maxTransactionLogs: 0,
  enableRandomLatency: false,
});
server.on("error", (_code, error) => {
  throw error;
});
server.start();
