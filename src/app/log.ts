/** Named values of a log line. Never secrets: no authorization, no cookies. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Where the engine's messages go. Must return at once: logging holds no request up. */
export interface Log {
  /** Whether `debug` lines are wanted at all, so that nobody makes them in vain. */
  readonly isDebug: boolean;
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

const nothing = (): void => {};

export const silentLog: Log = { isDebug: false, debug: nothing, info: nothing, warn: nothing, error: nothing };
