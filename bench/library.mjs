/*
 * How long the library takes to start, beside what Node.js takes by itself: in a new process each time, the import, and
 * then `createTrickster().listen()` beside `createServer().listen()`. Both take turns. The first rounds are not counted:
 * they fill the cache of files.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const WARM_UP = 2;

const PLAIN = `
  let start = performance.now();
  const { createServer } = await import("node:http");
  const imported = performance.now() - start;
  start = performance.now();
  const server = createServer((request, response) => response.end("Hello!"));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  console.log(JSON.stringify({ imported, listening: performance.now() - start }));
  server.close();
`;

const trickster = (root) => `
  let start = performance.now();
  const { createTrickster } = await import(${JSON.stringify(pathToFileURL(join(root, "dist/index.js")).href)});
  const imported = performance.now() - start;
  start = performance.now();
  const trickster = createTrickster({ routes: [{ path: "/hello", responses: [{ body: "Hello!" }] }] });
  await trickster.listen({ port: 0 });
  console.log(JSON.stringify({ imported, listening: performance.now() - start }));
  await trickster.close();
`;

/** What a process measures of itself. */
function run(program) {
  return new Promise((resolve, reject) => {
    const args = ["--input-type=module", "-e", program];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.on("error", reject);
    child.stdout.on("data", (chunk) => (output += String(chunk)));
    child.on("close", () => resolve(JSON.parse(output)));
  });
}

/** Measures plain Node.js, and each of the given checkouts: `{ name: root }`. */
export async function measureLibrary(roots, { startRounds }) {
  const programs = { "node-http": PLAIN };
  for (const [name, root] of Object.entries(roots)) programs[name] = trickster(root);
  const results = Object.fromEntries(Object.keys(programs).map((name) => [name, { samples: [] }]));
  for (let round = -WARM_UP; round < startRounds * 2; round += 1) {
    for (const [name, program] of Object.entries(programs)) {
      const sample = await run(program);
      if (round >= 0) results[name].samples.push(sample);
    }
  }
  return results;
}
