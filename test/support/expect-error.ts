import { expect } from "vitest";
import type { TestAnswer } from "./http-client.ts";

/** The names of the contract: written down once more, so that a change of theirs does not go unnoticed. */
const names: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Duplicate",
  410: "Gone",
  413: "Content Too Large",
  500: "Internal Server Error",
};

/** Expects an answer that reports an error, with this message. */
export function expectError(answer: TestAnswer, status: number, message: string | RegExp): void {
  const expected = typeof message === "string" ? message : (expect.stringMatching(message) as string);
  expect({ status: answer.status, ...(answer.json() as object) }).toMatchObject({
    status,
    error: names[status],
    message: expected,
  });
  expect(answer.headers["content-type"]).toBe("application/json");
}

/** Expects a 400 that names one fault of the payload, and where it is. */
export function expectFault(answer: TestAnswer, at: string, message: string | RegExp): void {
  const { details } = answer.json() as { details?: readonly { at: string; message: string }[] };
  const [found] = details ?? [];
  const expected = typeof message === "string" ? message : (expect.stringMatching(message) as string);
  expect(details).toEqual([{ at, message: expected }]);
  const end = found?.message.endsWith("?") ? "" : ".";
  expectError(answer, 400, `${at === "" ? "The payload" : at.slice(1)} ${found?.message}${end}`);
  expect(Object.keys(answer.json() as object)).toEqual(["error", "message", "details"]);
}
