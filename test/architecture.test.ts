import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

/** The rooms of the house. Each may import from those further down; those on one line know nothing of each other. */
const ORDER: readonly (readonly string[])[] = [
  [
    "cli.ts",
    "client.ts",
    "index.ts",
    "node-test.ts",
    "playwright-setup.ts",
    "playwright.ts",
    "vitest-setup.ts",
    "vitest.ts",
    "worker.ts",
  ],
  ["fixtures"],
  ["client"],
  ["cli"],
  ["workers"],
  ["create-trickster.ts"],
  ["assembly.ts"],
  ["server"],
  ["admin"],
  ["app"],
  ["config", "routes-files"],
  ["engine"],
  ["explain", "journal"],
  ["memory"],
  ["routes"],
  ["auth", "resources"],
  ["responses"],
  ["templates"],
  ["matching"],
  ["http"],
  ["errors.ts"],
  ["schema"],
  ["dice.ts", "json", "load-library.ts", "version.ts"],
];

/** Rooms that touch no socket, file, clock or chance: whatever they need of these is handed in. */
const PURE = new Set([
  "json",
  "schema",
  "http",
  "matching",
  "responses",
  "templates",
  "auth",
  "routes",
  "engine",
  "explain",
  "journal",
  "memory",
  "resources",
  "app",
  "admin",
  "errors.ts",
  "dice.ts",
]);

/** What is no part of this source, and who may import it. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  re2js: ["matching"],
  ajv: ["matching"],
  "ajv-formats": ["matching"],
  "json-p3": ["matching"],
  xpath: ["matching"],
  "@xmldom/xmldom": ["matching"],
  "@remix-run/multipart-parser": ["http"],
  liquidjs: ["templates"],
  "@faker-js/faker": ["templates"],
  yaml: ["routes-files"],
  chokidar: ["cli"],
  commander: ["cli"],
  "sonic-boom": ["cli"],
  vitest: ["fixtures"],
  "@playwright/test": ["fixtures"],
  "../package.json": ["version.ts"],
};

/** Modules of Node.js that pure rooms may import all the same. */
const PURE_MODULES: readonly { file: string; module: string; names: readonly string[]; reason: string }[] = [
  {
    file: "templates/filters/hashes.ts",
    module: "node:crypto",
    names: ["createHash", "createHmac", "createSign"],
    reason: "computes, and touches nothing",
  },
  { file: "auth/hmac.ts", module: "node:crypto", names: ["createHmac"], reason: "computes, and touches nothing" },
  {
    file: "admin/guard.ts",
    module: "node:crypto",
    names: ["createHash", "timingSafeEqual"],
    reason: "computes, and touches nothing",
  },
  {
    file: "load-library.ts",
    module: "node:module",
    names: ["createRequire"],
    reason: "loads a library when it is first needed",
  },
  { file: "http/answer.ts", module: "node:http", names: ["STATUS_CODES"], reason: "a table" },
];

/** Imported only when they are used: loading them takes longer than a start without them. */
const LAZY = new Set([
  "yaml",
  "chokidar",
  "ajv",
  "ajv-formats",
  "json-p3",
  "xpath",
  "@xmldom/xmldom",
  "@remix-run/multipart-parser",
]);

/** Where time, chance and the outside world come from. */
const IMPURE_GLOBALS = new Set([
  ..."Date performance setTimeout setInterval setImmediate queueMicrotask clearTimeout clearInterval".split(" "),
  ..."process console fetch WebSocket EventSource Worker BroadcastChannel navigator".split(" "),
  ..."crypto globalThis global require eval Function".split(" "),
]);

const MOST_LINES = 350;
const LONGEST_FUNCTION = 60;
const LONGEST_MEDIAN = 8;

const SOURCE = join(import.meta.dirname, "../src");

interface Import {
  readonly from: string;
  readonly names: readonly string[];
  readonly isType: boolean;
  readonly isLazy: boolean;
}

interface SourceFile {
  /** Below `src/`, with slashes. */
  readonly name: string;
  readonly room: string;
  readonly lines: readonly string[];
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
}

function read(path: string): SourceFile {
  const text = readFileSync(path, "utf8");
  const name = relative(SOURCE, path).split(sep).join("/");
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return { name, room: roomOf(name), lines: text.trimEnd().split("\n"), tree, imports: importsOf(tree) };
}

function roomOf(name: string): string {
  return name.split("/", 1)[0] ?? name;
}

function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* nodesOf(child);
}

