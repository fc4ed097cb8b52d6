import { exitStatus } from "../../src/cli/terminal.ts";
import { type Setting, type SettingName, optionName, settingNames, settings } from "../../src/config/settings.ts";
import { LONGEST_DELAY } from "../../src/responses/delay.ts";
import { routeSchema } from "../../src/routes/route.ts";
import { Reader } from "../../src/schema/reader.ts";
import { code, page, table } from "./markdown.ts";

/** What happens beyond each limit that can be set. */
const BEYOND: Readonly<Partial<Record<SettingName, string>>> = {
  maxBody:
    "413 from the internal API, and from a Route that looks at the body (`match`, `when`, form authentication); the rest is read for 2 s more, so that the client sees the " +
    "answer. A Route that does not look at the body answers as usual.",
  maxBulkBody:
    "413 from calls that take an array of Routes; each Route in it may be as long as `--max-body`, and the rest is read for 2 s more",
  maxHeaders: "431",
  maxTarget: "414",
  maxConnections: "503 for each further connection, which is then closed",
  maxDepth: "400 for a payload; a fault for a Routes file",
  maxRoutes: "413 for a further Route",
  maxDefinitions: "413 for a Route or a Response that would be too much",
  maxSandboxes: "413 for a further sandbox",
  journalBytes: "the oldest requests are dropped, of the world with the most first; `Trickster-Dropped` counts them",
  journalBody: "the rest of the body is left out, and its length noted; conditions see what is kept",
  maxTemplateOutput: "422 with the place and the reason; the journal notes `failed`",
  maxTemplateWork: "422 likewise",
  maxData:
    "422 for an answer whose effect would need more, 413 for a call, or for an item of a resource; what sandboxes start from counts once for all that share it",
  maxScenarioKeys: "the key of the same scenario that nobody has asked for longest is forgotten: it starts anew",
  maxWaitingEffects: "422 for an answer whose effect would wait",
  headerTimeout: "408, and the connection is closed",
  requestTimeout: "408, and the connection is closed",
  writeTimeout: "the connection is closed",
  keepAliveTimeout: "the idle connection is closed",
  patternTimeout: "the pattern does not match this request; it is logged once",
  matchTimeout: "the patterns that are left do not match this request; the first of them is logged once",
  drainTimeout: "503 for what still waits out a delay; the exit status is 1",
};

const EXIT: Readonly<Record<keyof typeof exitStatus, string>> = {
  ok: "Done; a server was stopped, and every request was answered.",
  failed:
    "`trickster check` found faults, `trickster explain` found no Route, `trickster replay` found other answers, or a stop cut requests off.",
  usage: "The command can't do what it was told: an unknown option, a bad value, bad Routes, a port in use.",
};

export function limitsPage(): string {
  const { maxLength } = (routeSchema.json["properties"] as { path: { maxLength: number } }).path;
  return page(
    "Limits",
    "Whatever a client can make grow has a bound. These can be set; see [Settings](settings.md).",
    table(["limit", "default", "option", "beyond it"], settableRows()),
    "These are fixed:",
    table(
      ["limit", "value", "beyond it"],
      [
        ["`path` of a Route", `${maxLength} characters`, "400"],
        ["`path`, with its counted repetitions (`{2,5}`) written out", "50000 characters", "400"],
        ["brackets in a `path` with look-around or back-references", "50 levels", "400"],
        ["values of a YAML file that come by aliases", "250000", "the file is refused"],
        ["a regular expression or a JSONPath or XPath in a condition", "10000 characters", "400"],
        ["keywords and values of a JSON Schema in a condition", "2000", "400"],
        ["elements of an array under `like` with `any_order`", "1000", "400"],
        ["nesting of a JSON body that conditions look at", "500 levels", "it is not taken for JSON"],
        ["fields of an urlencoded form", "10000", "the form has none"],
        ["parts of a multipart form", "1000, each with at most 2 KiB of headers", "the form has none"],
        ["boundary of a multipart form (RFC 2046)", "70 characters", "the form has none"],
        ["a template", "1 MiB of text", "400"],
        ["JSONPath and XPath in the templates of one answer", "1 s", "422"],
        ["the format of a date", "200 characters", "422"],
        ["numbers of a range `(1..n)`", "100000", "422"],
        ["names of a path to a member, in a filter", "20", "422"],
        ["nesting of what templates write or compare", "500 levels", "422"],
        ["a header that templates make", "a sixteenth of `--max-template-output`", "422"],
        ["key of a scenario", "1000 characters", "422"],
        ["nesting of `data`", "200 levels", "422 for an effect, 400 for a call"],
        ["the look at an item by its schema", "1 s", "413"],
        ["id of an item of a resource", "1000 characters", "400"],
        ["parameters of a list of a resource", "50, of which 5 `_like`; 5 members in `_sort`", "400"],
        ["characters of an item of which all faults are told, 20 at most", "10000", "the first is told"],
        ["what a function of `fake` is asked for", "1000 characters or elements", "422"],
        ["the answer to a miss", "16 KiB, values of 200 characters", "what doesn't fit is cut or left out"],
        ["explanations of misses", "100 ms of work a second", "the message says how to ask"],
        ["Routes that an explanation names", "3", "the nearest are named"],
        ["findings of `GET lint`", "10000", "the rest is left out"],
        ["`Trickster-Warning` headers", "5 for a Route; a number for up to 1000 Routes", "`GET lint` tells all"],
        ["`delay`", `0 to ${LONGEST_DELAY} s`, "400"],
        ["`status`", "100 to 999", "400"],
        ["faults that a 400 lists in `details`", String(Reader.mostFaults), "the message counts the rest"],
        ["`hmac_timestamp`", "3600 s in the past, 5 s in the future", "401"],
        ["logged requests that no Route matches", "10 a second", "their number is logged"],
        ["log lines that wait for a reader", "4 MiB", "they are dropped, and counted"],
      ],
    ),
    "## Exit statuses",
    table(
      ["status", "meaning"],
      Object.entries(EXIT).map(([name, meaning]) => [String(exitStatus[name as keyof typeof exitStatus]), meaning]),
    ),
  );
}

function settableRows(): string[][] {
  return Object.entries(BEYOND).map(([name, beyond]) => {
    const { kind, fallback, help } = settings[name as SettingName] as Setting<unknown>;
    return [help, kind.show(fallback), code(`--${optionName(name as SettingName)}`), beyond];
  });
}

/** The limits that the page must speak of: all of the group. */
export const limitNames = settingNames.filter((name) => settings[name].group === "Limits");

export function speaksOf(name: SettingName): boolean {
  return BEYOND[name] !== undefined;
}
