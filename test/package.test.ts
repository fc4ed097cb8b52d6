import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { version } from "../src/version.ts";

/** What is installed with Trickster, and why. */
const PACKAGES: Readonly<Record<string, string>> = {
  trickster: "the package itself",
  chokidar: "tells when a Routes file changes, on every platform (--watch)",
  readdirp: "chokidar reads folders with it",
  "json-p3": "JSONPath (RFC 9535) in conditions; passes its compliance suite",
  ajv: "JSON Schema (2020-12) in conditions; passes its test suite",
  "fast-deep-equal": "ajv compares values with it",
  "fast-uri": "ajv resolves references with it",
  "json-schema-traverse": "ajv finds references with it",
  "require-from-string": "ajv loads what it has written with it",
  "ajv-formats": "the formats of JSON Schema: email, uuid, date-time",
  xpath: "XPath 1.0 in conditions",
  "@xmldom/xmldom": "reads XML for it, without entities",
  "@remix-run/multipart-parser": "reads multipart forms in one step",
  "@remix-run/headers": "the headers of their parts",
  liquidjs: "parses templates, and renders their tags",
  "@faker-js/faker": "made-up data in templates",
  commander: "reads the command line and prints its help; an older one comes with liquidjs, for its own command",
  re2js: "matches patterns in linear time, so that none can hang the server",
  "sonic-boom": "writes log lines without holding requests up",
  "atomic-sleep": "sonic-boom waits with it when the last lines are written",
  yaml: "reads Routes files in YAML, with the places of their values",
};

const MOST_MEGABYTES = 12;

const ROOT = join(import.meta.dirname, "..");
const consumer = mkdtempSync(join(tmpdir(), "trickster-consumer-"));

const run = promisify(execFile);

async function inConsumer(command: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(command, args, { cwd: consumer, env: withoutNpm(process.env) });
  return stdout.trim();
}

/** What npm tells the programs that it starts would have the consumer's npm take part in our run. */
function withoutNpm(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^npm_(?:config_package|config_call|command|lifecycle)/.test(name)),
  );
}

function write(name: string, content: string | object): void {
  writeFileSync(join(consumer, name), typeof content === "string" ? content : JSON.stringify(content));
}

