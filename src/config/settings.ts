import { LARGEST_SEED } from "../dice.ts";
import { type ValueKind, bytes, choice, count, flag, list, maybe, orOff, seconds, text } from "./values.ts";

/** One thing that can be set: on the command line, in the environment, and by a program. */
export interface Setting<T> {
  readonly kind: ValueKind<T>;
  readonly fallback: T;
  /** A sentence for the help and the reference. */
  readonly help: string;
  /** Under which heading the help and the reference show it. */
  readonly group: SettingGroup;
  /** One letter: `-p`. */
  readonly short?: string;
  /** Its environment variable, if it is not `TRICKSTER_` and its name. */
  readonly environment?: string;
}

type SettingGroup = "Serving" | "Internal API" | "Limits" | "Logging";

/** Makes the settings of one group. */
function group(name: SettingGroup) {
  return <T>(kind: ValueKind<T>, fallback: T, help: string, more: Partial<Setting<T>> = {}): Setting<T> => ({
    kind,
    fallback,
    help,
    group: name,
    ...more,
  });
}

const serving = group("Serving");
const internal = group("Internal API");
const limit = group("Limits");
const logging = group("Logging");

const port = count("<port>", 0, 65_535);

const prefix = text("<path>", {
  test: (value) => /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$/.test(value),
  expected: 'a path that starts with "/" and does not end with it, of letters, digits, ".", "_", "~" and "-"',
});

const sandboxPath = text("<path>", {
  test: (value) => /^\/(?:[A-Za-z0-9._~-]+\/)*[A-Za-z0-9._~-]*$/.test(value),
  expected: 'a path that starts with "/", of letters, digits, ".", "_", "~", "-" and "/"',
});

const hostPattern = text("<host>", {
  test: (value) => value === "*" || /^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9_.-]+)$/.test(value),
  expected: 'a host name without port, or "*" for every one',
});

function isOrigin(value: string): boolean {
  return value === "null" || (URL.canParse(value) && new URL(value).origin === value);
}

const origin = text("<origin>", {
  test: isOrigin,
  expected: 'an origin such as http://localhost:5173, without a path, or "null"',
});

const mockedOrigin = text("<origin>", {
  test: (value) => value === "*" || isOrigin(value),
  expected: 'an origin such as http://localhost:5173, without a path, or "*" for every one',
});

