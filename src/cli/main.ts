import { Command, CommanderError, Option } from "commander";
import { SettingError, resolveSettings } from "../config/resolve.ts";
import {
  type Setting,
  type SettingName,
  type Settings,
  optionName,
  settingNames,
  settings,
  variableName,
} from "../config/settings.ts";
import { version } from "../version.ts";
import type { ExplainOptions } from "./explain.ts";
import { type Terminal, exitStatus, paint } from "./terminal.ts";

/** Runs the command line. Resolves to the exit status. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<number> {
  let status: number = exitStatus.ok;
  const program = new Command("trickster")
    .description("An HTTP server that pretends to be other HTTP services.")
    .version(version, "-V, --version", "Print the version.")
    .helpOption("-h, --help", "Print this help.")
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.error(text.trimEnd()),
      outputError: (text, write) =>
        write(text.replace(/^error: /, `${paint("red", "trickster:", terminal.hasColor)} `).replace(/\n(?=\()/, " ")),
    })
    .addHelpText("after", EXIT_STATUSES)
    .exitOverride();

  const finish = (given: number): void => void (status = given);
  addRun(program, terminal, finish);
  addCheck(program, terminal, finish);
  addExplain(program, terminal, finish);
  addReplay(program, terminal, finish);

  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    return failure(error, terminal);
  }
  return status;
}

type Finish = (status: number) => void;

function addRun(program: Command, terminal: Terminal, finish: Finish): void {
  addOptions(program.command("run").description("Serve, until stopped with Ctrl-C."), settingNames)
    .addHelpText("after", RUN_EXAMPLES)
    .action(async (options: Given) => {
      const { run } = await import("./run.ts");
      finish(await run(resolve(options, terminal), terminal));
    });
}

function addCheck(program: Command, terminal: Terminal, finish: Finish): void {
  addOptions(program.command("check").description("Validate Routes files, and name every fault with its line."), [
    "files",
    "maxDepth",
  ])
    .argument("<file...>", "JSON or YAML files, or folders of them")
    .action(async (files: string[], options: Given) => {
      const { check } = await import("./check.ts");
      finish(await check(files, resolve(options, terminal), terminal));
    });
}

function addExplain(program: Command, terminal: Terminal, finish: Finish): void {
  addOptions(
    program.command("explain").description("Say why a request is answered as it is, and what would change that."),
    ["port", "prefix", "internalPort", "adminToken", "routes", "files"],
  )
    .argument("<request>", 'the request line: "POST /orders"; a path alone is a GET, or a POST with data')
    .option("-H, --header <header>", 'a header: "x-tenant: acme" (repeatable)', collect)
    .option("-d, --data <data>", "the body: JSON, a form, or text")
    .option(
      "--url <url>",
      "the internal API of a running Trickster (default: http://127.0.0.1 with the port and prefix)",
    )
    .addHelpText("after", EXPLAIN_EXAMPLES)
    .action(async (line: string, { header, data, url, ...options }: Given & Omit<ExplainOptions, "line">) => {
      const { explain } = await import("./explain.ts");
      const given = {
        line,
        ...(header && { header }),
        ...(data !== undefined && { data }),
        ...(url !== undefined && { url }),
      };
      finish(await explain(given, resolve(options, terminal), terminal));
    });
}

function addReplay(program: Command, terminal: Terminal, finish: Finish): void {
  const description = "Send recorded requests to the Routes of a file, and show what is answered otherwise.";
  addOptions(program.command("replay").description(description), ["routes", "files", "seed", "cors", "maxDepth"])
    .argument("<file>", "an export of the journal: HAR, NDJSON, or the answer of GET requests")
    .addHelpText("after", REPLAY_EXAMPLES)
    .action(async (file: string, options: Given) => {
      const { replay } = await import("./replay.ts");
      finish(await replay(file, resolve(options, terminal), terminal));
    });
}

type Given = Partial<Record<SettingName, unknown>>;

function resolve(options: Given, terminal: Terminal): Settings {
  return resolveSettings(options, terminal.environment);
}

function addOptions(command: Command, names: readonly SettingName[]): Command {
  for (const name of names) command.addOption(createOption(name));
  return command.configureHelp({ helpWidth: 100 });
}

function createOption(name: SettingName): Option {
  const { kind, fallback, help, group, short } = settings[name] as Setting<unknown>;
  const flags = [short && `-${short}`, `--${optionName(name)}`].filter(Boolean).join(", ");
  const shown = kind.placeholder === null ? [] : [`default: ${kind.show(fallback)}`];
  const notes = [...shown, `env: ${variableName(name)}`].join(", ");
  const option = new Option(kind.placeholder === null ? flags : `${flags} ${kind.placeholder}`, `${help} (${notes})`);
  option.helpGroup(`${group}:`);
  return help.endsWith("(repeatable).") ? option.argParser(collect) : option;
}

function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

function failure(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitStatus.ok : exitStatus.usage;
  if (!(error instanceof SettingError)) throw error;
  terminal.error(`${paint("red", "trickster:", terminal.hasColor)} ${error.message}`);
  return exitStatus.usage;
}

const EXIT_STATUSES = `
Exit status:
  0  done; a server was stopped, and every request was answered
  1  check found faults, explain found no Route, replay found other answers, or a stop cut requests off
  2  the command can't do what it was told: an unknown option, a bad value, bad Routes, a port in use

Every option has an environment variable; the command line wins over it.`;

const EXPLAIN_EXAMPLES = `
Examples:
  trickster explain "POST /orders" -H 'x-tenant: acme' -d '{"total": 3}'
  trickster explain /users/7 --routes routes.json`;

const REPLAY_EXAMPLES = `
Examples:
  curl http://127.0.0.1:8080/internal/requests?format=ndjson > recording.ndjson
  trickster replay recording.ndjson --routes routes.json --seed 7`;

const RUN_EXAMPLES = `
Examples:
  trickster run --routes routes.json --watch
  trickster run --port 9000 --files ./pictures
  TRICKSTER_PORT=9000 trickster run`;
