import { describe, expect, it } from "vitest";
import { main } from "../../src/cli/main.ts";
import { type RouteDefinition, createTrickster } from "../../src/index.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";

const json = { "content-type": "application/json" };

const routes: RouteDefinition[] = [
  {
    id: "user",
    path: "/users/{id:integer}",
    responses: [
      {
        template: true,
        let: { ref: "{{ uuid }}" },
        body: { id: "{{ path.id }}", ref: "{{ ref }}", at: "{{ now }}", late: "{{ data.late }}" },
      },
    ],
  },
  { id: "later", path: "/later", responses: [{ delay: 5, then: { set: { "/late": true }, after: 10 }, body: "" }] },
  { id: "items", path: "/items", resource: {} },
];

/** What the command prints, and its exit status. */
async function replay(...args: string[]): Promise<{ lines: string[]; status: number }> {
  const lines: string[] = [];
  const take = (text: string): void => void lines.push(...text.split("\n"));
  const terminal = { environment: {}, hasColor: false, hasOutputColor: false, out: take, error: take };
  return { status: await main(["replay", ...args], terminal), lines };
}

/** Records some requests in all formats, beside the Routes that have answered them. */
async function record(folder: TemporaryFolder): Promise<void> {
  const clock = new ManualClock();
  await using trickster = createTrickster({ routes, clock, seed: 7 });
  const send = (method: string, url: string, more: object = {}) => trickster.handle({ method, url, ...more });
  await send("GET", "/users/1");
  const later = send("GET", "/later?x=1");
  await clock.whenWaiting(1);
  clock.advance(5000);
  await later;
  clock.advance(5000);
  // The journal looks at the time once in a turn.
  await new Promise((resolve) => void setImmediate(resolve));
  await send("GET", "/users/2", { headers: { authorization: "Bearer x" } });
  await send("POST", "/items", { headers: json, body: '{"name": "a", "password": "hunter2"}' });
  await send("POST", "/items", { headers: { "content-type": "application/x-www-form-urlencoded" }, body: '{"n": 1}' });
  await send("GET", "/items?_sort=id");
  await send("GET", "/nothing");
  for (const format of ["ndjson", "har"]) {
    await folder.write(`recording.${format}`, (await send("GET", `/internal/requests?format=${format}`)).text());
  }
  await folder.write("recording.json", (await send("GET", "/internal/requests")).text());
  await folder.write("routes.json", JSON.stringify(routes));
}

describe("trickster replay", () => {
  it("finds the same answers with the same Routes and seed, whatever the format", async () => {
    await using folder = await TemporaryFolder.create();
    await record(folder);

    const { status, lines } = await replay(
      folder.join("recording.json"),
      "--routes",
      folder.join("routes.json"),
      "--seed",
      "7",
    );

    expect(lines).toEqual(["7 requests: 7 answered as recorded, 0 otherwise, 0 skipped"]);
    expect(status).toBe(0);
  });

  it.each(["ndjson", "har"])("names what was redacted, and leaves it out: %s", async (format) => {
    await using folder = await TemporaryFolder.create();
    await record(folder);

    const { status, lines } = await replay(
      folder.join(`recording.${format}`),
      "--routes",
      folder.join("routes.json"),
      "--seed",
      "7",
    );

    expect(lines[0]).toBe("3. GET /users/2");
    expect(lines[1]).toBe("   redacted, and left out: /request/headers/authorization");
    expect(lines.join("\n")).not.toContain("hunter2");
    expect(lines.at(-1)).toMatch(/^7 requests: \d answered as recorded, \d otherwise, 0 skipped$/);
    expect(status).toBe(0);
  });

  it("shows what is answered otherwise, and fails", async () => {
    await using folder = await TemporaryFolder.create();
    await record(folder);
    await folder.write(
      "other.json",
      JSON.stringify([
        { path: "/users/{id:integer}", responses: [{ headers: { ...json, "x-new": "1" }, body: { id: 1 } }] },
        ...routes.slice(1),
      ]),
    );

    const { status, lines } = await replay(folder.join("recording.json"), "--routes", folder.join("other.json"));

    expect(status).toBe(1);
    expect(lines.slice(0, 3)).toEqual([
      "1. GET /users/1",
      '   headers/x-new: "1", was nothing',
      expect.stringMatching(/^ {3}body\/ref: nothing, was "/),
    ]);
    expect(lines.at(-1)).toBe("7 requests: 5 answered as recorded, 2 otherwise, 0 skipped");
  });

  it("skips what can't be sent or compared", async () => {
    await using folder = await TemporaryFolder.create();
    await folder.write("routes.json", JSON.stringify([{ path: "/a", responses: [{ body: "long" }] }]));
    const entry = { at: "2026-01-01T00:00:00Z", request: { method: "GET", path: "/a" }, outcome: "matched" };
    const text = { "content-type": "text/html; charset=utf-8" };
    const entries = [
      { ...entry },
      { ...entry, request_length: 5, answer: { status: 200 } },
      { ...entry, request: { method: "BREW", path: "/a" }, answer: { status: 200 } },
      { ...entry, answer: { status: 200, headers: text, body: "lo", length: 4 } },
    ];
    await folder.write("r.ndjson", entries.map((each) => JSON.stringify(each)).join("\n"));

    const { status, lines } = await replay(folder.join("r.ndjson"), "--routes", folder.join("routes.json"));

    expect(lines).toEqual([
      "1. GET /a: skipped, it was not answered",
      "2. GET /a: skipped, its body was not kept as a whole",
      expect.stringMatching(/^3\. BREW \/a: skipped, it can't be sent: must be one of GET, /),
      "4 requests: 1 answered as recorded, 0 otherwise, 3 skipped",
    ]);
    expect(status).toBe(0);
  });

  it.each([
    ["", "it is empty"],
    ["{}", "line 1 is no request of a journal; it must be a HAR or NDJSON export"],
    ['{"log":{"entries":1}}', "its entries are no array"],
    ['{"log":{"entries":[1]}}', "its entries are no objects"],
    ['{"log":{"entries":[{}]}}', "an entry has no request"],
    ['{"request":{},"answer":{},"at":"soon"}', '"soon" is no time'],
  ])("refuses what is no recording: %s", async (text, reason) => {
    await using folder = await TemporaryFolder.create();
    await folder.write("r.har", text);
    await folder.write("routes.json", "[]");

    const { status, lines } = await replay(folder.join("r.har"), "--routes", folder.join("routes.json"));

    expect(status).toBe(2);
    expect(lines[0]).toContain(`is no recording: ${reason}`);
  });

  it("says what it needs", async () => {
    await using folder = await TemporaryFolder.create();
    await folder.write("broken.json", "[1]");
    await folder.write("r.ndjson", "{}");

    expect(await replay("nowhere.har")).toEqual({
      status: 2,
      lines: ["trickster: replay needs Routes to ask; name them with --routes"],
    });
    const broken = await replay(folder.join("r.ndjson"), "--routes", folder.join("broken.json"));
    expect(broken.status).toBe(2);
    const missing = await replay(folder.join("none"), "--routes", folder.join("broken.json"));
    expect([missing.status, missing.lines[0]]).toEqual([2, expect.stringContaining("can't be read (ENOENT)")]);
  });
});
