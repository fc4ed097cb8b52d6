import { TricksterError } from "../errors.ts";
import type { RequestSource } from "./request.ts";

export interface HeadLimits {
  /** Bytes of the target. */
  readonly maxTarget: number;
  /** Bytes of the header section: names, values, and the four that stand around each pair. */
  readonly maxHeaders: number;
}

/**
 * What is wrong with the head of a request, or `undefined`. Two Host headers, or none, are refused (RFC 9112, section
 * 3.2): two programs might otherwise take the request for ones to different hosts.
 */
export function headFault(source: RequestSource, limits: HeadLimits): TricksterError | undefined {
  if (source.target.length > limits.maxTarget) return tooLongTarget(limits);
  let size = 0;
  let hosts = 0;
  const { fields } = source;
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at] ?? "";
    size += name.length + (fields[at + 1] ?? "").length + 4;
    if (name.length === 4 && name.toLowerCase() === "host") hosts += 1;
  }
  if (size > limits.maxHeaders) return tooLargeHeaders(limits);
  if (hosts > 1) return new TricksterError(400, "The request has more than one Host header; send one.");
  if (hosts === 0 && source.httpVersion !== "1.0") return new TricksterError(400, "The request has no Host header.");
  return undefined;
}

export function tooLongTarget({ maxTarget }: HeadLimits): TricksterError {
  return new TricksterError(
    414,
    `The request target is longer than ${maxTarget} bytes; --max-target raises the limit.`,
  );
}

export function tooLargeHeaders({ maxHeaders }: HeadLimits): TricksterError {
  return new TricksterError(
    431,
    `The header section is larger than ${maxHeaders} bytes; --max-headers raises the limit.`,
  );
}

export function tooLargeBody(limit: number): TricksterError {
  return new TricksterError(413, `The request body is larger than ${limit} bytes; --max-body raises the limit.`);
}

export function tooLargeBulkBody(limit: number): TricksterError {
  return new TricksterError(413, `The request body is larger than ${limit} bytes; --max-bulk-body raises the limit.`);
}
