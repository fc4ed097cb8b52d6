import { expect } from "vitest";
import { expectError, expectFault } from "../support/expect-error.ts";
import { describeFeature } from "../support/transports.ts";

const ID = "an id of letters, digits, _ and -";
const VALUE = "HTTP can't carry in a header; leave it out or percent-encode it";

/** A Route that is right but for one Response, and what is wrong with that. */
const badResponses: [given: unknown, at: string, message: string][] = [
  ["text", "", 'must be an object, got "text"'],
  [null, "", "must be an object, got null"],
  [{}, "", 'is missing the required field "body" (or "body_base64" or "body_file")'],
  [{ body: "", body_base64: "" }, "", "must have one of body and body_base64, not both"],
  [{ body: "", id: "" }, "/id", `must be ${ID}, got ""`],
  [{ body: "", id: "a b" }, "/id", `must be ${ID}, got "a b"`],
  [{ body: "", id: "a/b" }, "/id", `must be ${ID}, got "a/b"`],
  [{ body: "", id: "\u{e9}" }, "/id", `must be ${ID}, got "\u{e9}"`],
  [{ body: "", id: "a\n" }, "/id", `must be ${ID}, got "a\\n"`],
  [{ body: "", id: 5 }, "/id", `must be ${ID}, got 5`],
  [{ body: "", id: null }, "/id", `must be ${ID}, got null`],
  [{ body: "", status: 99 }, "/status", "must be at least 100, got 99"],
  [{ body: "", status: 1000 }, "/status", "must be at most 999, got 1000"],
  [{ body: "", status: 200.5 }, "/status", "must be an integer, got 200.5"],
  [{ body: "", status: "200" }, "/status", 'must be an integer, got "200"'],
  [{ body: "", status: null }, "/status", "must be an integer, got null"],
  [{ body: "", status: true }, "/status", "must be an integer, got true"],
  [{ body: "", headers: null }, "/headers", "must be an object, got null"],
  [{ body: "", headers: [] }, "/headers", "must be an object, got an array"],
  [{ body: "", headers: { a: 1 } }, "/headers/a", "must be a string or an array, got 1"],
  [{ body: "", headers: { a: null } }, "/headers/a", "must be a string or an array, got null"],
  [{ body: "", headers: { a: ["x", 2] } }, "/headers/a/1", "must be a string, got 2"],
  [{ body: "", headers: { "a b": "" } }, "/headers/a b", "is no header name; use letters, digits and !#$%&'*+-.^_`|~"],
  [{ body: "", headers: { "": "" } }, "/headers/", "is no header name; use letters, digits and !#$%&'*+-.^_`|~"],
  [{ body: "", headers: { "a:": "" } }, "/headers/a:", "is no header name; use letters, digits and !#$%&'*+-.^_`|~"],
  [{ body: "", headers: { "a/b": "" } }, "/headers/a~1b", "is no header name; use letters, digits and !#$%&'*+-.^_`|~"],
  [{ body: "", headers: { a: "x\r\ny: z" } }, "/headers/a", `holds the character U+000D, which ${VALUE}`],
  [{ body: "", headers: { a: "\u0000" } }, "/headers/a", `holds the character U+0000, which ${VALUE}`],
  [{ body: "", headers: { a: "\u{20ac}" } }, "/headers/a", `holds the character U+20AC, which ${VALUE}`],
  [{ body: "", headers: { a: ["ok", "\u{1f600}"] } }, "/headers/a/1", `holds the character U+1F600, which ${VALUE}`],
  [{ body: "", delay: -1 }, "/delay", "must be at least 0, got -1"],
  [{ body: "", delay: 2_147_484 }, "/delay", "must be at most 2147483, got 2147484"],
  [{ body: "", delay: "1" }, "/delay", 'must be a number or a pair [min, max], got "1"'],
  [{ body: "", delay: null }, "/delay", "must be a number or a pair [min, max], got null"],
  [{ body: "", delay: [] }, "/delay", "must be a pair [min, max], got an array of 0"],
  [{ body: "", delay: [1] }, "/delay", "must be a pair [min, max], got an array of 1"],
  [{ body: "", delay: [1, 2, 3] }, "/delay", "must be a pair [min, max], got an array of 3"],
  [{ body: "", delay: [2, 1] }, "/delay", "must have its minimum first, got [2, 1]"],
  [{ body: "", delay: [-1, 1] }, "/delay/0", "must be at least 0, got -1"],
  [{ body: "", delay: [0, "1"] }, "/delay/1", 'must be a number, got "1"'],
  [{ body: "", repeat: 0 }, "/repeat", "must be at least 1, got 0"],
  [{ body: "", repeat: 1.5 }, "/repeat", "must be an integer, got 1.5"],
  [{ body: "", repeat: "1" }, "/repeat", 'must be an integer, got "1"'],
  [{ body: "", weight: -0.1 }, "/weight", "must be at least 0, got -0.1"],
  [{ body: "", weight: 1.1 }, "/weight", "must be at most 1, got 1.1"],
  [{ body: "", weight: null }, "/weight", "must be a number, got null"],
  [{ body: "", weight: "0.5" }, "/weight", 'must be a number, got "0.5"'],
  [{ body_base64: "x" }, "/body_base64", 'must be base64 (RFC 4648, with padding), got "x"'],
  [{ body_base64: 1 }, "/body_base64", "must be base64 (RFC 4648, with padding), got 1"],
  [{ body: "", statu: 200 }, "/statu", 'is not a field of a Response; did you mean "status"?'],
  [{ body: "", wieght: 1 }, "/wieght", 'is not a field of a Response; did you mean "weight"?'],
  [{ body: "", colour: "red" }, "/colour", "is not a field of a Response"],
  [{ body: "", __proto__x: 1 }, "/__proto__x", "is not a field of a Response"],
  [{ body: "", fault: "reset" }, "/fault", "is reserved for a later version of Trickster"],
];

