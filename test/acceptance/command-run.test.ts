import { createServer } from "node:net";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { Command, runCommand, startServer } from "../support/command.ts";
import { send } from "../support/http-client.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";

const hello = [{ id: "hello", path: "/hello", responses: [{ body: "Hello!" }] }];

describe("trickster run", () => {
  it("says where it listens, where the internal API is, and how many Routes it has", async () => {
    await using folder = await TemporaryFolder.create({ "routes.json": hello });
    await using command = startServer(["--routes", folder.join("routes.json")]);
    const port = await command.port();

    expect(command.stdout).toContain(
      `Trickster ${packageJson.version} listens on http://127.0.0.1:${port}, with 1 Route `,
    );
    expect(command.stdout).toContain(`internal_api=http://127.0.0.1:${port}/internal `);
    expect(command.stderr).toBe("");
    expect((await send(port, { url: "/hello" })).text()).toBe("Hello!");
    expect(await command.call("GET", "/routes")).toHaveLength(1);
  });

  it("takes its settings from the command line before the environment, and from that before the defaults", async () => {
    const environment = {
      TRICKSTER_PORT: "1",
      TRICKSTER_INTERNAL_PREFIX: "/of-environment",
      TRICKSTER_MAX_TARGET: "50",
    };
    await using command = new Command(["run", "-p", "0", "--max-target=100"], { environment });
    const port = await command.port();

    const status = async (url: string): Promise<number> => (await send(port, { url })).status;
    expect(await status("/of-environment/health")).toBe(200);
    expect(await status("/internal/health")).toBe(404);
    expect(await status(`/${"a".repeat(99)}`)).toBe(404);
    expect(await status(`/${"a".repeat(100)}`)).toBe(414);
  });

  it("has short names for the options of old", async () => {
    await using folder = await TemporaryFolder.create({ "routes.json": hello });
    await using command = new Command(["run", "-p", "0", "-x", "/x/y", "-r", folder.join("routes.json")]);
    const port = await command.port();

    expect((await send(port, { url: "/x/y/routes/hello" })).status).toBe(200);
  });

  it("takes lists in several options, or separated by commas", async () => {
    const environment = { TRICKSTER_ALLOW_ORIGIN: "http://a.example,http://b.example" };
    await using command = startServer(["--allow-host", "x.example", "--allow-host", "y.example,z.example"], {
      environment,
    });
    const port = await command.port();
    const ask = async (headers: Record<string, string>): Promise<number> =>
      (await send(port, { url: "/internal/routes", headers })).status;

    for (const host of ["x.example", "y.example", "z.example"])
      expect([host, await ask({ host })]).toEqual([host, 200]);
    for (const origin of ["http://a.example", "http://b.example"])
      expect([origin, await ask({ origin })]).toEqual([origin, 200]);
    expect(await ask({ host: "other.example" })).toBe(403);
    expect(await ask({ origin: "http://other.example" })).toBe(403);
  });

  it("warns when it listens for more than this machine", async () => {
    await using open = startServer(["--host", "0.0.0.0"]);
    await open.port();
    await using closed = startServer(["--host", "localhost"]);
    await closed.port();

    await open.until(/warn .*whoever reaches this machine can reach the mocked Routes.* host=0\.0\.0\.0/);
    expect(closed.stdout).not.toContain("warn");
  });

  it("keeps the internal API on a port of its own with --internal-port", async () => {
    await using command = startServer(["--internal-port", "0"]);
    const port = await command.port();
    const [, internal] = await command.until(/internal_api=http:\/\/127\.0\.0\.1:(\d+)\/internal/);

    expect((await send(Number(internal), { url: "/internal/health" })).status).toBe(200);
    expect((await send(port, { url: "/internal/health" })).status).toBe(404);
  });
});

