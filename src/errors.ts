import type { Fault } from "./schema/reader.ts";

/**
 * Every error that a user can meet, by its HTTP status. The contract names the first five, the language 422; the others
 * carry the standard reason phrase of their status.
 */
export const errorNames = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  408: "Request Timeout",
  409: "Duplicate",
  410: "Gone",
  413: "Content Too Large",
  414: "URI Too Long",
  422: "Not Verified",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  503: "Service Unavailable",
} as const;

/** The other error with the status 422: a template of a Response fails when it is served. */
export const TEMPLATE_ERROR = "Template Error";

export type ErrorStatus = keyof typeof errorNames;

/** The body of every answer that reports an error. */
export interface ErrorBody {
  readonly error: string;
  /** What went wrong, and where in the payload. */
  readonly message: string;
  /** With a 400: every fault of the payload. */
  readonly details?: readonly Fault[];
}

/** An error that is answered to the client as it stands. */
export class TricksterError extends Error {
  override readonly name = "TricksterError";
  readonly status: ErrorStatus;
  /** With status 400: every fault of the payload, `at` being a JSON pointer. */
  readonly details: readonly Fault[] | undefined;

  constructor(status: ErrorStatus, message: string, details?: readonly Fault[]) {
    super(message);
    this.status = status;
    this.details = details;
  }

  get body(): ErrorBody {
    return errorBody(this.status, this.message, this.details);
  }
}

export function errorBody(status: ErrorStatus, message: string, details?: readonly Fault[]): ErrorBody {
  return { error: errorNames[status], message, ...(details && { details }) };
}
