/*
 * apimock-rs: a rule for each Route. The package `apimock-rs` only links a binary that comes in packages for each
 * platform, by a script at installation; that for Linux is taken as it is.
 */
import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { AUTHORIZATION } from "../cases.mjs";
import { inModules, versionOf } from "./paths.mjs";
import { expressionOf, save } from "./routes.mjs";

const PACKAGE = "@apimock-rs/bin-linux-x64-gnu";
const binary = inModules(`${PACKAGE}/apimock`);

const config = (port) => `
[listener]
ip_address = "127.0.0.1"
port = ${port}
[log]
verbose = { header = false, body = false }
[service]
rule_sets = ["rules.toml"]
fallback_respond_dir = "files"
`;

/** A regular expression begins with the slash of the path; what stands before it would never match. */
function pathOf(route) {
  if (route.path) return JSON.stringify(route.path);
  return `{ value = ${JSON.stringify(`${expressionOf(route)}$`)}, op = "regex" }`;
}

function ruleOf(route) {
  const delay = route.delay ? `, delay_response_milliseconds = ${route.delay}` : "";
  return [
    "[[rules]]",
    'when.request.method = "GET"',
    `when.request.url_path = ${pathOf(route)}`,
    ...(route.auth ? [`when.request.headers.authorization = { value = ${JSON.stringify(AUTHORIZATION)} }`] : []),
    `respond = { text = ${JSON.stringify(route.bodies[0])}${delay} }`,
  ].join("\n");
}

export const apimock = {
  name: "apimock-rs",
  title: "apimock-rs",
  version: () => versionOf(PACKAGE),
  absent: () => (existsSync(binary) ? undefined : "its binary is only taken for Linux on x64"),
  cannot: { cycle: "it chooses at random, or the first", repeat: "it has no counters" },
  prepare: ({ routes, folder, port }) => {
    chmodSync(binary, 0o755);
    mkdirSync(join(folder, "files"));
    save(folder, "rules.toml", routes.map(ruleOf).join("\n"));
    return { command: binary, args: ["--config", save(folder, "apimock.toml", config(port))] };
  },
};
