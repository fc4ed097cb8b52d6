import { spawn } from "node:child_process";
import { once } from "node:events";

/** Starts the service that is tested, with Trickster in the place of the one it asks. */
export default async function setup(project) {
  const { tricksterUrl } = project.getProvidedContext();
  const service = spawn(process.execPath, ["--import", "./telemetry.mjs", "service.mjs"], {
    env: { ...process.env, PORT: "0", PRICES_URL: tricksterUrl },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(service.stdout, "data");
  project.provide("serviceUrl", /http:\S+/.exec(String(line))[0]);
  return () => service.kill();
}