/** What a server can be told, by its name in a program; `--internal-port` on the command line is `internalPort`. */
export const serverSettings = {
  port: serving(port, 8080, "Port to listen on; 0 picks a free one.", { short: "p" }),
  host: serving(text("<address>"), "127.0.0.1", "Address to listen on."),
  explain: serving(
    maybe(choice(["off", "short", "full"])),
    null,
    "What a 404 tells of the nearest Routes: nothing, one sentence, or all with fixes. By default all where everybody may call the internal API (a loopback host, no admin token, no port of its own), else one sentence.",
  ),
  journal: serving(
    orOff(count("<n>", 1, 10_000_000)),
    10_000,
    "Most requests that the journal keeps, the newest; `off`: none.",
  ),
  journalBytes: limit(bytes, 64 * 1024 ** 2, "Most memory that the journal takes."),
  journalBody: limit(bytes, 1024 ** 2, "Most of a body that the journal keeps."),
  seed: serving(
    maybe(count("<n>", 0, LARGEST_SEED)),
    null,
    "What everything random comes from: the same seed and the same requests get the same answers. By default another one at each start.",
  ),
  cors: serving(
    list(mockedOrigin),
    [],
    "Origin of web pages that may read mocked answers (CORS), or * for every one (repeatable).",
  ),
  sandboxPath: serving(
    orOff(sandboxPath),
    "/~",
    "What stands before the id of a sandbox in a path that selects it (`/~id/users`); `off`: no path does.",
  ),
  sandboxHost: serving(
    list(hostPattern),
    [],
    "Further name below which hosts select sandboxes, beside `id.localhost` (repeatable).",
  ),
  maxSandboxes: limit(count("<n>", 1, 1_000_000), 10_000, "Most sandboxes at a time."),
  prefix: internal(prefix, "/internal", "Where the internal API begins.", {
    short: "x",
    environment: "TRICKSTER_INTERNAL_PREFIX",
  }),
  files: serving(maybe(text("<dir>")), null, "Directory of the files that `body_file` may name."),
  internalPort: internal(
    maybe(port),
    null,
    "Port of its own for the internal API, so that a mocked page never shares its origin.",
  ),
  allowHost: internal(
    list(hostPattern),
    [],
    "Further Host that the internal API answers to, or * for every one (repeatable).",
  ),
  allowOrigin: internal(list(origin), [], "Origin of web pages that may call the internal API (repeatable)."),
  adminToken: internal(
    maybe(text("<token>")),
    null,
    "Token that calls of the internal API must carry: `Authorization: Bearer <token>`.",
  ),
  maxBody: limit(bytes, 10 * 1024 ** 2, "Longest request body that is read."),
  maxBulkBody: limit(bytes, 512 * 1024 ** 2, "Longest request body that holds many Routes."),
  maxHeaders: limit(bytes, 16 * 1024, "Longest header section of a request."),
  maxTarget: limit(bytes, 10_000, "Longest request target (path and query string)."),
  maxConnections: limit(count("<n>", 1, 1_000_000), 10_000, "Most connections at a time."),
  maxDepth: limit(count("<n>", 1, 1000), 200, "Deepest nesting of JSON."),
  maxDefinitions: limit(bytes, 512 * 1024 ** 2, "Longest that the definitions of all Routes may be together."),
  maxRoutes: limit(count("<n>", 1, 10_000_000), 1_000_000, "Most Routes."),
  maxTemplateOutput: limit(bytes, 1024 ** 2, "Longest that the templates of one answer may make it."),
  maxTemplateWork: limit(
    count("<n>", 1, 1_000_000_000),
    100_000,
    "Most steps that the templates of one answer may take; long texts count as several.",
  ),
  maxData: limit(
    bytes,
    64 * 1024 ** 2,
    "Most that the data of all worlds take, and what is created and changed in their resources.",
  ),
  maxScenarioKeys: limit(count("<n>", 1, 100_000_000), 100_000, "Most keys of all scenarios together."),
  maxWaitingEffects: limit(count("<n>", 1, 10_000_000), 10_000, "Most effects (`then`) that wait at a time."),
  headerTimeout: limit(seconds, 30, "Longest time for the header section of a request to arrive."),
  requestTimeout: limit(seconds, 300, "Longest time for a whole request to arrive; 0: no limit."),
  writeTimeout: limit(seconds, 30, "Longest time that a client may go without reading its answer; 0: no limit."),
  keepAliveTimeout: serving(seconds, 65, "How long an idle connection is kept."),
  patternTimeout: limit(seconds, 0.01, "Longest time that one path pattern may take to match."),
  matchTimeout: limit(seconds, 0.04, "Longest time that path patterns may take together for one request."),
  drainTimeout: serving(seconds, 8, "How long a stop waits for requests that are under way."),
};

/** What only the command line can be told: a library touches no files, terminals and processes of its own accord. */
export const commandSettings = {
  routes: serving(
    maybe(text("<path>")),
    null,
    "Default Routes: a JSON or YAML file that holds an array of Routes, or a folder of such files.",
    { short: "r" },
  ),
  watch: serving(flag, false, "Load the default Routes anew when their files change."),
  workers: serving(
    count("<n>", 1, 256),
    1,
    "Processes that answer mocked requests. With more than one, Routes that need one count for all (`repeat`, `cycle`) are refused.",
  ),
  logLevel: logging(choice(["debug", "info", "warn", "error", "silent"]), "info", "What is logged."),
  logFormat: logging(choice(["text", "json"]), "text", "How it is logged."),
};

export const settings = { ...commandSettings, ...serverSettings };

export type SettingName = keyof typeof settings;

/** The value of every setting. */
export type Settings = { readonly [K in SettingName]: (typeof settings)[K]["fallback"] };

export type ServerSettings = Pick<Settings, keyof typeof serverSettings>;

export const settingNames = Object.keys(settings) as SettingName[];

/** `internalPort` → `internal-port`. */
export function optionName(name: SettingName): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `internalPort` → `TRICKSTER_INTERNAL_PORT`. */
export function variableName(name: SettingName): string {
  const own: string | undefined = (settings[name] as Setting<unknown>).environment;
  return own ?? `TRICKSTER_${optionName(name).replaceAll("-", "_").toUpperCase()}`;
}