function importsOf(tree: ts.SourceFile): Import[] {
  return [...nodesOf(tree)].flatMap((node): Import[] => {
    if (ts.isImportDeclaration(node)) return [declared(node)];
    if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      return [{ from: textOf(node.moduleSpecifier), names: [], isType: node.isTypeOnly, isLazy: false }];
    }
    if (ts.isImportTypeNode(node)) return [{ from: textOf(node.argument), names: [], isType: true, isLazy: true }];
    if (!ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.ImportKeyword) return [];
    return node.arguments.slice(0, 1).map((given) => ({ from: textOf(given), names: [], isType: false, isLazy: true }));
  });
}

function declared(node: ts.ImportDeclaration): Import {
  const { importClause, moduleSpecifier } = node;
  const bindings = importClause?.namedBindings;
  const names =
    bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements.map(({ name }) => name.text) : [];
  const isType = importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
  return { from: textOf(moduleSpecifier), names, isType, isLazy: false };
}

function textOf(node: ts.Node): string {
  if (ts.isLiteralTypeNode(node)) return textOf(node.literal);
  if (!ts.isStringLiteralLike(node)) throw new Error(`an import of a computed name: ${node.getText()}`);
  return node.text;
}

const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
  .map((name) => read(join(SOURCE, name)));

const byName = new Map(files.map((file) => [file.name, file]));

function targetOf(file: SourceFile, { from }: Import): string | undefined {
  return from.startsWith("./") || (from.startsWith("../") && PACKAGES[from] === undefined)
    ? join(dirname(file.name), from).split(sep).join("/")
    : undefined;
}

/** "ajv" of "ajv/dist/2020.js", "@xmldom/xmldom" as it is. */
function packageOf(from: string): string {
  return from.startsWith("../") ? from : from.split("/", from.startsWith("@") ? 2 : 1).join("/");
}

function levelOf(room: string): number {
  return ORDER.findIndex((rooms) => rooms.includes(room));
}

describe("The house", () => {
  it("has the rooms that are written down here, and no others", () => {
    const rooms = [...new Set(files.map(({ room }) => room))];

    expect(rooms.toSorted()).toEqual(ORDER.flat().toSorted());
  });

  it("is imported one way", () => {
    const wrong = files.flatMap((file) =>
      file.imports.flatMap((each) => {
        const target = targetOf(file, each);
        if (target === undefined || roomOf(target) === file.room) return [];
        return levelOf(roomOf(target)) > levelOf(file.room) ? [] : [`${file.name} imports ${target}`];
      }),
    );

    expect(wrong).toEqual([]);
  });

  it("imports only files that there are", () => {
    const targets = files.flatMap((file) => file.imports.flatMap((each) => targetOf(file, each) ?? []));

    expect(targets.length).toBeGreaterThan(files.length);
    expect(targets.filter((target) => !byName.has(target))).toEqual([]);
  });

  it("has no circles of imports, types included", () => {
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (name: string, path: readonly string[]): void => {
      if (path.includes(name)) return void circles.push([...path.slice(path.indexOf(name)), name].join(" → "));
      const file = done.has(name) ? undefined : byName.get(name);
      if (file === undefined) return;
      for (const each of file.imports) {
        const target = targetOf(file, each);
        if (target !== undefined) visit(target, [...path, name]);
      }
      done.add(name);
    };

    for (const { name } of files) visit(name, []);

    expect(circles).toEqual([]);
  });

  it("takes packages only into the rooms that are named here", () => {
    const wrong = files.flatMap((file) =>
      file.imports
        .filter((each) => targetOf(file, each) === undefined && !each.from.startsWith("node:"))
        .filter(({ from }) => !PACKAGES[packageOf(from)]?.includes(file.room))
        .map(({ from }) => `${file.name} imports ${from}`),
    );

    expect(wrong).toEqual([]);
  });

  it("names every package that it takes with the prefix node: or in its manifest", () => {
    const manifest = JSON.parse(readFileSync(join(SOURCE, "../package.json"), "utf8")) as {
      dependencies: object;
      peerDependencies: object;
    };
    const named = Object.keys(PACKAGES).filter((name) => !name.startsWith("."));

    const { dependencies, peerDependencies } = manifest;
    expect(named.toSorted()).toEqual(Object.keys({ ...dependencies, ...peerDependencies }).toSorted());
  });

  it("loads what takes long only when it is used", () => {
    const early = files.flatMap((file) =>
      file.imports
        .filter(({ from, isType, isLazy }) => LAZY.has(packageOf(from)) && !isType && !isLazy)
        .map(({ from }) => `${file.name} imports ${from}`),
    );

    expect(early).toEqual([]);
  });
});

