import { readFile } from "node:fs/promises";
import { silentLog } from "../app/log.ts";
import { Assembly } from "../assembly.ts";
import type { ServerSettings, Settings } from "../config/settings.ts";
import type { Clock } from "../engine/clock.ts";
import type { WorldClock } from "../engine/world-clock.ts";
import { describeAnswer } from "../http/describe-answer.ts";
import { requestOf, requestSchema } from "../http/described-request.ts";
import { REDACTED } from "../journal/redact.ts";
import { type JsonNode, type JsonObject, stringifyJson } from "../json/json-node.ts";
import { equalJson } from "../json/json-patch.ts";
import { formatPointer } from "../json/json-pointer.ts";
import { RoutesFileError } from "../routes-files/routes-file-error.ts";
import { printable } from "../routes-files/printable.ts";
import { Reader } from "../schema/reader.ts";
import { CUT, type Recorded, RecordingError, type Unusable, readRecording } from "./recording.ts";
import { type Terminal, exitStatus, paint } from "./terminal.ts";

/** Sends the requests of a recording to the Routes of a file, and shows what is answered otherwise. */
export async function replay(path: string, settings: Settings, terminal: Terminal): Promise<number> {
  const { routes } = settings;
  if (routes === null) return fail("replay needs Routes to ask; name them with --routes", terminal);
  try {
    const recorded = readRecording(await readFile(path, "utf8"));
    const player = new Player(settings);
    await player.load(routes);
    return await show(recorded, player, terminal);
  } catch (error) {
    if (error instanceof RoutesFileError) return fail(error.message, terminal);
    if (error instanceof RecordingError) return fail(`${path} is no recording: ${error.message}`, terminal);
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return fail(`${path} can't be read (${code})`, terminal);
  }
}

function fail(message: string, terminal: Terminal): number {
  terminal.error(`${paint("red", "trickster:", terminal.hasColor)} ${printable(message)}`);
  return exitStatus.usage;
}

async function show(recorded: readonly (Recorded | Unusable)[], player: Player, terminal: Terminal): Promise<number> {
  const out = (text: string): void => terminal.out(printable(text));
  let [same, other, skipped] = [0, 0, 0];
  for (const [at, each] of recorded.entries()) {
    const played = "reason" in each ? each : await player.play(each);
    const title = `${at + 1}. ${played.line}`;
    if ("reason" in played) {
      skipped += 1;
      out(`${title}: skipped, ${played.reason}`);
      continue;
    }
    const { differences, leftOut } = played;
    if (differences.length === 0) same += 1;
    else other += 1;
    if (differences.length === 0 && leftOut.length === 0) continue;
    terminal.out(paint(differences.length > 0 ? "red" : "dim", printable(title), terminal.hasOutputColor));
    for (const difference of differences.slice(0, MOST_SHOWN)) out(`   ${difference}`);
    if (differences.length > MOST_SHOWN) out(`   and ${differences.length - MOST_SHOWN} more`);
    if (leftOut.length > 0) out(`   redacted, and left out: ${leftOut.join(", ")}`);
  }
  const count = recorded.length;
  out(
    `${count} ${count === 1 ? "request" : "requests"}: ${same} answered as recorded, ${other} otherwise, ${skipped} skipped`,
  );
  return other === 0 ? exitStatus.ok : exitStatus.failed;
}

/** Differences of one answer that are shown. */
const MOST_SHOWN = 5;

interface Played {
  readonly line: string;
  readonly differences: readonly string[];
  /** Places of what was redacted. */
  readonly leftOut: readonly string[];
}

/** Real time stands: that of the world is set to what the recording says. */
const STANDING: Clock = { now: () => 0, after: () => () => {} };

/** A Trickster that is asked again. Nobody waits: a delay changes nothing that is compared. */
class Player {
  readonly #assembly: Assembly;

  constructor(settings: ServerSettings) {
    this.#assembly = new Assembly({ settings: { ...settings, journal: 0 }, log: silentLog, clock: STANDING });
  }

  async load(routes: string): Promise<void> {
    await this.#assembly.load(routes);
  }