const badRoutes: [given: unknown, at: string, message: string][] = [
  [[[]], "/0", "must be an object, got an array"],
  ["route", "", 'must be an object, got "route"'],
  [null, "", "must be an object, got null"],
  [5, "", "must be an object, got 5"],
  [{ responses: [] }, "", 'is missing the required field "path"'],
  [{ path: "/a" }, "", 'is missing the required field "responses"'],
  [{ path: "/a", responses: {} }, "/responses", "must be an array, got an object"],
  [{ path: "/a", responses: null }, "/responses", "must be an array, got null"],
  [{ path: "/a", responses: [], id: "a.b" }, "/id", `must be ${ID}, got "a.b"`],
  [{ path: "/a", responses: [], id: "" }, "/id", `must be ${ID}, got ""`],
  [{ path: "/a", responses: [], id: null }, "/id", `must be ${ID}, got null`],
  [
    { path: "/a", responses: [], response_selection: "rnadom" },
    "/response_selection",
    'must be one of greedy, random, cycle, got "rnadom"; did you mean "random"?',
  ],
  [
    { path: "/a", responses: [], response_selection: null },
    "/response_selection",
    "must be one of greedy, random, cycle, got null",
  ],
  [{ path: "/a", responses: [], respones: [] }, "/respones", 'is not a field of a Route; did you mean "responses"?'],
  [{ path: "/a", responses: [], Method: "GET" }, "/Method", 'is not a field of a Route; did you mean "method"?'],
  [{ path: "/a", responses: [], status: 200 }, "/status", "is not a field of a Route"],
  [{ path: "/a", responses: [], auth: [] }, "/auth", "must be an object, got an array"],
];

describeFeature("A Route that can't be used is refused:", {}, (test) => {
  for (const [given, at, message] of badRoutes) {
    test(`${JSON.stringify(given)} ${message}`, async (server) => {
      expectFault(await server.call("POST /internal/routes", JSON.stringify(given)), at, message);
      expect(await server.read("/internal/routes")).toEqual([]);
    });
  }

  for (const [given, at, message] of badResponses) {
    test(`a Response ${JSON.stringify(given)} ${message}`, async (server) => {
      const payload = { path: "/a", responses: [{ body: "fine" }, given] };

      expectFault(await server.call("POST /internal/routes", payload), `/responses/1${at}`, message);
    });
  }
});

