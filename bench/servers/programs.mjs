/** Servers that are a library: a small program of `programs/` reads the Routes and prints its address. */
import { inBench, versionOf } from "./paths.mjs";
import { save } from "./routes.mjs";

const prepareProgram =
  (name) =>
  ({ routes, folder, port }) => ({
    command: process.execPath,
    args: [inBench(`programs/${name}.mjs`), save(folder, "routes.json", routes), String(port)],
  });

const program = (name) => ({ name, announces: true, prepare: prepareProgram(name) });

const NO_COUNT = "it has no limit to how often a stub answers while it goes on answering";

export const nodeHttp = {
  ...program("node-http"),
  title: "node:http",
  isBase: true,
  isClose: true,
  version: () => process.version,
  cannot: {},
};

export const fastify = {
  ...program("fastify"),
  title: "Fastify",
  isClose: true,
  version: () => versionOf("fastify"),
  cannot: { repeat: "it is a framework: how often a handler answers would be counted by the bench" },
};

export const mockttp = {
  ...program("mockttp"),
  title: "mockttp",
  version: () => versionOf("mockttp"),
  cannot: { repeat: `${NO_COUNT}: its rules keep every request that they count` },
};

export const mockoon = {
  ...program("mockoon"),
  announces: false,
  title: "Mockoon",
  version: () => versionOf("@mockoon/cli"),
  cannot: { repeat: NO_COUNT },
};