interface Tarball {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

let tarball: Tarball;

beforeAll(async () => {
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", consumer], { cwd: ROOT });
  const [packed] = JSON.parse(stdout) as [Tarball];
  tarball = packed;
  write("package.json", { name: "consumer", private: true, dependencies: { trickster: `file:${packed.filename}` } });
  await inConsumer("npm", "install");
}, 120_000);

afterAll(() => rmSync(consumer, { recursive: true, force: true }));

const USE = `
const trickster = createTrickster({ routes: [{ path: "/a", responses: [{ body: "A" }] }] });
const print = async () => {
  const { url } = await trickster.listen({ port: 0 });
  process.stdout.write(await (await fetch(url + "/a")).text());
  await trickster.close();
};
print();
`;

describe("The package", () => {
  it("holds what was built, and nothing else", () => {
    const strangers = tarball.files
      .map(({ path }) => path)
      .filter(
        (path) => !/^(?:dist\/[\w-]+(?:\.d)?\.(?:js|ts)|README\.md|LICENSE|CHANGELOG\.md|package\.json)$/.test(path),
      );

    expect(strangers).toEqual([]);
    expect(tarball.files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["dist/cli.js", "dist/index.js", "dist/index.d.ts", "LICENSE", "README.md"]),
    );
  });

  it("has a client that asks nothing of Node.js, and of no other package", () => {
    const chunks = ["client.js"];
    for (const chunk of chunks) {
      const text = readFileSync(join(ROOT, "dist", chunk), "utf8");
      const imported = [...text.matchAll(/\bfrom\s*"([^"]+)"/g)].map(([, from]) => from ?? "");
      expect(imported.filter((from) => !from.startsWith("./"))).toEqual([]);
      expect(text).not.toMatch(/\bimport\(|\brequire\(|\bprocess\.|\bBuffer\b/);
      chunks.push(...imported.map((from) => from.slice(2)).filter((name) => !chunks.includes(name)));
    }
    expect(chunks.length).toBeLessThan(4);
  });

  it("brings few packages, each for a reason", () => {
    const lock = JSON.parse(readFileSync(join(consumer, "node_modules/.package-lock.json"), "utf8")) as {
      packages: Record<string, unknown>;
    };
    const installed = Object.keys(lock.packages).map((path) => path.replace(/^.*node_modules\//, ""));

    expect([...new Set(installed)].toSorted()).toEqual(Object.keys(PACKAGES).toSorted());
  });

  it(`takes at most ${MOST_MEGABYTES} MB with all that it brings`, async ({ annotate }) => {
    const folder = join(consumer, "node_modules");
    const sizes = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) =>
      statSync(join(folder, name)),
    );
    const megabytes = sizes.filter((stats) => stats.isFile()).reduce((sum, { size }) => sum + size, 0) / 1e6;

    await annotate(`${megabytes.toFixed(1)} MB in ${Object.keys(PACKAGES).length} packages`);
    expect(megabytes).toBeLessThan(MOST_MEGABYTES);
  });

  it("is imported by a module", async () => {
    write("consumer.mjs", `import { createTrickster } from "trickster";${USE}`);

    expect(await inConsumer("node", "consumer.mjs")).toBe("A");
  });

  it("is required by a CommonJS script", async () => {
    write("consumer.cjs", `const { createTrickster } = require("trickster");${USE}`);

    expect(await inConsumer("node", "consumer.cjs")).toBe("A");
  });

  it("keeps its inside to itself", async () => {
    write("inside.mjs", 'import("trickster/dist/index.js").catch((error) => process.stdout.write(error.code));');

    expect(await inConsumer("node", "inside.mjs")).toBe("ERR_PACKAGE_PATH_NOT_EXPORTED");
  });

  it("has a command that tells its version", async () => {
    expect(await inConsumer("npx", "--no-install", "trickster", "--version")).toBe(version);
  });

  it("has a command that checks files", async () => {
    write("routes.yaml", "- path: /a\n  responses: [{ body: A }]\n");

    expect(await inConsumer("npx", "--no-install", "trickster", "check", "routes.yaml")).toBe(
      "routes.yaml: 1 Route, no fault",
    );
  });
});

const TYPED = `
import { createTrickster, TricksterError, type Clock, type Route, type RouteDefinition } from "trickster";

const definition: RouteDefinition = { path: "/a", method: "POST", responses: [{ body: { a: [1] }, delay: [0, 1] }] };
const clock: Clock = { now: () => 0, after: () => () => {} };

export async function use(): Promise<number> {
  await using trickster = createTrickster({ port: 0, clock, routes: [definition] });
  const route: Route = trickster.addRoute({ path: "/b", responses: [{ body: "B" }] });
  const { status, headers } = await trickster.handle({ url: "/b", headers: { accept: ["a", "b"] } });
  const type: string | string[] | undefined = headers["content-type"];
  // @ts-expect-error -- a method that is none
  trickster.addRoute({ path: "/c", method: "POTS", responses: [] });
  // @ts-expect-error -- a Route without a path
  trickster.addRoute({ responses: [] });
  // @ts-expect-error -- a field that is none
  trickster.addRoute({ path: "/d", responses: [{ body: 1, stauts: 200 }] });
  const error = new TricksterError(404, "There is nothing.");
  return error.status + status + route.used_count + (route.responses[0]?.weight ?? 0) + String(type).length;
}
`;

describe("The types of the package", () => {
  it.each(["nodenext", "esnext"])("hold in a strict project with modules of the kind %s", async (module) => {
    write("consumer.mts", TYPED);
    write("tsconfig.json", {
      compilerOptions: {
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        noEmit: true,
        target: "esnext",
        lib: ["esnext"],
        module,
        moduleResolution: module === "nodenext" ? "nodenext" : "bundler",
        // Neither those of Node.js nor any others: the package must bring what it needs.
        types: [],
      },
      files: ["consumer.mts"],
    });
    const compiler = join(ROOT, "node_modules/typescript/bin/tsc");

    const output = await inConsumer("node", compiler).catch((error: unknown) => (error as { stdout: string }).stdout);

    expect(output).toBe("");
  });

  it("resolve for every kind of import that ES modules have", async () => {
    const attw = join(ROOT, "node_modules/.bin/attw");
    const args = ["--profile", "esm-only", "--no-emoji", "--format", "ascii", tarball.filename];

    const complaint = await inConsumer(attw, ...args).then(
      () => "",
      (error: unknown) => (error as { stdout: string }).stdout,
    );

    expect(complaint).toBe("");
  });
});

describe("The manifest", () => {
  it("leaves nothing to complain about", async () => {
    const { messages } = await publint({ pkgDir: ROOT, strict: true, pack: false });

    expect(messages).toEqual([]);
  });
});
