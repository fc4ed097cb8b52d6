import { request as send } from "node:http";
import type { Settings } from "../config/settings.ts";
import { createTrickster } from "../create-trickster.ts";
import { type JsonNode, toJsonNode } from "../json/json-node.ts";
import { applyJsonPatch } from "../json/json-patch.ts";
import { type JsonMembers, type JsonValue, isMembers, valueOf } from "../json/json-value.ts";
import { RoutesFileError } from "../routes-files/routes-file-error.ts";
import { printable } from "../routes-files/printable.ts";
import { quote, wordsOfRequest } from "../http/curl.ts";
import { type Terminal, exitStatus, paint } from "./terminal.ts";

/** A request as it is given on the command line. */
export interface ExplainOptions {
  /** "POST /orders"; a path alone is a GET. */
  readonly line: string;
  readonly header?: readonly string[];
  readonly data?: string;
  /** Where the internal API of a running Trickster is. */
  readonly url?: string;
}

interface Explained {
  readonly matched: boolean;
  readonly message: string;
  readonly explain: readonly {
    readonly route: string;
    readonly failed: readonly { readonly at: string; readonly expected: JsonValue; readonly actual?: JsonValue }[];
    readonly fix_route?: readonly JsonMembers[];
    readonly fix_request?: readonly JsonMembers[];
  }[];
}

/** Says why a request is answered as it is: by a running Trickster, or by the Routes of a file. */
export async function explain(options: ExplainOptions, settings: Settings, terminal: Terminal): Promise<number> {
  const description = describe(options);
  const api = options.url ?? `http://127.0.0.1:${settings.internalPort ?? settings.port}${settings.prefix}`;
  try {
    const answer =
      settings.routes === null
        ? await ask(api, description, settings.adminToken)
        : await askFile(settings.routes, description, settings);
    if ("error" in answer) return fail(messageOf(answer), terminal);
    print(answer as unknown as Explained, { description, api, terminal });
    return (answer as unknown as Explained).matched ? exitStatus.ok : exitStatus.failed;
  } catch (error) {
    if (error instanceof RoutesFileError) return fail(error.message, terminal);
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined && !(error instanceof SyntaxError)) throw error;
    return fail(
      `there is no Trickster that answers at ${api}${code === undefined ? "" : ` (${code})`}; start one, or give --routes FILE`,
      terminal,
    );
  }
}

function messageOf({ message = "it answers with an error" }: JsonMembers): string {
  return typeof message === "string" ? message : JSON.stringify(message);
}

function fail(message: string, terminal: Terminal): number {
  terminal.error(`${paint("red", "trickster:", terminal.hasColor)} ${printable(message)}`);
  return exitStatus.usage;
}

/** As curl would send it: data makes it a POST, and a form unless it says otherwise or looks like JSON. */
function describe({ line, header = [], data }: ExplainOptions): JsonMembers {
  const [first = "", second] = line.trim().split(/\s+/, 2);
  const method = second === undefined ? (data === undefined ? "GET" : "POST") : first.toUpperCase();
  const headers = Object.fromEntries(header.map((each) => splitHeader(each)));
  return {
    method,
    path: second ?? first,
    ...(header.length > 0 && { headers }),
    ...(data !== undefined && bodyOf(data, headers["content-type"])),
  };
}

function splitHeader(header: string): [string, string] {
  const colon = header.indexOf(":");
  return colon === -1
    ? [header.toLowerCase(), ""]
    : [header.slice(0, colon).trim().toLowerCase(), header.slice(colon + 1).trim()];
}

function bodyOf(data: string, type: string | undefined): JsonMembers {
  if (type?.startsWith("application/x-www-form-urlencoded") === true) return { form: formOf(data) };
  try {
    return { json: JSON.parse(data) as JsonValue };
  } catch {
    return type === undefined && /^[^={}<>]+=/.test(data) ? { form: formOf(data) } : { body: data };
  }
}

function formOf(data: string): JsonMembers {
  const fields: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(data)) (fields[name] ??= []).push(value);
  return fields;
}

function ask(api: string, description: JsonMembers, token: string | null): Promise<JsonMembers> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", ...(token !== null && { authorization: `Bearer ${token}` }) };
    const sent = send(`${api}/match_route?explain=1`, { method: "POST", headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("error", reject);
      response.on("end", () => {
        try {
          resolve(JSON.parse(text) as JsonMembers);
        } catch (error) {
          reject(error);
        }
      });
    });
    sent.on("error", reject);
    sent.end(JSON.stringify(description));
  });
}

async function askFile(routes: string, description: JsonMembers, { files, prefix }: Settings): Promise<JsonMembers> {
  await using trickster = createTrickster({ files, prefix });
  await trickster.load(routes);
  const answer = await trickster.handle({
    method: "POST",
    url: `${prefix}/match_route?explain=1`,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(description),
  });
  return answer.json() as JsonMembers;
}

interface Shown {
  readonly description: JsonMembers;
  readonly api: string;
  readonly terminal: Terminal;
}

function print({ matched, message, explain: explained }: Explained, { description, api, terminal }: Shown): void {
  const out = (text: string): void => terminal.out(printable(text));
  terminal.out(paint(matched ? "green" : "red", printable(message), terminal.hasOutputColor));
  for (const { route, failed, fix_route: fixRoute, fix_request: fixRequest } of explained) {
    if (failed.length === 0) continue;
    terminal.out("");
    terminal.out(paint("bold", printable(route), terminal.hasOutputColor));
    for (const line of sideBySide(failed)) terminal.out(line(terminal.hasOutputColor));
    if (fixRoute !== undefined) {
      out("  mend the Route:");
      out(
        `    curl -X PATCH ${api}/routes/${route} -H 'content-type: application/json' -d ${quote(JSON.stringify(fixRoute))}`,
      );
    }
    if (fixRequest !== undefined) {
      out("  or the request:");
      out(`    ${wordsOfRequest(patched(description, fixRequest), new URL(api).origin).join(" ")}`);
    }
  }
}

/** What a Route asks for on the left, what the request has on the right. */
function sideBySide(failed: Explained["explain"][number]["failed"]): ((hasColor: boolean) => string)[] {
  const rows = failed.map(({ at, expected, actual }) => [
    at,
    show(expected),
    actual === undefined ? "nothing" : show(actual),
  ]);
  const all = [["", "the Route asks for", "the request has"], ...rows].map((cells) =>
    cells.map((cell) => printable(cell)),
  );
  const widths = [0, 1].map((column) => Math.max(...all.map((cells) => (cells[column] ?? "").length)));
  return all.map(([at = "", expected = "", actual = ""], index) => (hasColor) => {
    const isHead = index === 0;
    const left = `  ${at.padEnd(widths[0] ?? 0)}  `;
    return `${left}${paint(isHead ? "dim" : "green", expected.padEnd(widths[1] ?? 0), hasColor)}  ${paint(isHead ? "dim" : "red", actual, hasColor)}`;
  });
}

const LONGEST_CELL = 60;

function show(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL - 1)}…` : text;
}

function patched(description: JsonMembers, patch: readonly JsonMembers[]): JsonMembers {
  const nodes = patch.map((operation) => toJsonNode(operation, 1000));
  const node: JsonNode = applyJsonPatch(toJsonNode(description, 1000), nodes, { maxWork: 10_000_000, maxDepth: 1000 });
  const value = valueOf(node);
  return isMembers(value) ? value : description;
}