  async play(recorded: Recorded): Promise<Played | Unusable> {
    const leftOut: string[] = [];
    const request = withoutRedacted(recorded.request, ["request"], leftOut);
    const line = `${textOf(recorded.request.get("method"))} ${textOf(recorded.request.get("path"))}`;
    const reader = new Reader();
    const described = request instanceof Map ? requestSchema.read(request, reader) : undefined;
    if (described === undefined) return { line, reason: `it can't be sent: ${reader.faults[0]?.message ?? ""}` };
    const { app } = this.#assembly;
    goTo(recorded.at, app.default.world.clock);
    const sent = requestOf(described);
    const reply = await app.default.answer(sent);
    const answer = describeAnswer(app.cors.open(reply, sent.head), Number.POSITIVE_INFINITY);
    const comparison = new Comparison(leftOut);
    comparison.compareAnswers(recorded, answer);
    return { line, differences: comparison.differences, leftOut };
  }
}

/** Has time pass until then, and what is due by then happen. It never goes back. */
function goTo(time: number, clock: WorldClock): void {
  if (clock.mode === "frozen") clock.change({ kind: "advance", time: Math.max(0, time - clock.now()) });
  else clock.change({ kind: "freeze", instant: time });
}

function textOf(node: JsonNode | undefined): string {
  return typeof node === "string" ? node : stringifyJson(node ?? null);
}

/** A tree without what was redacted, whose places are noted. */
function withoutRedacted(node: JsonNode, at: readonly string[], leftOut: string[]): JsonNode | undefined {
  if (typeof node === "string") {
    if (!node.includes(REDACTED)) return node;
    leftOut.push(formatPointer(at));
    return undefined;
  }
  if (Array.isArray(node)) {
    return node.flatMap((each, index) => withoutRedacted(each, [...at, String(index)], leftOut) ?? []);
  }
  if (!(node instanceof Map)) return node;
  const kept: JsonObject = new Map();
  for (const [name, value] of node) {
    // Without its path, nothing could be sent.
    const part =
      name === "path" && at.length === 1
        ? withoutParameters(value, at, leftOut)
        : withoutRedacted(value, [...at, name], leftOut);
    if (part !== undefined) kept.set(name, part);
  }
  return kept;
}

function withoutParameters(path: JsonNode, at: readonly string[], leftOut: string[]): JsonNode {
  if (typeof path !== "string" || !path.includes(REDACTED)) return path;
  leftOut.push(formatPointer([...at, "path"]));
  const mark = path.indexOf("?");
  if (mark === -1) return path;
  const [start, query] = [path.slice(0, mark), path.slice(mark + 1)];
  const kept = query.split("&").filter((each) => !each.includes(REDACTED));
  return kept.length === 0 ? start : `${start}?${kept.join("&")}`;
}

/** What is different between two answers. */
class Comparison {
  readonly differences: string[] = [];
  readonly #leftOut: string[];

  constructor(leftOut: string[]) {
    this.#leftOut = leftOut;
  }

  compareAnswers({ answer: before, outcome }: Recorded, now: JsonObject): void {
    this.#compare(before.get("status"), now.get("status"), ["status"]);
    // A miss tells of the Routes that there were.
    if (outcome === "unmatched") return;
    this.#compare(withoutLength(before.get("headers")), withoutLength(now.get("headers")), ["headers"]);
    for (const name of ["body", "body_base64"]) this.#compare(before.get(name), now.get(name), [name]);
  }

  #compare(before: JsonNode | undefined, now: JsonNode | undefined, at: readonly string[]): void {
    if (before === CUT) return;
    if (typeof before === "string" && before.includes(REDACTED)) {
      if (now !== before) this.#leftOut.push(formatPointer(["answer", ...at]));
      return;
    }
    if (before instanceof Map && now instanceof Map) {
      for (const name of new Set([...before.keys(), ...now.keys()])) {
        this.#compare(before.get(name), now.get(name), [...at, name]);
      }
    } else if (Array.isArray(before) && Array.isArray(now) && before.length === now.length) {
      for (const [index, each] of before.entries()) this.#compare(each, now[index], [...at, String(index)]);
    } else if (before === undefined ? now !== undefined : now === undefined || !equalJson(before, now)) {
      this.differences.push(`${at.join("/")}: ${shown(now)}, was ${shown(before)}`);
    }
  }
}

/** What is compared of headers: the length is that of the body. */
function withoutLength(headers: JsonNode | undefined): JsonNode | undefined {
  return headers instanceof Map ? new Map([...headers].filter(([name]) => name !== "content-length")) : headers;
}

const LONGEST_SHOWN = 100;

function shown(node: JsonNode | undefined): string {
  if (node === undefined) return "nothing";
  const text = stringifyJson(node);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}
