import { rename, rm } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { type Command, startServer } from "../support/command.ts";
import { send } from "../support/http-client.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";

const route = (id: string, body = id) => ({ id, path: `/${id}`, responses: [{ body: `<${body}>` }] });

async function startWatching(path: string): Promise<Command> {
  const command = startServer(["--watch", "--routes", path]);
  await command.port();
  return command;
}

async function bodyOf(command: Command, path: string): Promise<string> {
  return (await send(await command.port(), { url: path })).text();
}

/** Waits until a path is answered so: to notice the change of a file takes its time. */
async function whenAnswered(command: Command, path: string, body: string | RegExp): Promise<void> {
  await expect.poll(() => bodyOf(command, path), { timeout: 10_000, interval: 20 }).toMatch(body);
}

async function ids(command: Command): Promise<string[]> {
  return ((await command.call("GET", "/routes")) as { id: string }[]).map(({ id }) => id);
}

async function used(command: Command, id: string): Promise<number> {
  return ((await command.call("GET", `/routes/${id}`)) as { used_count: number }).used_count;
}

describe("With --watch a Routes file", () => {
  it("is loaded anew when it changes; what is unchanged keeps its counters, what came over the API stays", async () => {
    await using folder = await TemporaryFolder.create({
      "routes.json": [route("same"), route("other"), route("gone")],
    });
    await using command = await startWatching(folder.join("routes.json"));
    await command.call("POST", "/routes", route("added"));
    for (const id of ["same", "other", "gone", "added"]) expect(await bodyOf(command, `/${id}`)).toBe(`<${id}>`);

    await folder.write("routes.json", [route("new"), route("same"), route("other", "changed")]);
    await whenAnswered(command, "/new", "<new>");

    expect(await ids(command)).toEqual(["new", "same", "other", "added"]);
    expect(await bodyOf(command, "/other")).toBe("<changed>");
    expect(await used(command, "same")).toBe(1);
    expect(await used(command, "other")).toBe(1);
    expect(await used(command, "added")).toBe(1);
    await command.until(/info .*loaded the default Routes anew routes=3/);
  });

  it("that is broken keeps the old Routes, and says why and where, until it is mended", async () => {
    await using folder = await TemporaryFolder.create({ "routes.json": [route("old")] });
    await using command = await startWatching(folder.join("routes.json"));

    await folder.write("routes.json", '[{"path": "/", "responses": [{"body": 1, "status": 99}]}]');
    await command.until(
      /error .*kept the old Routes: .*routes\.json:1:52 0\/responses\/0\/status must be at least 100, got 99/,
    );
    expect(await bodyOf(command, "/old")).toBe("<old>");

    await folder.write("routes.json", '[{"path": ');
    await command.until(/error .*kept the old Routes: .*routes\.json:1:11 is no JSON/);
    expect(await bodyOf(command, "/old")).toBe("<old>");

    // A reset goes back to what was last loaded without fault.
    await command.call("POST", "/reset");
    expect(await ids(command)).toEqual(["old"]);

    await folder.write("routes.json", [route("mended")]);
    await whenAnswered(command, "/mended", "<mended>");
    expect(await ids(command)).toEqual(["mended"]);
  });

  it("may be deleted and written again", async () => {
    await using folder = await TemporaryFolder.create({ "routes.json": [route("old")] });
    await using command = await startWatching(folder.join("routes.json"));

    await rm(folder.join("routes.json"));
    await command.until(/error .*kept the old Routes: .*routes\.json does not exist/);
    expect(await bodyOf(command, "/old")).toBe("<old>");

    await folder.write("routes.json", [route("again")]);
    await whenAnswered(command, "/again", "<again>");
  });

  it("may be put in place by renaming another, as editors do", async () => {
    await using folder = await TemporaryFolder.create({ "routes.json": [route("old")] });
    await using command = await startWatching(folder.join("routes.json"));

    for (const id of ["first", "second"]) {
      await folder.write("routes.json.new", [route(id)]);
      await rename(folder.join("routes.json.new"), folder.join("routes.json"));
      await whenAnswered(command, `/${id}`, `<${id}>`);
    }
  });

  it("whose id is taken by a Route of the API is refused", async () => {
    await using folder = await TemporaryFolder.create({ "routes.json": [route("old")] });
    await using command = await startWatching(folder.join("routes.json"));
    await command.call("POST", "/routes", route("taken"));

    await folder.write("routes.json", [route("first"), route("taken", "of the file")]);
    await command.until(/error .*kept the old Routes: .*"taken"/);

    expect(await ids(command)).toEqual(["old", "taken"]);
    expect(await bodyOf(command, "/taken")).toBe("<taken>");
  });

  it("that is broken from the start stops the start", async () => {
    await using folder = await TemporaryFolder.create({ "routes.json": "[" });
    await using command = startServer(["--watch", "--routes", folder.join("routes.json")]);

    expect(await command.status()).toBe(2);
    expect(command.stderr).toMatch(/routes\.json:1:2 is no JSON/);
  });
});

describe("With --watch a folder of Routes files", () => {
  it("is loaded anew when a file is added, changed or removed", async () => {
    await using folder = await TemporaryFolder.create({ "routes/a.json": [route("a")] });
    await using command = await startWatching(folder.join("routes"));

    await folder.write("routes/b.yaml", "- id: b\n  path: /b\n  responses: [{body: <b>}]\n");
    await whenAnswered(command, "/b", "<b>");
    await folder.write("routes/below/c.json", [route("c")]);
    await whenAnswered(command, "/c", "<c>");
    await folder.write("routes/a.json", [route("a", "changed")]);
    await whenAnswered(command, "/a", "<changed>");
    await rm(folder.join("routes/b.yaml"));
    await whenAnswered(command, "/b", /No active Route/);

    expect(await ids(command)).toEqual(["a", "c"]);
  });
});

describe("Without --watch", () => {
  it("a file is read once", async () => {
    await using folder = await TemporaryFolder.create({ "routes.json": [route("old")] });
    await using command = startServer(["--routes", folder.join("routes.json")]);
    await whenAnswered(command, "/old", "<old>");
    await folder.write("routes.json", [route("new")]);
    await command.call("POST", "/reset");

    expect(await ids(command)).toEqual(["old"]);
    expect(command.stdout).not.toContain("anew");
  });
});
