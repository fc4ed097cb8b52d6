import sonicBoom from "sonic-boom";
import type { Log, LogFields } from "../app/log.ts";
import { printable } from "../routes-files/printable.ts";
import { paint, wantsColor } from "./terminal.ts";

const LEVELS = ["debug", "info", "warn", "error", "silent"] as const;
type Level = (typeof LEVELS)[number];

export interface Logger extends Log {
  /** Resolves when all lines are written, or to false: a reader who does not read is waited for half a second. */
  flush(): Promise<boolean>;
}

export interface LoggerOptions {
  readonly level: Level;
  readonly format: "text" | "json";
  /** Where to write; the standard output by default. */
  readonly fd?: number;
}

/** Lines that wait for a reader who does not read: beyond this they are dropped, and counted. */
const MOST_WAITING = 4 * 1024 ** 2;

/** Logs to the standard output, without ever waiting for it. */
export function createLogger({ level, format, fd = process.stdout.fd }: LoggerOptions): Logger {
  const out = new sonicBoom.SonicBoom({ fd, sync: false, maxLength: MOST_WAITING });
  let dropped = 0;
  let isWriting = false;
  out.on("drain", () => (isWriting = false));
  out.on("drop", () => (dropped += 1));
  // A reader that has gone (`trickster run | head`) is no reason to stop.
  out.on("error", () => (isWriting = false));
  const hasColor = wantsColor(process.stdout, process.env);
  const render = format === "json" ? renderJson : (line: Line) => renderText(line, hasColor);

  function write(at: Exclude<Level, "silent">, message: string, fields: LogFields = {}): void {
    if (LEVELS.indexOf(at) < LEVELS.indexOf(level)) return;
    const line = { time: new Date(), level: at, message };
    isWriting = true;
    out.write(render({ ...line, fields: dropped === 0 ? fields : { ...fields, dropped_lines: dropped } }));
    dropped = 0;
  }

  return {
    isDebug: level === "debug",
    debug: (message, fields) => write("debug", message, fields),
    info: (message, fields) => write("info", message, fields),
    warn: (message, fields) => write("warn", message, fields),
    error: (message, fields) => write("error", message, fields),
    flush: () => (isWriting ? settled(out) : Promise.resolve(true)),
  };
}

const LAST_WORDS = 500;

function settled(out: sonicBoom.SonicBoom): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), LAST_WORDS);
    const finish = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    out.once("drain", finish);
    out.once("error", finish);
  });
}

interface Line {
  readonly time: Date;
  readonly level: Exclude<Level, "silent">;
  readonly message: string;
  readonly fields: LogFields;
}

function renderJson({ time, level, message, fields }: Line): string {
  return `${printable(JSON.stringify({ time: time.toISOString(), level, message, ...fields }))}\n`;
}

const COLORS = { debug: "dim", info: "green", warn: "yellow", error: "red" } as const;

function renderText({ time, level, message, fields }: Line, hasColor: boolean): string {
  const clock = paint("dim", time.toISOString().slice(11, 23), hasColor);
  const named = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${paint("dim", `${name}=`, hasColor)}${quote(value)}`);
  return `${clock} ${paint(COLORS[level], level.padEnd(5), hasColor)} ${message}${named.join("")}\n`;
}

/** Control characters could move the cursor, or end the line and forge another. */
function quote(value: LogFields[string]): string {
  const text = String(value);
  return /^[\x21\x23-\x7e]+$/.test(text) ? text : printable(JSON.stringify(text));
}