/** Whether an identifier refers to something, and does not just name a member. */
function refers(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) return parent.name !== node;
  return !(ts.isMethodDeclaration(parent) || ts.isMethodSignature(parent) || ts.isTypeReferenceNode(parent));
}

function impureNames({ tree }: SourceFile): string[] {
  return [...nodesOf(tree)].flatMap((node) => {
    if (!ts.isIdentifier(node) || !refers(node)) return [];
    if (IMPURE_GLOBALS.has(node.text)) return [node.text];
    const isChance = node.text === "Math" && node.parent.getText() === "Math.random";
    return isChance ? ["Math.random"] : [];
  });
}

/** The classes that hold what a world remembers, and the only files that make them. */
const STATE: Readonly<Record<string, readonly string[]>> = {
  Journal: ["app/app.ts"],
  LiveRoute: [
    "explain/fix-route.ts",
    "app/default-routes.ts",
    "app/request-filter.ts",
    "app/route-book.ts",
    "cli/check.ts",
    "routes/layers.ts",
    "routes/route-table.ts",
    "workers/replica.ts",
  ],
  RouteTable: [
    "app/app.ts",
    "app/default-routes.ts",
    "app/route-book.ts",
    "cli/check.ts",
    "engine/world.ts",
    "workers/replica.ts",
  ],
  Sandbox: ["app/app.ts"],
  createWorld: ["app/app.ts"],
};

/** The only files that name the default world: all others take the one that they are given. */
const KNOWS_DEFAULT = new Set([
  "admin/admin.ts",
  "app/app.ts",
  "app/sandboxes.ts",
  "assembly.ts",
  "cli/replay.ts",
  "create-trickster.ts",
  "server/listener.ts",
  "workers/fleet.ts",
  "workers/replica.ts",
]);

/** What modules of the core remember all the same: none of it belongs to a world. */
const REMEMBERED: Readonly<Record<string, string>> = {
  "matching/json-path.ts loaded": "a library",
  "matching/json-path.ts compiled": "patterns, by their texts",
  "matching/xml.ts loaded": "two libraries",
  "templates/fake.ts loaded": "a library",
  "templates/liquid.ts loaded": "a library",
};

/** Variables of a module, and collections that are empty to begin with, unless their name says that they stay so. */
function remembered({ name, tree }: SourceFile): string[] {
  return tree.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) =>
    declarationList.declarations
      .filter(({ initializer }) => {
        const isVariable = (declarationList.flags & ts.NodeFlags.Const) === 0;
        return isVariable || /^new (?:Weak)?(?:Map|Set)(?:<.*>)?\(\)$/s.test(initializer?.getText() ?? "");
      })
      .filter(({ name: variable }) => !/^[A-Z_]+$/.test(variable.getText()))
      .map((declaration) => `${name} ${declaration.name.getText()}`),
  );
}

describe("The state of a world", () => {
  it("is made where worlds are made, and nowhere else", () => {
    const made = files.flatMap((file) =>
      [...nodesOf(file.tree)]
        .filter((node) => ts.isNewExpression(node) || ts.isCallExpression(node))
        .map(({ expression }) => expression.getText())
        .filter((name) => Object.hasOwn(STATE, name) && STATE[name]?.includes(file.name) === false)
        .map((name) => `${file.name} makes a ${name}`),
    );

    expect(made).toEqual([]);
  });

  it("is reached through the sandbox that is given: few files know the default one", () => {
    const wrong = files
      .filter(({ name, tree }) => !KNOWS_DEFAULT.has(name) && /\bapp\.default\b|options\.default\b/.test(tree.text))
      .map(({ name }) => name);

    expect(wrong).toEqual([]);
  });

  it("is in no module: two worlds can't meet there", () => {
    const found = files.filter(({ room }) => PURE.has(room)).flatMap(remembered);

    expect(found.toSorted()).toEqual(Object.keys(REMEMBERED).toSorted());
  });
});

describe("The client", () => {
  it("imports nothing but types from the rest: it runs in browsers, too", () => {
    const own = files.filter(({ room }) => room === "client" || room === "client.ts");
    const wrong = own.flatMap(({ name, imports }) =>
      imports
        .filter(({ from, isType }) => !isType && !/^\.\/(?:client\/)?[\w-]+\.ts$/.test(from))
        .map(({ from }) => `${name} imports ${from}`),
    );

    expect(own.length).toBeGreaterThan(2);
    expect(wrong).toEqual([]);
  });
});

