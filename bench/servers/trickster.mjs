/** Trickster, in the checkout that is given. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ownRoot } from "./paths.mjs";
import { expressionOf, save, words } from "./routes.mjs";

const HEADERS = { "content-type": "text/plain" };

function responseOf(body, { repeat, delay }) {
  const response = { headers: HEADERS, body };
  if (repeat) response.repeat = repeat;
  if (delay) response.delay = delay / 1000;
  return response;
}

function routeOf(route) {
  return {
    path: expressionOf(route),
    auth: route.auth ? { method: "basic", ...route.auth } : null,
    response_selection: route.bodies.length > 1 ? "cycle" : "greedy",
    responses: route.bodies.map((body) => responseOf(body, route)),
  };
}

export function tricksterAt(root, { name = "trickster", title = "Trickster" } = {}) {
  return {
    name,
    title,
    isClose: true,
    announces: true,
    cannot: {},
    root,
    version: () => JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version,
    prepare: ({ routes, folder }) => ({
      command: process.execPath,
      args: [
        join(root, "dist/cli.js"),
        ...words("run --port 0 --log-level info --routes"),
        save(folder, "routes.json", routes.map(routeOf)),
      ],
    }),
  };
}

export const trickster = tricksterAt(ownRoot);