describe("trickster run can't start", () => {
  it("on a port that is in use, and says which", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };

    const busy = await runCommand(["run", "--port", String(port)]);
    const busyInternal = await runCommand(["run", "--port", "0", "--internal-port", String(port)]);
    other.close();

    expect(busy).toEqual({
      status: 2,
      stdout: "",
      stderr: `trickster: port ${port} of 127.0.0.1 is in use; choose another with --port\n`,
    });
    expect(busyInternal).toEqual({
      status: 2,
      stdout: "",
      stderr: `trickster: port ${port} of 127.0.0.1 is in use; choose another with --internal-port\n`,
    });
  });

  it.each([
    [["--port", "http"], {}, '--port must be a whole number from 0 to 65535, got "http"'],
    [["--port", "65536"], {}, '--port must be a whole number from 0 to 65535, got "65536"'],
    [["--port", "-1"], {}, "--port"],
    [["--port", ""], {}, '--port must be a whole number from 0 to 65535, got ""'],
    [[], { TRICKSTER_PORT: "80a" }, 'TRICKSTER_PORT must be a whole number from 0 to 65535, got "80a"'],
    [["--prefix", "internal"], {}, '--prefix must be a path that starts with "/"'],
    [["--prefix", "/"], {}, "--prefix must be"],
    [["--prefix", "/internal/"], {}, "--prefix must be"],
    [["--prefix", "/../x"], {}, "--prefix must be"],
    [["--prefix", "/a b"], {}, "--prefix must be"],
    [["--max-body", "many"], {}, "--max-body must be a number of bytes"],
    [["--max-body", "0"], {}, "--max-body must be a number of bytes"],
    [["--drain-timeout", "-1"], {}, "--drain-timeout"],
    [["--drain-timeout", "1e9"], {}, "--drain-timeout must be a number of seconds from 0 to 2147483"],
    [["--log-level", "loud"], {}, "--log-level must be one of debug, info, warn, error, silent"],
    [["--allow-origin", "http://a.example/path"], {}, "--allow-origin must be an origin"],
    [["--allow-origin", "*"], {}, "--allow-origin must be an origin"],
    [["--allow-host", "a.example:80"], {}, "--allow-host must be a host name without port"],
    [[], { TRICKSTER_WATCH: "perhaps" }, 'TRICKSTER_WATCH must be true or false, got "perhaps"'],
    [["--files", "/none/such"], {}, "/none/such"],
    [["--host", "256.0.0.1"], {}, "256.0.0.1 is no address of this machine"],
    [["--admin-token", ""], {}, "--admin-token must be"],
  ])("with %j %j, and says why in one line", async (args, environment, message) => {
    const { status, stdout, stderr } = await runCommand(["run", ...args], { environment });

    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stderr).toMatch(/^trickster: /);
  });

  it("with Routes that have faults, and names each with its place", async () => {
    await using folder = await TemporaryFolder.create({
      "routes.json":
        '[\n  {"path": "/a", "responses": [{"body": 1, "status": 99}]},\n  {"pth": "/b", "responses": []}\n]\n',
    });
    const { status, stdout, stderr } = await runCommand(["run", "--port", "0", "--routes", folder.join("routes.json")]);

    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr.replaceAll(folder.path, "")).toBe(
      "trickster: /routes.json:2:54 0/responses/0/status must be at least 100, got 99 (and 2 more faults; see trickster check)\n",
    );
  });

  it("with nothing to watch", async () => {
    expect(await runCommand(["run", "--port", "0", "--watch"])).toEqual({
      status: 2,
      stdout: "",
      stderr: "trickster: --watch has nothing to watch; name the default Routes with --routes\n",
    });
  });

  it("with Routes that are not there", async () => {
    const { status, stderr } = await runCommand(["run", "--port", "0"], {
      environment: { TRICKSTER_ROUTES: "none.json" },
    });

    expect(status).toBe(2);
    expect(stderr).toBe("trickster: none.json does not exist\n");
  });
});

describe("The command", () => {
  it("tells its version", async () => {
    for (const option of ["--version", "-V"]) {
      expect(await runCommand([option])).toEqual({ status: 0, stdout: `${packageJson.version}\n`, stderr: "" });
    }
  });

  it("helps, on the standard output", async () => {
    const { status, stdout, stderr } = await runCommand(["--help"]);
    const run = await runCommand(["run", "--help"]);

    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/run [^]*check [^]*Exit status:[^]*0 [^]*1 [^]*2 /);
    expect([run.status, run.stderr]).toEqual([0, ""]);
    expect(run.stdout).toMatch(/-p, --port <port> [^]*\(default: 8080,\s+env: TRICKSTER_PORT\)/);
    expect(run.stdout).toContain("env: TRICKSTER_INTERNAL_PREFIX");
    expect(run.stdout).toContain("Examples:");
  });

  it("says what was meant by an option or a command that it does not know", async () => {
    const option = await runCommand(["run", "--prot", "1"]);
    const command = await runCommand(["rum"]);

    expect(option).toMatchObject({ status: 2, stdout: "" });
    expect(option.stderr).toMatch(/^trickster: unknown option '--prot'\s+\(Did you mean --port\?\)/);
    expect(command).toMatchObject({ status: 2, stdout: "" });
    expect(command.stderr).toMatch(/^trickster: unknown command 'rum'\s+\(Did you mean run\?\)/);
  });

  it("is not told what to do without a command, and helps", async () => {
    const { status, stdout, stderr } = await runCommand([]);

    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain("Usage: trickster");
  });

  it("wants no words that it does not understand", async () => {
    expect(await runCommand(["run", "routes.json"])).toMatchObject({ status: 2, stdout: "" });
    expect(await runCommand(["run", "--port"])).toMatchObject({ status: 2, stdout: "" });
    expect(await runCommand(["check"])).toMatchObject({ status: 2, stdout: "" });
  });

  it("writes no colours where there is no terminal, even when something is wrong", async () => {
    const failed = await runCommand(["run", "--port", "x"], {
      environment: { TERM: "xterm-256color", COLORTERM: "truecolor" },
    });
    await using command = startServer(["--host", "0.0.0.0"]);
    await command.until(/warn/);

    expect(failed.stderr + command.stdout).not.toContain("\u001b");
  });
});

describe("A reader that goes", () => {
  it.each([["--help"], ["--version"]])("does not make %s fail", async (option) => {
    await using command = new Command([option]);
    command.process.stdout?.destroy();

    expect(await command.status()).toBe(0);
    expect(command.stderr).toBe("");
  });

  it("leaves the server running", async () => {
    await using command = startServer(["--log-level", "debug"]);
    const port = await command.port();
    command.process.stdout?.destroy();

    for (let index = 0; index < 50; index += 1) {
      expect((await send(port, { url: "/none" })).status).toBe(404);
    }
    command.signal("SIGTERM");
    expect(await command.status()).toBe(0);
    expect(command.stderr).toBe("");
  });
});
