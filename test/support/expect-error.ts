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
export function expectFault(answer: TestAnswer, at: string, message: string): void {
  const end = message.endsWith("?") ? "" : ".";
  expectError(answer, 400, `${at === "" ? "The payload" : at.slice(1)} ${message}${end}`);
  expect(answer.json()).toEqual({
    error: "Bad Request",
    message: expect.any(String) as string,
    details: [{ at, message }],
  });
}
