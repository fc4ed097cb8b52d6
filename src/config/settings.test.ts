import { describe, expect, it } from "vitest";
import { type SettingName, optionName, serverSettings, settingNames, settings, variableName } from "./settings.ts";

/** Written down, since other people's scripts rely on them. */
const NAMES: Record<SettingName, [option: string, variable: string]> = {
  port: ["port", "TRICKSTER_PORT"],
  host: ["host", "TRICKSTER_HOST"],
  explain: ["explain", "TRICKSTER_EXPLAIN"],
  seed: ["seed", "TRICKSTER_SEED"],
  cors: ["cors", "TRICKSTER_CORS"],
  journal: ["journal", "TRICKSTER_JOURNAL"],
  journalBytes: ["journal-bytes", "TRICKSTER_JOURNAL_BYTES"],
  journalBody: ["journal-body", "TRICKSTER_JOURNAL_BODY"],
  sandboxPath: ["sandbox-path", "TRICKSTER_SANDBOX_PATH"],
  sandboxHost: ["sandbox-host", "TRICKSTER_SANDBOX_HOST"],
  maxSandboxes: ["max-sandboxes", "TRICKSTER_MAX_SANDBOXES"],
  prefix: ["prefix", "TRICKSTER_INTERNAL_PREFIX"],
  files: ["files", "TRICKSTER_FILES"],
  internalPort: ["internal-port", "TRICKSTER_INTERNAL_PORT"],
  allowHost: ["allow-host", "TRICKSTER_ALLOW_HOST"],
  allowOrigin: ["allow-origin", "TRICKSTER_ALLOW_ORIGIN"],
  adminToken: ["admin-token", "TRICKSTER_ADMIN_TOKEN"],
  maxBody: ["max-body", "TRICKSTER_MAX_BODY"],
  maxHeaders: ["max-headers", "TRICKSTER_MAX_HEADERS"],
  maxTarget: ["max-target", "TRICKSTER_MAX_TARGET"],
  maxConnections: ["max-connections", "TRICKSTER_MAX_CONNECTIONS"],
  maxDepth: ["max-depth", "TRICKSTER_MAX_DEPTH"],
  maxDefinitions: ["max-definitions", "TRICKSTER_MAX_DEFINITIONS"],
  maxBulkBody: ["max-bulk-body", "TRICKSTER_MAX_BULK_BODY"],
  maxRoutes: ["max-routes", "TRICKSTER_MAX_ROUTES"],
  maxTemplateOutput: ["max-template-output", "TRICKSTER_MAX_TEMPLATE_OUTPUT"],
  maxTemplateWork: ["max-template-work", "TRICKSTER_MAX_TEMPLATE_WORK"],
  maxData: ["max-data", "TRICKSTER_MAX_DATA"],
  maxScenarioKeys: ["max-scenario-keys", "TRICKSTER_MAX_SCENARIO_KEYS"],
  maxWaitingEffects: ["max-waiting-effects", "TRICKSTER_MAX_WAITING_EFFECTS"],
  headerTimeout: ["header-timeout", "TRICKSTER_HEADER_TIMEOUT"],
  requestTimeout: ["request-timeout", "TRICKSTER_REQUEST_TIMEOUT"],
  writeTimeout: ["write-timeout", "TRICKSTER_WRITE_TIMEOUT"],
  keepAliveTimeout: ["keep-alive-timeout", "TRICKSTER_KEEP_ALIVE_TIMEOUT"],
  patternTimeout: ["pattern-timeout", "TRICKSTER_PATTERN_TIMEOUT"],
  matchTimeout: ["match-timeout", "TRICKSTER_MATCH_TIMEOUT"],
  drainTimeout: ["drain-timeout", "TRICKSTER_DRAIN_TIMEOUT"],
  routes: ["routes", "TRICKSTER_ROUTES"],
  watch: ["watch", "TRICKSTER_WATCH"],
  workers: ["workers", "TRICKSTER_WORKERS"],
  logLevel: ["log-level", "TRICKSTER_LOG_LEVEL"],
  logFormat: ["log-format", "TRICKSTER_LOG_FORMAT"],
};

describe("Every setting", () => {
  it("has an option and an environment variable of its own", () => {
    const names = Object.fromEntries(settingNames.map((name) => [name, [optionName(name), variableName(name)]]));

    expect(names).toEqual(NAMES);
  });

  it.each(settingNames)("%s has a default that may be given for it", (name) => {
    const { kind, fallback } = settings[name];

    expect(kind.read(fallback)).toEqual(fallback);
  });

  it.each(settingNames)("%s says what it does in a sentence", (name) => {
    expect(settings[name].help).toMatch(/^[A-Z].*\.$/);
  });
});

describe("The prefix of the internal API", () => {
  it.each(["/internal", "/a/b", "/_trickster", "/v1.0"])("may be %s", (prefix) => {
    expect(serverSettings.prefix.kind.read(prefix)).toBe(prefix);
  });

  it.each(["", "/", "internal", "/internal/", "//internal", "/a//b", "/..", "/a/../b", "/a b", "/a?b", "/%41", "/é"])(
    "may not be %j",
    (prefix) => {
      expect(() => serverSettings.prefix.kind.read(prefix)).toThrow('must be a path that starts with "/"');
    },
  );
});

describe("An allowed Host", () => {
  it.each(["example.com", "*", "[::1]", "my_host", "10.0.0.1"])("may be %s", (host) => {
    expect(serverSettings.allowHost.kind.read(host)).toEqual([host]);
  });

  it.each(["example.com:80", "http://example.com", "*.example.com", "a b", ""])("may not be %j", (host) => {
    expect(() => serverSettings.allowHost.kind.read(host)).toThrow("must be a host name without port");
  });
});

describe("An allowed origin", () => {
  it.each(["http://localhost:5173", "https://example.com"])("may be %s", (origin) => {
    expect(serverSettings.allowOrigin.kind.read(origin)).toEqual([origin]);
  });

  it.each(["*", "example.com", "http://example.com/", "http://example.com/a", "HTTP://example.com", "file:///a"])(
    "may not be %j",
    (origin) => {
      expect(() => serverSettings.allowOrigin.kind.read(origin)).toThrow("must be an origin such as");
    },
  );
});