describe("The core", () => {
  const core = files.filter(({ room }) => PURE.has(room));

  it("imports nothing that touches the world", () => {
    const wrong = core.flatMap(({ name, imports }) =>
      imports
        .filter(({ from }) => from.startsWith("node:"))
        .filter(({ from, names }) => {
          const allowed = PURE_MODULES.find(({ file, module }) => file === name && module === from);
          return allowed === undefined || names.length === 0 || !names.every((each) => allowed.names.includes(each));
        })
        .map(({ from, names }) => `${name} imports ${names.join(", ")} from ${from}`),
    );

    expect(wrong).toEqual([]);
  });

  it("asks no clock, no chance and no process", () => {
    const wrong = core.flatMap((file) => impureNames(file).map((name) => `${file.name} uses ${name}`));

    expect(wrong).toEqual([]);
  });

  it("has no exceptions that nobody needs any more", () => {
    const unused = PURE_MODULES.filter(
      ({ file, module, names }) =>
        !names.every((each) =>
          byName.get(file)?.imports.some(({ from, names: all }) => from === module && all.includes(each)),
        ),
    );

    expect(unused).toEqual([]);
  });

  it("would be caught if it did", () => {
    const tree = ts.createSourceFile(
      "x.ts",
      "const a = { Date: 1 }.Date; new Date(); Math.random(); Math.max(1); x.process; process.env; fetch('x');",
      ts.ScriptTarget.Latest,
      true,
    );

    expect(impureNames({ name: "x.ts", room: "app", lines: [], tree, imports: [] })).toEqual([
      "Date",
      "Math.random",
      "process",
      "fetch",
    ]);
  });
});

interface FunctionLength {
  readonly place: string;
  readonly lines: number;
}

function functionsOf({ name, tree }: SourceFile): FunctionLength[] {
  const lineOf = (position: number): number => tree.getLineAndCharacterOfPosition(position).line;
  return [...nodesOf(tree)].flatMap((node) => {
    if (!ts.isFunctionLike(node) || !("body" in node) || node.body === undefined) return [];
    const start = lineOf(node.getStart());
    return [{ place: `${name}:${start + 1}`, lines: lineOf(node.getEnd()) - start + 1 }];
  });
}

describe("The source", () => {
  it(`has no file of more than ${MOST_LINES} lines`, () => {
    const long = files
      .filter(({ lines }) => lines.length > MOST_LINES)
      .map(({ name, lines }) => `${name}: ${lines.length}`);

    expect(long).toEqual([]);
  });

  it(`has functions of at most ${LONGEST_FUNCTION} lines; of those beyond one line half have at most ${LONGEST_MEDIAN}`, () => {
    const functions = files.flatMap(functionsOf).toSorted((a, b) => a.lines - b.lines);
    const spanning = functions.filter(({ lines }) => lines > 1);

    expect(functions.filter(({ lines }) => lines > LONGEST_FUNCTION)).toEqual([]);
    expect(spanning[Math.floor(spanning.length / 2)]?.lines).toBeLessThanOrEqual(LONGEST_MEDIAN);
  });

  it("says why wherever a type is `any`", () => {
    const unmarked = files.flatMap(({ name, tree, lines }) =>
      [...nodesOf(tree)]
        .filter((node) => node.kind === ts.SyntaxKind.AnyKeyword)
        .map((node) => tree.getLineAndCharacterOfPosition(node.getStart()).line)
        .filter((line) => !/^\s*\/\/ oxlint-disable-next-line/.test(lines[line - 1] ?? ""))
        .map((line) => `${name}:${line + 1}`),
    );

    expect(unmarked).toEqual([]);
  });

  it("silences neither the type checker nor the linter without a reason", () => {
    const silenced = files.flatMap(({ name, lines }) =>
      lines.flatMap((line, index) => {
        const isReasoned = line.includes(" -- ") || /^\s*\/\/ [A-Z]/.test(lines[index - 1] ?? "");
        const isSilent = /@ts-(?:ignore|nocheck|expect-error)/.test(line);
        return isSilent || (/(?:ox|es)lint-disable/.test(line) && !isReasoned) ? [`${name}:${index + 1}`] : [];
      }),
    );

    expect(silenced).toEqual([]);
  });

  it("names files after what they hold, in kebab case", () => {
    const odd = files.filter(({ name }) => !/^(?:[a-z][a-z0-9]*(?:-[a-z0-9]+)*[/.])+ts$/.test(name));
    const vague = files.filter(({ name }) => /\b(?:utils?|helpers?|common|misc|manager|impl)\b/.test(name));

    expect([...odd, ...vague].map(({ name }) => name)).toEqual([]);
  });
});
