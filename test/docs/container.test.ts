import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { settingNames, variableName } from "../../src/config/settings.ts";
import { resolveSettings } from "../../src/config/resolve.ts";
import { root } from "./pages.ts";

const dockerfile = readFileSync(join(root, "Dockerfile"), "utf8").replaceAll("\\\n", " ");
const image = dockerfile.slice(dockerfile.lastIndexOf("FROM "));

/** The words behind an instruction. */
function instruction(name: string): string {
  return new RegExp(`^${name} (.*)$`, "m").exec(image)?.[1]?.trim() ?? "";
}

function environmentOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/(\w+)=(\S+)/g)].map(([, name = "", value = ""]) => [name, value]));
}

describe("the container image", () => {
  it("runs Trickster as a user without rights, and hands signals to it", () => {
    expect(instruction("USER")).toBe("node");
    expect(JSON.parse(instruction("ENTRYPOINT"))).toEqual(["node", "/trickster/dist/cli.js"]);
    expect(JSON.parse(instruction("CMD"))).toEqual(["run"]);
  });

  it("listens on port 8080 of all interfaces, and answers to every Host", () => {
    const environment = environmentOf(instruction("ENV"));

    expect(instruction("EXPOSE")).toBe("8080");
    expect(resolveSettings({}, environment)).toMatchObject({ host: "0.0.0.0", port: 8080, allowHost: ["*"] });
  });

  it("sets no variable that Trickster does not know", () => {
    const known = new Set(settingNames.map(variableName));
    const named = [...dockerfile.matchAll(/TRICKSTER_[A-Z_]+/g)].map(([name]) => name);

    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it("asks whether the server answers, wherever its internal API is", async () => {
    const [, , script = ""] = JSON.parse(/HEALTHCHECK.*CMD (\[.*\])/.exec(image)?.[1] ?? "[]") as string[];

    expect(await healthOf(script, { TRICKSTER_PORT: "8080" })).toEqual(["http://127.0.0.1:8080/internal/health", 0]);
    expect(
      await healthOf(script, {
        TRICKSTER_PORT: "8080",
        TRICKSTER_INTERNAL_PORT: "9100",
        TRICKSTER_INTERNAL_PREFIX: "/mock",
      }),
    ).toEqual(["http://127.0.0.1:9100/mock/health", 0]);
    expect(await healthOf(script, { TRICKSTER_PORT: "8080" }, false)).toEqual([expect.any(String), 1]);
  });

  it("holds the dependencies that run, and nothing of the rest", () => {
    expect(dockerfile).toContain("npm prune --omit=dev");
    expect([...image.matchAll(/^COPY --from=build \/trickster\/(\S+)/gm)].map(([, path]) => path)).toEqual([
      "package.json",
      "node_modules",
      "dist",
    ]);
  });
});

/** Runs the health check against a server that is only pretended: which URL it asks, and its exit status. */
function healthOf(script: string, env: Record<string, string>, ok = true): Promise<[string, number]> {
  return new Promise((resolve) => {
    let asked = "";
    const fetchUrl = (url: string): Promise<{ ok: boolean }> => {
      asked = url;
      return Promise.resolve({ ok });
    };
    const fakeProcess = { env, exit: (status: number) => resolve([asked, status]) };
    // The check is a program in the Dockerfile: it is run here with a process and a network of its own.
    // oxlint-disable-next-line typescript/no-implied-eval
    new Function("process", "fetch", script)(fakeProcess, fetchUrl);
  });
}

describe("the example for compose", () => {
  const { services } = parse(readFileSync(join(root, "examples/docker/compose.yaml"), "utf8")) as {
    services: {
      mock: { environment: Record<string, string>; volumes: string[]; ports: string[] };
      client: { depends_on: object };
    };
  };

  it("mounts the Routes where Trickster looks for them, and publishes the port on this machine only", () => {
    expect(services.mock.environment).toEqual({ TRICKSTER_ROUTES: "/routes" });
    expect(services.mock.volumes).toEqual(["./routes:/routes:ro"]);
    expect(services.mock.ports).toEqual(["127.0.0.1:8080:8080"]);
  });

  it("has the client wait until Trickster is healthy", () => {
    expect(services.client.depends_on).toEqual({ mock: { condition: "service_healthy" } });
  });
});
