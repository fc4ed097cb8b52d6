/*
 * How long Trickster takes to start, beside what Node.js takes by itself.
 *
 * The command: a process is started, its first line tells its port, and a request is sent there at once; the clock runs
 * from the start of the process to the end of the first answer. Beside it the same with a server of one line.
 *
 * The library: in a new process each time, the import, and then `createTrickster().listen()`, beside
 * `createServer().listen()`.
 *
 * Both take turns, so that whatever else the machine does meets both alike, and medians are compared. The first rounds
 * are not counted: they fill the cache of files.
 *
 * node bench/start-up.mjs [rounds]      after `npm run build`
 */
import { spawn } from "node:child_process";
import { get } from "node:http";
import { fileURLToPath } from "node:url";
import { median, printTable } from "./table.mjs";

const ROUNDS = Number(process.argv[2] ?? 21);
const WARM_UP = 2;

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

const PLAIN_SERVER = `
  const server = require("node:http").createServer((request, response) => response.end("Hello!"));
  server.listen(0, "127.0.0.1", () => console.log("http://127.0.0.1:" + server.address().port));
`;

const commands = {
  "node -e": ["-e", PLAIN_SERVER],
  "trickster run": [path("dist/cli.js"), "run", "--port", "0", "--routes", path("examples/hello/routes.json")],
};

const PLAIN_LIBRARY = `
  let start = performance.now();
  const { createServer } = await import("node:http");
  const imported = performance.now() - start;
  start = performance.now();
  const server = createServer((request, response) => response.end("Hello!"));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  console.log(JSON.stringify({ imported, listening: performance.now() - start }));
  server.close();
`;

const LIBRARY = `
  let start = performance.now();
  const { createTrickster } = await import(${JSON.stringify(path("dist/index.js"))});
  const imported = performance.now() - start;
  start = performance.now();
  const trickster = createTrickster({ routes: [{ path: "/hello", responses: [{ body: "Hello!" }] }] });
  await trickster.listen({ port: 0 });
  console.log(JSON.stringify({ imported, listening: performance.now() - start }));
  await trickster.close();
`;

const libraries = {
  "node:http": ["--input-type=module", "-e", PLAIN_LIBRARY],
  trickster: ["--input-type=module", "-e", LIBRARY],
};

/** Milliseconds from the start of a process to the end of its first answer. */
function timeCommand(args) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    child.on("error", reject);
    let output = "";
    let url;
    child.stdout.on("data", (chunk) => {
      output += String(chunk);
      if (url !== undefined) return;
      url = /(http:\/\/127\.0\.0\.1:\d+)\D/.exec(output)?.[1];
      if (url === undefined) return;
      get(`${url}/hello`, (response) => {
        response.resume();
        response.on("end", () => {
          const elapsed = performance.now() - start;
          child.on("close", () => resolve(elapsed));
          child.kill("SIGKILL");
        });
      }).on("error", reject);
    });
  });
}

/** What a process measures of itself. */
function timeLibrary(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.on("error", reject);
    child.stdout.on("data", (chunk) => (output += String(chunk)));
    child.on("close", () => resolve(JSON.parse(output)));
  });
}

/** Measures all, taking turns. */
async function takeTurns(measures, time) {
  const results = Object.fromEntries(Object.keys(measures).map((name) => [name, []]));
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    for (const [name, args] of Object.entries(measures)) {
      const result = await time(args);
      if (round >= 0) results[name].push(result);
    }
  }
  return results;
}

const show = (milliseconds) => `${milliseconds.toFixed(1)} ms`;

function report(title, results, pick, goal) {
  const [plain, own] = Object.entries(results).map(([name, values]) => [name, median(values.map(pick))]);
  printTable(title, [
    [plain[0], show(plain[1])],
    [own[0], show(own[1])],
    ["difference", show(own[1] - plain[1])],
    ...(goal === undefined ? [] : [["goal: within", show(goal)]]),
  ]);
}

process.stdout.write(`Medians of ${ROUNDS} rounds, Node.js ${process.version}\n\n`);
const byCommand = await takeTurns(commands, timeCommand);
report("From the start of the process to the first answer", byCommand, (elapsed) => elapsed, 150);
const byLibrary = await takeTurns(libraries, timeLibrary);
report("Making a server and listening, in a process", byLibrary, ({ listening }) => listening, 10);
report("The import before that", byLibrary, ({ imported }) => imported);
