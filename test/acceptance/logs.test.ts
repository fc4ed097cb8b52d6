import { describe, expect, it } from "vitest";
import { createTrickster } from "../../src/index.ts";
import { type Command, startServer } from "../support/command.ts";
import { send } from "../support/http-client.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { MemoryLog } from "../support/memory-log.ts";
import { exchange, head } from "../support/raw-client.ts";

type JsonLine = Record<string, unknown>;

/** The lines of a log in JSON. */
function jsonLines(command: Command): JsonLine[] {
  const lines = command.stdout.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as JsonLine);
}

async function stop(command: Command): Promise<void> {
  command.signal("SIGTERM");
  await command.status();
}

/** The port of a server that does not say where it listens: it is on that of another one, which has ended. */
async function freePort(): Promise<number> {
  await using trickster = createTrickster();
  return (await trickster.listen({ port: 0 })).port;
}

describe("The log", () => {
  it("is readable lines by default: time, level, message and what belongs to it", async () => {
    await using command = startServer();
    const port = await command.port();
    await send(port, { url: "/none%20such" });
    await stop(command);

    const time = String.raw`\d\d:\d\d:\d\d\.\d{3}`;
    expect(command.stdout).toMatch(
      new RegExp(
        [
          `^${time} info  Trickster \\S+ listens on http://127\\.0\\.0\\.1:${port}, with 0 Routes internal_api=\\S+`,
          `${time} info  no Route matches method=GET path="/none such"`,
          `${time} info  stopping signal=SIGTERM`,
          `${time} info  stopped; every request was answered\n$`,
        ].join("\n"),
      ),
    );
    expect(command.stderr).toBe("");
  });

  it("is an object in each line with --log-format json", async () => {
    await using command = startServer(["--log-format", "json"]);
    await send(await command.port(), { url: "/none" });
    await stop(command);

    const lines = jsonLines(command);
    expect(lines.map(({ level, message }) => [level, message])).toEqual([
      ["info", expect.stringMatching(/^Trickster .* listens on /)],
      ["info", "no Route matches"],
      ["info", "stopping"],
      ["info", "stopped; every request was answered"],
    ]);
    expect(lines[1]).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      level: "info",
      message: "no Route matches",
      method: "GET",
      path: "/none",
    });
  });

  it.each([
    ["debug", ["info", "warn", "info", "debug", "debug", "warn", "debug", "info", "info"]],
    ["info", ["info", "warn", "info", "warn", "info", "info"]],
    ["warn", ["warn", "warn"]],
    ["error", []],
    ["silent", []],
  ])("tells with --log-level %s no less and no more", async (level, expected) => {
    const port = await freePort();
    const settings = ["--host", "0.0.0.0", "--match-timeout", "0", "--log-format", "json", "--log-level", level];
    await using command = startServer([...settings, "--port", String(port)]);
    const ask = (method: string, url: string, body = ""): Promise<number> =>
      send(port, { method, url, headers: { "content-type": "application/json" }, body }).then(
        ({ status }) => status,
        () => 0,
      );
    await expect.poll(() => ask("GET", "/none"), { timeout: 10_000 }).toBe(404);
    await ask("POST", "/internal/routes", JSON.stringify({ path: "/(?!x)slow", responses: [] }));
    await ask("POST", "/internal/routes", JSON.stringify({ path: "/(?!x)slow", responses: [{ body: 1 }] }));
    await ask("GET", "/slow");
    await stop(command);

    const levels = new Set(jsonLines(command).map((line) => line["level"]));
    for (const one of ["debug", "info", "warn", "error"]) {
      expect([one, levels.has(one)]).toEqual([one, expected.includes(one)]);
    }
  });

  it("tells of each mocked request at debug: what was asked, what answered, and how long it took", async () => {
    await using command = startServer(["--log-level", "debug", "--log-format", "json"]);
    const port = await command.port();
    await command.call("POST", "/routes", {
      id: "r",
      path: "/a.*",
      method: "POST",
      responses: [{ id: "a", status: 202, body: 1 }],
    });
    await send(port, { method: "POST", url: "/a/b?secret=1", body: "x" });
    await stop(command);

    const request = jsonLines(command).find(({ message, path }) => message === "request" && path === "/a/b");
    expect(request).toEqual({
      time: expect.any(String) as string,
      level: "debug",
      message: "request",
      method: "POST",
      path: "/a/b",
      route: "r",
      response: "a",
      status: 202,
      ms: expect.any(Number) as number,
    });
  });
});

const SECRET = "s3cr3t";

