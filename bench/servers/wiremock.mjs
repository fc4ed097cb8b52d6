/*
 * WireMock, without its journal of requests. The stub that was added last is tried first: the stubs are given in reverse
 * order, so that the one that is asked is the one that is tried last, as with the others.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { inModules, versionOf } from "./paths.mjs";
import { expressionOf, save, words } from "./routes.mjs";

function requestOf(route) {
  const path = route.path ? { urlPath: route.path } : { urlPathPattern: expressionOf(route) };
  return { method: "GET", ...path, ...(route.auth && { basicAuthCredentials: route.auth }) };
}

function responseOf(body, delay) {
  const headers = { "content-type": "text/plain" };
  return { status: 200, headers, body, ...(delay && { fixedDelayMilliseconds: delay }) };
}

function mappingOf(route) {
  return { request: requestOf(route), response: responseOf(route.bodies[0], route.delay) };
}

export const wiremock = {
  name: "wiremock",
  title: "WireMock",
  warmUp: 4,
  version: () => versionOf("wiremock"),
  absent: () => (spawnSync("which", ["java"]).status === 0 ? undefined : "it needs `java`, which is not installed"),
  cannot: {
    cycle: "its states get mixed up under load, and some requests find none",
    repeat: "a number of times would be a chain of as many states",
  },
  prepare: ({ routes, folder, port }) => {
    mkdirSync(join(folder, "mappings"));
    save(join(folder, "mappings"), "all.json", { mappings: routes.toReversed().map(mappingOf) });
    const jar = inModules(`wiremock/build/wiremock-standalone-${versionOf("wiremock")}.jar`);
    const waits = routes[0].delay ? ["--async-response-enabled", "true"] : [];
    return {
      command: "java",
      args: [
        "-jar",
        jar,
        ...words(`--bind-address 127.0.0.1 --port ${port} --no-request-journal --disable-request-logging`),
        ...words("--disable-banner --disable-gzip --root-dir"),
        folder,
        ...waits,
      ],
    };
  },
};
