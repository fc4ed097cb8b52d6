import { styleText } from "node:util";

/** What the command reads from and writes to. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  out(text: string): void;
  error(text: string): void;
  /** Whether colours may be used on the standard error. */
  readonly hasColor: boolean;
  /** Whether they may be used on the standard output. */
  readonly hasOutputColor: boolean;
}

type Style = Parameters<typeof styleText>[0];

/** Colour only for people: on a terminal, and not if they asked for none (https://no-color.org). */
export function wantsColor(stream: { isTTY?: boolean }, environment: Terminal["environment"]): boolean {
  return stream.isTTY === true && !environment["NO_COLOR"] && environment["TERM"] !== "dumb";
}

export function paint(style: Style, text: string, hasColor: boolean): string {
  return hasColor ? styleText(style, text, { validateStream: false }) : text;
}

export const systemTerminal: Terminal = {
  environment: process.env,
  out: (text) => void process.stdout.write(`${text}\n`),
  error: (text) => void process.stderr.write(`${text}\n`),
  hasColor: wantsColor(process.stderr, process.env),
  hasOutputColor: wantsColor(process.stdout, process.env),
};

/** The exit statuses of the command. */
export const exitStatus = {
  ok: 0,
  /** `check` found faults; `explain` found no Route; `replay` found other answers; a stop cut requests off. */
  failed: 1,
  /** The command can't do what it was told: an unknown option, a bad value, a bad Routes file, a port in use. */
  usage: 2,
} as const;