describe("Secrets", () => {
  it("are never logged, wherever a request carries them", async () => {
    await using command = startServer(["--log-level", "debug", "--admin-token", `admin-${SECRET}`]);
    const port = await command.port();
    const basic = btoa(`ann:${SECRET}`);
    const routes = [
      { path: "/token", auth: { method: "token", token: SECRET }, responses: [{ body: 1 }] },
      { path: "/cookie", auth: { method: "cookie", name: "session", value: SECRET }, responses: [{ body: 1 }] },
      { path: "/form", method: "POST", auth: { method: "form", fields: { a: SECRET } }, responses: [{ body: 1 }] },
      { path: "/hmac", auth: { method: "hmac", key: SECRET }, responses: [{ body: 1 }] },
      { path: "/set", responses: [{ body: SECRET, headers: { "set-cookie": `session=${SECRET}` } }] },
    ];
    for (const definition of routes) {
      const { status } = await send(port, {
        method: "POST",
        url: `/internal/routes?token=${SECRET}`,
        headers: { authorization: `Bearer admin-${SECRET}`, "content-type": "application/json" },
        body: JSON.stringify(definition),
      });
      expect(status).toBe(201);
    }
    const headers = { authorization: `Bearer ${SECRET}`, cookie: `session=${SECRET}`, "x-api-key": SECRET };
    for (const path of ["/token", "/cookie", "/hmac", "/set", "/none", "/internal/routes"]) {
      await send(port, { url: `${path}?api_key=${SECRET}&hmac_sign=${SECRET}#${SECRET}`, headers });
      await send(port, { url: path, headers: { ...headers, authorization: `Basic ${basic}` } });
      await send(port, { url: `http://ann:${SECRET}@localhost${path}?${SECRET}`, headers });
    }
    const form = { "content-type": "application/x-www-form-urlencoded" };
    await send(port, { method: "POST", url: "/form", headers: form, body: `a=${SECRET}` });
    await send(port, { method: "POST", url: "/form", headers: form, body: `a=wrong-${SECRET}` });
    await exchange(port, `GET / HTTP/1.1\r\nauthorization: ${SECRET}\r\nbroken header: ${SECRET}\r\n\r\n`);
    await exchange(port, head("GET /x", "host: a", `host: ${SECRET}`));
    await stop(command);

    expect(command.stdout).toContain("path=/token");
    expect(command.stdout).toContain("status=401");
    expect(command.stdout + command.stderr).not.toContain(SECRET);
    expect(command.stdout + command.stderr).not.toContain(basic);
  });
});

describe("A path", () => {
  it.each(["text", "json"])("can't forge lines of the log, or move the cursor, in %s", async (format) => {
    await using command = startServer(["--log-level", "debug", "--log-format", format]);
    const port = await command.port();
    const forged = "12:00:00.000 info  forged";
    for (const attack of [
      `\n${forged}`,
      `\r${forged}`,
      `\r\n{"forged":1}`,
      "\u001b[2J\u001b[31m",
      "\u009b31m",
      "\u2028",
      "\u202egnp.exe",
      "\u0000",
      "\u007f",
      "\u{e0041}",
      '"',
      "\\n",
    ]) {
      await send(port, { url: `/${encodeURIComponent(attack)}` });
    }
    await exchange(port, head("GET /\u009b31m\u00ff", "host: localhost"));
    await stop(command);

    const lines = command.stdout.trimEnd().split("\n");
    expect(lines.filter((line) => /^(?:12:00|\{"forged)/.test(line))).toEqual([]);
    expect(command.stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(format === "text" || jsonLines(command).length === lines.length).toBe(true);
  });
});

describe("Misses", () => {
  it("are logged ten a second, and then counted", async () => {
    const [log, clock] = [new MemoryLog(), new ManualClock()];
    await using trickster = createTrickster({ log, clock });
    const miss = async (count: number): Promise<void> => {
      for (let index = 0; index < count; index += 1) await trickster.handle({ url: `/none/${index}` });
    };
    await miss(25);
    expect(log.at("info")).toHaveLength(10);
    expect(log.at("info")[9]).toEqual({
      level: "info",
      message: "no Route matches",
      fields: { method: "GET", path: "/none/9" },
    });

    clock.advance(1000);
    expect(log.at("info").slice(10)).toEqual([
      { level: "info", message: "more requests that no Route matches", fields: { count: 15 } },
    ]);

    await miss(10);
    clock.advance(1000);
    expect(log.at("info")).toHaveLength(21);
    expect(clock.waiting).toBe(0);
  });

  it("never hold a request up, even if nobody reads the log", async () => {
    await using command = startServer(["--log-level", "debug"]);
    const port = await command.port();
    command.process.stdout?.pause();
    const path = `/${"x".repeat(9000)}`;

    // More than a pipe and the log's own memory hold.
    for (let round = 0; round < 30; round += 1) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => send(port, { url: path })));
      expect(answers.every(({ status }) => status === 404)).toBe(true);
    }
    command.signal("SIGTERM");
    await expect.poll(() => command.process.exitCode, { timeout: 10_000 }).toBe(0);
  });
});
