import { Agent } from "node:http";
import { describe, expect, it } from "vitest";
import { type Command, runCommand, startServer } from "../support/command.ts";
import { send } from "../support/http-client.ts";
import { expectError } from "../support/expect-error.ts";
import { RawConnection } from "../support/raw-client.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";

const route = (id: string, more: object = {}) => ({ id, path: `/${id}`, responses: [{ id: "r", body: id }], ...more });

interface Counted {
  readonly used_count: number;
  readonly responses: readonly { readonly used_count: number }[];
}

async function counts(command: Command, id: string): Promise<number[]> {
  const read = (await command.call("GET", `/routes/${id}`)) as Counted;
  return [read.used_count, ...read.responses.map((response) => response.used_count)];
}

/** Sends requests over connections of their own, which reach every worker; resolves to how many had the status 200. */
async function ask(command: Command, url: string, times: number): Promise<number> {
  const port = await command.port();
  const answers = await Promise.all(Array.from({ length: times }, () => send(port, { url })));
  return answers.filter(({ status }) => status === 200).length;
}

const REASON = "needs one count for all processes; leave it out, or start Trickster without --workers";

describe("With --workers", () => {
  it("several processes answer by the same Routes, and count each request once", async () => {
    await using command = startServer(["--workers", "3"]);
    const port = await command.port();
    await command.call("POST", "/routes", route("a"));
    expect(await ask(command, "/a", 40)).toBe(40);
    expect(await counts(command, "a")).toEqual([40, 40]);

    await command.call("PATCH", "/routes/a", { path: "/b" });
    expect(await ask(command, "/a", 10)).toBe(0);
    expect(await ask(command, "/b", 10)).toBe(10);
    expect(await counts(command, "a")).toEqual([50, 50]);

    await command.call("POST", "/routes/a/responses", { id: "s", body: 2 });
    await command.call("PUT", "/routes/a/responses/r", { id: "r", body: "new" });
    expect((await send(port, { url: "/b" })).text()).toBe("new");
    expect(await counts(command, "a")).toEqual([51, 1, 0]);

    await command.call("PUT", "/routes/a", route("a"));
    expect(await counts(command, "a")).toEqual([0, 0]);
    await command.call("DELETE", "/routes/a");
    expect(await ask(command, "/a", 10)).toBe(0);
  });

  it("there are no sandboxes, and no clock to move", async () => {
    await using command = startServer(["--workers", "2"]);
    const port = await command.port();
    const call = (url: string, payload: object) =>
      send(port, {
        method: "POST",
        url: `/internal${url}`,
        headers: { "content-type": "application/json" },
        body: JSON.stringify(payload),
      });

    expectError(await call("/sandboxes", {}), 409, /^There are no sandboxes with several --workers/);
    expectError(await call("/clock", { advance: 1 }), 409, /^The clock can't be changed with several --workers/);
  });

  it("no request is lost or counted twice while Routes change", async () => {
    await using command = startServer(["--workers", "2"]);
    const port = await command.port();
    await command.call("POST", "/routes", route("a", { path: "/a.*" }));
    const agents = Array.from({ length: 4 }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
    let answered = 0;
    const asking = agents.map(async (agent) => {
      for (let at = 0; at < 150; at += 1) {
        const { status } = await send(port, { url: "/a" }, agent);
        if (status === 200) answered += 1;
      }
    });
    for (let at = 0; at < 30; at += 1) {
      await command.call("PATCH", "/routes/a", { path: `/a.{0,${at}}` });
      await command.call("GET", "/routes/a");
    }
    await Promise.all(asking);
    for (const agent of agents) agent.destroy();

    expect(answered).toBe(600);
    expect(await counts(command, "a")).toEqual([600, 600]);
  });

  it("thousands of Routes are replaced for all, and a reset brings the default ones back", async () => {
    await using folder = await TemporaryFolder.create({ "routes.json": [route("default")] });
    await using command = startServer(["--workers", "2", "--routes", folder.join("routes.json")]);
    await ask(command, "/default", 3);
    await command.call(
      "PUT",
      "/routes",
      Array.from({ length: 3000 }, (_, at) => route(`m${at}`)),
    );
    expect(await ask(command, "/m2999", 6)).toBe(6);
    expect(await ask(command, "/default", 4)).toBe(0);

    await command.call("POST", "/reset");

    expect(await ask(command, "/default", 4)).toBe(4);
    expect(await ask(command, "/m2999", 4)).toBe(0);
    expect(await counts(command, "default")).toEqual([4, 4]);
    expect(await command.call("GET", "/match_route?method=GET&path=/default")).toMatchObject({ id: "default" });
  });

  it("many may change Routes at the same time", async () => {
    await using command = startServer(["--workers", "2"]);
    const port = await command.port();
    const names = Array.from({ length: 40 }, (_, at) => `r${at}`);
    await Promise.all(names.map((id) => command.call("POST", "/routes", route(id))));
    for (let round = 1; round <= 3; round += 1) {
      const changes = names.map((id, at) =>
        at % 2 === 0
          ? command.call("PATCH", `/routes/${id}`, { path: `/${id}/${round}` })
          : command.call("PUT", `/routes/${id}`, route(id, { path: `/${id}/${round}` })),
      );
      await Promise.all(changes);
      const answers = await Promise.all(names.map((id) => send(port, { url: `/${id}/${round}` })));
      expect(answers.map((answer) => answer.text())).toEqual(names);
    }
    expect(await counts(command, "r0")).toEqual([3, 3]);
    expect(await counts(command, "r1")).toEqual([1, 1]);
  });

  it("no process shows half of an array", async () => {
    await using command = startServer(["--workers", "2"]);
    const port = await command.port();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const progress = { isOver: false };
    const posted = command
      .call(
        "POST",
        "/routes",
        Array.from({ length: 8000 }, (_, at) => route(`m${at}`)),
      )
      .finally(() => (progress.isOver = true));
    const seen: string[] = [];
    while (!progress.isOver) {
      const last = await send(port, { url: "/m7999" }, agent);
      const first = await send(port, { url: "/m0" }, agent);
      seen.push(`${last.status} ${first.status}`);
    }
    await posted;
    agent.destroy();
    expect(seen).not.toContain("200 404");
    expect((await send(port, { url: "/m7999" })).status).toBe(200);
  });

  it("Routes that need one count for all are refused, and told why", async () => {
    await using command = startServer(["--workers", "2"]);
    await command.call("POST", "/routes", route("a"));
    const repeated = route("b", { responses: [{ body: 1, repeat: 2 }] });
    await expect(command.call("POST", "/routes", repeated)).rejects.toThrow(`responses/0/repeat ${REASON}.`);
    await expect(command.call("POST", "/routes", [repeated])).rejects.toThrow(`0/responses/0/repeat ${REASON}.`);
    await expect(command.call("PUT", "/routes", [repeated])).rejects.toThrow(`0/responses/0/repeat ${REASON}.`);
    await expect(command.call("PATCH", "/routes/a", { response_selection: "cycle" })).rejects.toThrow(
      `response_selection \\"cycle\\" ${REASON}.`,
    );
    await expect(command.call("POST", "/routes/a/responses", { body: 1, repeat: 1 })).rejects.toThrow(
      `repeat ${REASON}.`,
    );
  });

  it("a Routes file that needs one count for all stops the start", async () => {
    const routes = [route("a"), route("b", { response_selection: "cycle" })];
    await using folder = await TemporaryFolder.create({ "routes.json": routes });
    const args = ["run", "--port", "0", "--workers", "2", "--routes", folder.join("routes.json")];
    const { status, stderr } = await runCommand(args);

    expect(status).toBe(2);
    expect(stderr).toMatch(/routes\.json:1:\d+ 1\/response_selection "cycle" needs one count for all processes; /);
  });

  it("the internal API is guarded as ever, and answers large calls", async () => {
    await using command = startServer(["--workers", "2", "--max-body", "1000"]);
    const port = await command.port();
    const evil = await send(port, { url: "/internal/routes", headers: { host: "evil.example" } });
    expect(evil.status).toBe(403);
    const headers = { "content-type": "application/json" };
    const large = { method: "POST", url: "/internal/routes", headers, body: `{"id": "${"x".repeat(200_000)}"}` };
    expect((await send(port, large)).status).toBe(413);
    expect((await send(port, { url: "//internal/health" })).json()).toEqual({ status: "ok" });
    const connection = await RawConnection.open(port);
    const call = "POST /internal/match_route HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";
    await connection.write(
      `${call}transfer-encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n${call}content-length: 2\r\n\r\n{}`,
    );
    expect((await connection.until(/\}HTTP[^]*\}$/)).match(/HTTP\/1\.1 400/g)).toHaveLength(2);
    connection.close();
  });

  it("calls are relayed whatever they look like", async () => {
    await using command = startServer(["--workers", "2", "--admin-token", "secret"]);
    const port = await command.port();
    const exchange = async (text: string, expected: RegExp): Promise<string> => {
      const connection = await RawConnection.open(port);
      await connection.write(text);
      const answer = await connection.until(expected);
      connection.close();
      return answer;
    };
    const token = "host: localhost\r\nauthorization: Bearer secret\r\n";
    expect(await exchange(`POST /internal/reset HTTP/1.1\r\n${token}\r\n`, /\r\n\r\n/)).toMatch(/^HTTP\/1\.1 204 /);
    expect(await exchange("GET /internal/health HTTP/1.0\r\n\r\n", /\}$/)).toMatch(/^HTTP\/1\.1 200 /);
    expect(await exchange("GET /internal/routes HTTP/1.0\r\n\r\n", /\}$/)).toMatch(/^HTTP\/1\.1 403 /);
    const json = "content-type: application/json\r\n";
    const broken = `POST /internal/routes HTTP/1.1\r\n${token}${json}transfer-encoding: chunked\r\n\r\nxyz\r\n`;
    expect(await exchange(broken, /\}$/)).toMatch(/^HTTP\/1\.1 400 /);
    // Refused before it has arrived: the rest is read, and the connection used again.
    const body = "x".repeat(3_000_000);
    const refused = `POST /internal/routes HTTP/1.1\r\nhost: localhost\r\n${json}content-length: ${body.length}\r\n\r\n${body}`;
    const answers = await exchange(`${refused}GET /none HTTP/1.1\r\nhost: localhost\r\n\r\n`, /No active Route[^]*\}$/);
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 401", "HTTP/1.1 404"]);
  });

  it("the internal API may have a port of its own", async () => {
    await using command = startServer(["--workers", "2", "--internal-port", "0"]);
    const port = await command.port();
    const [, internal] = await command.until(/internal_api=http:\/\/127\.0\.0\.1:(\d+)\/internal/);
    expect((await send(port, { url: "/internal/routes" })).status).toBe(404);
    expect((await send(Number(internal), { url: "/internal/routes" })).json()).toEqual([]);
  });

  it("the file of the default Routes is watched", async () => {
    await using folder = await TemporaryFolder.create({ "routes.json": [route("a"), route("b")] });
    await using command = startServer(["--workers", "2", "--watch", "--routes", folder.join("routes.json")]);
    expect(await ask(command, "/a", 5)).toBe(5);

    await folder.write("routes.json", [route("c"), route("a")]);
    await command.until(/loaded the default Routes anew routes=2/);

    expect(await ask(command, "/c", 5)).toBe(5);
    expect(await ask(command, "/b", 5)).toBe(0);
    expect(await counts(command, "a")).toEqual([5, 5]);
  });

  it("a stop answers what every process has accepted", async () => {
    await using command = startServer(["--workers", "2"]);
    const port = await command.port();
    await command.call("POST", "/routes", route("slow", { responses: [{ body: "late", delay: 0.5 }] }));
    const answers = Array.from({ length: 6 }, () => send(port, { url: "/slow" }));
    await expect.poll(() => counts(command, "slow"), { timeout: 10_000 }).toEqual([6, 6]);

    command.signal("SIGTERM");

    expect((await Promise.all(answers)).map((answer) => answer.text())).toEqual(
      Array.from({ length: 6 }, () => "late"),
    );
    expect(await command.status()).toBe(0);
    expect(command.stdout).toMatch(/stopped; every request was answered\n$/);
  });

  it("a stop beyond --drain-timeout counts what all processes cut off", async () => {
    await using command = startServer(["--workers", "2", "--drain-timeout", "0.1"]);
    const port = await command.port();
    await command.call("POST", "/routes", route("slow", { responses: [{ id: "r", body: "late", delay: 1000 }] }));
    const answers = Array.from({ length: 4 }, () => send(port, { url: "/slow" }));
    await expect.poll(() => counts(command, "slow"), { timeout: 10_000 }).toEqual([4, 4]);

    command.signal("SIGINT");

    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([503, 503, 503, 503]);
    expect(await command.status()).toBe(1);
    expect(command.stdout).toContain("requests=4");
  });

  it("a port that is in use is said so", async () => {
    await using first = startServer();
    const port = await first.port();
    const { status, stderr } = await runCommand(["run", "--port", String(port), "--workers", "2"]);
    expect([status, stderr]).toEqual([
      2,
      `trickster: port ${port} of 127.0.0.1 is in use; choose another with --port\n`,
    ]);
  });
});