describeFeature("A payload with several faults", {}, (test) => {
  test("is told all of them, the first in the message", async (server) => {
    const answer = await server.call("POST /internal/routes", {
      path: 1,
      colour: "red",
      responses: [{ status: 99 }, { body: "", repeat: 0, weight: 2 }],
    });

    expect(answer.status).toBe(400);
    expect(answer.json()).toEqual({
      error: "Bad Request",
      message: "colour is not a field of a Route (and 5 more faults).",
      details: [
        { at: "/colour", message: "is not a field of a Route" },
        { at: "/path", message: "must be a string, got 1" },
        { at: "/responses/0/status", message: "must be at least 100, got 99" },
        {
          at: "/responses/0",
          message: 'is missing the required field "body" (or "body_base64" or "body_file")',
        },
        { at: "/responses/1/repeat", message: "must be at least 1, got 0" },
        { at: "/responses/1/weight", message: "must be at most 1, got 2" },
      ],
    });
  });

  test("is not told of more than it can read", async (server) => {
    const responses = Array.from({ length: 500 }, () => ({ body: "", status: 1 }));
    const answer = await server.call("POST /internal/routes", { path: "/a", responses });

    expectError(answer, 400, /^responses\/0\/status must be at least 100, got 1 \(and \d+ more faults\)\.$/);
    expect((answer.json() as { details: unknown[] }).details).toHaveLength(100);
  });
});

describeFeature("A payload that is no JSON", {}, (test) => {
  const notJson: [payload: string, message: string][] = [
    ["{", "expected a member name in double quotes, found the end of the text (line 1, column 2)"],
    ['{"path": "/a",\n "responses": [],}', 'expected a member name in double quotes, found "}" (line 2, column 18)'],
    ["{'path': 1}", 'expected a member name in double quotes, found "\'" (line 1, column 2)'],
    ["nul", 'expected a JSON value, found "n" (line 1, column 1)'],
    ["NaN", 'expected a JSON value, found "N" (line 1, column 1)'],
    ["[01]", 'expected "," or "]", found "1" (line 1, column 3)'],
    ['{"a" 1}', 'expected ":" after a member name, found "1" (line 1, column 6)'],
    ["{} {}", 'unexpected "{" after the end of the JSON value (line 1, column 4)'],
    ['"a', "a string has no closing quote (line 1, column 1)"],
    ['"\\x"', "a string holds a broken escape; write a backslash as \\\\ (line 1, column 1)"],
    ['["a\nb"]', "a control character in a string must be written as an escape (\\n, \\u001f) (line 1, column 4)"],
    ['{"a": 1, "a": 2}', 'the member "a" is given twice (line 1, column 10)'],
    [`{"a":${"[".repeat(200)}`, "nested deeper than 200 levels (line 1, column 205)"],
  ];

  for (const [payload, message] of notJson) {
    test(`is told where it stops being JSON: ${JSON.stringify(payload.slice(0, 40))}`, async (server) => {
      for (const line of ["POST /internal/routes", "POST /internal/match_route"]) {
        expectError(await server.call(line, payload), 400, `The payload is no JSON: ${message}.`);
      }
    });
  }

  test("is told that it is missing, or no UTF-8", async (server) => {
    const headers = { "content-type": "application/json" };

    expectError(
      await server.request("POST /internal/routes"),
      400,
      "The request has no body; send the payload as JSON.",
    );
    expectError(
      await server.request("POST /internal/routes", { headers, body: Buffer.from([0x22, 0xff, 0x22]) }),
      400,
      "The payload is no valid UTF-8.",
    );
  });

  test("is refused before it is looked for what it means to change", async (server) => {
    for (const line of [
      "PUT /internal/routes/nobody",
      "PATCH /internal/routes/nobody",
      "POST /internal/routes/nobody/responses",
      "PUT /internal/routes/nobody/responses/nobody",
    ]) {
      expectError(await server.call(line, "{"), 400, /^The payload is no JSON/);
    }
  });
});
